"""What readers see who print in grey or lack one kind of cones."""

from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from graphkit.diagrams._looks import FEW, FLAGGED, JUDGED, NAMED, UNSURE
from graphkit.diagrams._posts import ABOVE, BELOW
from graphkit.diagrams._ramp import RAMP
from graphkit.diagrams._style import FLAG_HALO, GIVEN, KIND_COLOURS, PAPER, RETURNED, drawing
from graphkit.diagrams.network import network
from tests.diagrams._cases import Case, case
from tests.diagrams._seen import EYES, Floats, apart, lightness, looks_like, rgb, seen
from tests.diagrams._stand_in import community
from tests.diagrams.seen import write_as_seen

DPI = 200
ANCHORS = [RAMP[k] for k in range(0, 256, 51)]
"""Where the ramp's six anchors lie once its steps are even."""
SMALLEST_STEP = {"all colours": 20.5, "protanopia": 13.9, "deuteranopia": 15.5, "tritanopia": 16.3, "grey": 4.9}
CROWDS = [(30, 1), (30, 3), (300, 2), (300, 7)]


@cache
def crowd_drawn(crowd: tuple[int, int]) -> tuple[pd.DataFrame, Floats]:
    """An invented community, drawn once for all who ask."""
    return drawn(community(*crowd))


def drawn(of: Case) -> tuple[pd.DataFrame, Floats]:
    """Those whose disc no label covers, where they stand, and the pixels of the network."""
    graph, people = of
    figure = Figure(figsize=(13.2, 9.2), dpi=DPI)
    canvas = FigureCanvasAgg(figure)
    result = network(graph, people, figure)
    with drawing():
        canvas.draw()
    assert result.positions is not None
    assert result.labels is not None
    inside = result.labels.loc[result.labels["inside"].astype(bool), "id"]
    pixels = np.asarray(canvas.buffer_rgba(), dtype=float)[..., :3] / 255
    return result.positions[~result.positions["id"].isin(inside)], pixels


def light_at(pixels: Floats, x: float, y: float) -> float:
    """How light a place of the page is in grey."""
    pixel = pixels[pixels.shape[0] - 1 - int(y * DPI / 72), int(x * DPI / 72)]
    return float(looks_like(seen(pixel, "grey"))[0])


def test_the_measure_is_the_one_the_ramp_was_made_with() -> None:
    steps = np.diag(apart(ANCHORS, "all colours"), 1)
    assert steps.min() == pytest.approx(SMALLEST_STEP["all colours"], abs=0.05)
    assert steps.max() < 21
    white, black = looks_like(np.ones(3)), looks_like(np.zeros(3))
    assert white == pytest.approx([100, 0, 0], abs=2)
    assert black[0] == pytest.approx(0, abs=1e-6)


def test_greys_stay_grey_and_the_blind_to_red_and_green_confuse_red_and_green() -> None:
    for eyes in EYES:
        assert seen(np.full(3, 0.5), eyes) == pytest.approx(0.5, abs=1e-3)
    green, red = "#6A9F2E", "#C8752C"
    assert apart([green, red], "deuteranopia")[0, 1] < apart([green, red], "tritanopia")[0, 1] / 2


@pytest.mark.parametrize("eyes", EYES)
def test_each_step_of_the_ramp_is_seen(eyes: str) -> None:
    assert np.diag(apart(ANCHORS, eyes), 1).min() >= SMALLEST_STEP[eyes] - 0.2


@pytest.mark.parametrize("eyes", EYES)
def test_the_ramp_darkens_all_the_way(eyes: str) -> None:
    light = lightness(RAMP, eyes)
    assert np.diff(light).max() < 0.1
    assert light[0] > 85
    assert light[-1] < 25


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("crowd", CROWDS)
def test_every_flagged_disc_is_darker_than_every_other_judged_one(crowd: tuple[int, int], eyes: str) -> None:
    people, _ = crowd_drawn(crowd)
    light = pd.Series(lightness(list(people["colour"]), eyes), index=people["state"])
    assert light[FLAGGED].max() < light[light.index.isin([JUDGED, UNSURE])].min()


@pytest.mark.parametrize("eyes", EYES)
def test_marks_of_one_shape_differ_in_colour(eyes: str) -> None:
    """Posts that name no one else are dots, the others squares; of these, answers and quotes are alike in grey."""
    dots = apart([KIND_COLOURS[kind] for kind in BELOW], eyes)[0, 1]
    assert dots > 40
    alike = {"grey", "tritanopia"}
    for one, other in combinations(ABOVE, 2):
        least = 3.5 if {one, other} == {"quote", "reply"} and eyes in alike else 14
        assert apart([KIND_COLOURS[one], KIND_COLOURS[other]], eyes)[0, 1] > least
    assert apart([GIVEN, RETURNED], eyes)[0, 1] > 7, "besides, one is bent and the other straight"


@pytest.mark.parametrize("crowd", CROWDS)
def test_the_states_differ_in_shape_without_any_colour(crowd: tuple[int, int]) -> None:
    people, pixels = crowd_drawn(crowd)
    paper = lightness([PAPER], "grey")[0]
    for one in people[people["radius"] > 3].itertuples():
        middle = light_at(pixels, one.x, one.y)
        half = light_at(pixels, one.x + 0.6 * one.radius, one.y)
        if one.state == UNSURE:
            assert middle > paper - 2 > half + 15, "a white hole"
        elif one.state == FEW:
            rim = min(light_at(pixels, one.x + d * one.radius, one.y) for d in np.linspace(0.85, 1.15, 25))
            assert middle > paper - 2
            assert rim < paper - 12, "white with an outline"
        else:
            assert middle == pytest.approx(half, abs=2), "full"


def test_the_flagged_have_a_halo_that_is_seen_in_grey() -> None:
    assert lightness([FLAG_HALO], "grey")[0] < lightness([PAPER], "grey")[0] - 8
    people, pixels = crowd_drawn(CROWDS[3])
    for one in people[(people["state"] == FLAGGED) & (people["ring"] == 0)].itertuples():
        around = [light_at(pixels, one.x + (one.reach + 1.5) * np.cos(a), one.y + (one.reach + 1.5) * np.sin(a))
                  for a in np.arange(24) / 24 * 2 * np.pi]  # fmt: skip
        assert np.median(around) == pytest.approx(lightness([FLAG_HALO], "grey")[0], abs=2)


def test_the_only_named_are_small_full_and_without_an_outline() -> None:
    people, pixels = drawn(case("ann>bob*40 bob>ann*40 eve>bob*40 ann>nan*9 eve>nan*9"))
    nan = people.set_index("id").loc["nan"]
    assert nan["state"] == NAMED
    assert nan["radius"] <= 5
    light = [light_at(pixels, nan["x"] + d * nan["radius"], nan["y"]) for d in (-0.8, -0.5, 0, 0.5, 0.8)]
    assert np.ptp(light) < 2


def test_a_picture_is_written_as_four_kinds_of_eyes_see_it(tmp_path: Path) -> None:
    Image.fromarray(np.round(rgb(RAMP)[None] * 255).astype(np.uint8)).save(tmp_path / "ramp.png")
    written = write_as_seen(tmp_path / "ramp.png")
    assert [path.name for path in written] == [f"ramp.{eyes}.png" for eyes in list(EYES)[1:]]
    grey = np.asarray(Image.open(written[0]))
    assert (grey.min(-1) == grey.max(-1)).all()
