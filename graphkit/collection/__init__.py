"""Collecting from a network: the only part of graphkit that asks anything of one.

A network is what `_walks.Network` describes; `_transport` is the one way out; `_pages` keeps what comes.
"""

from graphkit.collection._collect import Collection, CollectOptions, collect

__all__ = ["CollectOptions", "Collection", "collect"]
