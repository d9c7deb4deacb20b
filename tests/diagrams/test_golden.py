from pathlib import Path

import pandas as pd
import pytest
from matplotlib.testing.compare import compare_images

from tests.diagrams.make_golden import GOLDEN, POSITIONS, golden


@pytest.mark.parametrize("name", ["network", "circles", "quadrant", "forest", "ego", "person", "timeline"])
def test_the_picture_is_the_one_we_looked_at(name: str, tmp_path: Path) -> None:
    now = tmp_path / f"{name}.png"
    now.write_bytes(golden(name, pd.read_csv(POSITIONS)))
    assert compare_images(str(GOLDEN / f"{name}.png"), str(now), tol=2) is None
