"""The least page that holds the explorer: the real document, without the sections around it."""

from pathlib import Path

from graphkit.viewer import page_data
from graphkit.viewer._document import document
from tests.diagrams._cases import Case


def page_of(case: Case, path: Path) -> Path:
    """Write the page of an invented community."""
    sections = ['<main><section id="explorer"></section></main>']
    path.write_text(document("explorer", sections, data=page_data(*case)), encoding="utf-8")
    return path
