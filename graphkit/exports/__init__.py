"""Tables and graphs as files that other tools take as they are: one module a format.

`export` writes a graph in one of `FORMATS`; `write_csv` writes any table, as reports do.
"""

from graphkit.diagrams._words import CONTROL
from graphkit.exports._csv import AT_ONCE, FORMULA, cells, iso_times, readable, slug, text_cell, write_csv
from graphkit.exports._export import FORMATS, export, format_of

__all__ = [
    "AT_ONCE",
    "CONTROL",
    "FORMATS",
    "FORMULA",
    "cells",
    "export",
    "format_of",
    "iso_times",
    "readable",
    "slug",
    "text_cell",
    "write_csv",
]
