"""All cases, family by family."""

from tests.hostile import _csv, _feeds, _folders, _json, _names, _soak, _tables, _tar, _xml, _zip

FAMILIES = (_json, _names, _csv, _zip, _tar, _folders, _xml, _tables, _feeds)
CASES = tuple(case for family in FAMILIES for case in family.CASES)
SOAK = _soak.SOAK
"""What is too long for the test suite."""
