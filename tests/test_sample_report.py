"""The kept sample report is what the code makes of the invented community: tables to the byte, pictures closely."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import graphkit as gk

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "reports/sample"
TABLES = ("people.csv", "edges.csv", "interactions.csv", "rejects.csv", "datapackage.json", "summary.json")
# a layout may move by half a per cent between processors
DIFFERING_PIXELS = 0.03


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports") / "sample"
    gk.report(gk.load(ROOT / "data/community_v1.jsonl.gz"), folder)
    return folder


def test_the_same_files_are_there(fresh: Path) -> None:
    def names(folder: Path) -> set[str]:
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert names(fresh) == names(KEPT), "run make report"


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_the_same_to_the_byte(fresh: Path, name: str) -> None:
    assert (fresh / name).read_bytes() == (KEPT / name).read_bytes(), "run make report"


def test_pictures_are_the_same_to_the_eye(fresh: Path) -> None:
    for kept in sorted(KEPT.rglob("*.png")):
        with Image.open(kept) as one, Image.open(fresh / kept.relative_to(KEPT)) as two:
            assert one.size == two.size
            ours, theirs = (np.asarray(image.convert("L"), dtype=int) for image in (one, two))
        assert (np.abs(ours - theirs) > 40).mean() < DIFFERING_PIXELS, kept.name
