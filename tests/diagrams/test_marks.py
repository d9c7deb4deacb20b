import numpy as np
import pytest
from matplotlib.figure import Figure

from graphkit.diagrams._legend import Key, draw_legend
from graphkit.diagrams._looks import disc_radius
from graphkit.diagrams._marks import FULL_TURN, arc, ribbons, ring_thickness, rings
from graphkit.diagrams._style import page


def sweep(polygon: np.ndarray) -> float:
    """Degrees that the outer rim of an arc covers, clockwise."""
    outer = polygon[: len(polygon) // 2]
    angle = np.unwrap(np.arctan2(outer[:, 1], outer[:, 0]))
    return float(np.rad2deg(angle[0] - angle[-1]))


@pytest.mark.parametrize("ratio", [0.2, 0.25, 0.5, 0.731, 1.0])
def test_a_ring_sweeps_its_ratio_clockwise_from_twelve(ratio: float) -> None:
    polygon = arc(np.zeros(2), 10.0, 2.0, FULL_TURN * ratio)
    assert sweep(polygon) == pytest.approx(338 * ratio)
    assert polygon[0] == pytest.approx([0.0, 11.0])


def test_all_rings_are_one_collection_of_arrows_and_heads() -> None:
    axes, _, _ = page(Figure(figsize=(4, 4)))
    ratio = np.array([0.25, 0.5, 1.0])
    drawn = rings(axes, np.zeros((3, 2)), np.full(3, 10.0), ratio)
    assert drawn is not None
    outlines = [path.vertices[:-1] for path in drawn.get_paths()]
    assert len(outlines) == 6
    assert [sweep(np.asarray(p)) for p in outlines[:3]] == pytest.approx(list(338 * ratio))


def test_the_thickness_of_a_ring_depends_on_the_disc_only() -> None:
    assert ring_thickness(np.array([8.0, 8.0])).tolist() == [1.6, 1.6]
    assert ring_thickness(np.array([1.0, 99.0])).tolist() == [1.3, 3.6]


def test_a_taper_is_thick_where_it_is_given_and_ends_at_the_rims() -> None:
    start, end = np.array([[0.0, 0.0]]), np.array([[100.0, 0.0]])
    reach = np.array([5.0]), np.array([8.0])
    polygon = ribbons(start, end, reach, (np.array([4.0]), np.array([0.5])), 0.13)[0]
    half = len(polygon) // 2
    width = np.hypot(*(polygon[:half] - polygon[half:][::-1]).T)
    assert width[0] == pytest.approx(4.0)
    assert width[-1] == pytest.approx(0.5)
    middle = (polygon[:half] + polygon[half:][::-1]) / 2
    assert np.hypot(*middle[0]) == pytest.approx(5.0)
    assert np.hypot(*(middle[-1] - end[0])) == pytest.approx(8.0)


def test_the_area_of_a_disc_grows_with_the_posts() -> None:
    radius = disc_radius(np.array([25.0, 100.0]), 2.0)
    assert (radius[1] / radius[0]) ** 2 == pytest.approx(4.0)


def test_the_legend_shows_discs_at_their_real_sizes() -> None:
    axes, _, _ = page(Figure(figsize=(4, 9)))
    draw_legend(axes, Key(10, 600, 1.5, 180, 0.9, has_posts=True, thickness=1.0))
    drawn = [c for c in axes.collections if hasattr(c, "_widths")]
    sizes = {round(float(w) * 2, 3) for c in drawn for w in np.atleast_1d(c._widths)}
    assert {round(float(r) * 2, 3) for r in disc_radius(np.array([5.0, 20.0, 100.0]), 1.5)} <= sizes
    written = {text.get_text() for text in axes.texts}
    assert {"5", "20", "100", "⅓", "90 %", "two ears,"} <= written
