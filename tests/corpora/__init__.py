"""Neutral collections of hard cases, by others: JSON, CSV, XML, and strings that break programs.

They are no part of the project. `make corpora` fetches them into a folder that git ignores (or the one that
GRAPHKIT_CORPORA names), pinned by version and hash; without them these tests are skipped by name.
"""
