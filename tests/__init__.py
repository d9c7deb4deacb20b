"""Tests of graphkit, laid out like the package."""
