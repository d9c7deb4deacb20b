import numpy as np
import pytest
from scipy.spatial import cKDTree

from graphkit.diagrams._forces import EXACT, force_layout
from graphkit.diagrams._layout import Boxes, Frame, components, make_room
from graphkit.diagrams._looks import looks, sized, ties
from graphkit.diagrams._places import frame_for, lines_between, place
from tests.diagrams._cases import case, kept

FRAME = Frame(0, 0, 600, 500)


def planted(people: int, circles: int = 12, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """People in circles who mostly name their own, the famous more than others: circle, source, target."""
    rng = np.random.default_rng(seed)
    circle, fame = rng.integers(0, circles, people), rng.pareto(1.5, people) + 0.15
    source = rng.integers(0, people, people * 6)
    target = rng.choice(people, len(source), p=fame / fame.sum())
    inside = rng.random(len(source)) < 0.85
    for c in range(circles):
        members, mine = np.flatnonzero(circle == c), inside & (circle[source] == c)
        target[mine] = rng.choice(members, mine.sum(), p=fame[members] / fame[members].sum())
    pairs = np.unique(np.stack([source, target], 1)[source != target], axis=0)
    return circle, pairs[:, 0], pairs[:, 1]


@pytest.mark.parametrize(("people", "least"), [(100, 0.60), (300, 0.85), (1500, 0.85), (3000, 0.85)])
def test_neighbours_on_the_page_share_a_circle(people: int, least: float) -> None:
    circle, source, target = planted(people)
    xy = force_layout(people, source, target, np.ones(len(source)), seed=1)
    near = cKDTree(xy).query(xy, 11)[1][:, 1:]
    assert (circle[near] == circle[:, None]).mean() >= least


def test_the_same_input_and_seed_give_the_same_places() -> None:
    _, source, target = planted(200)
    one, two, other = (force_layout(200, source, target, np.ones(len(source)), seed=s) for s in (1, 1, 2))
    assert (one == two).all()
    assert not np.allclose(one, other)


def test_mesh_and_exact_repulsion_agree_on_who_is_near() -> None:
    circle, source, target = planted(EXACT + 1, circles=3)
    keep = (source < EXACT) & (target < EXACT)
    for people, s, t in ((EXACT, source[keep], target[keep]), (EXACT + 1, source, target)):
        xy = force_layout(people, s, t, np.ones(len(s)), seed=1)
        near = cKDTree(xy).query(xy, 6)[1][:, 1:]
        assert (circle[:people][near] == circle[:people, None]).mean() > 0.9


def test_components_are_numbered_by_size_then_by_first_member() -> None:
    part = components(7, np.array([1, 2, 5]), np.array([2, 3, 6]))
    assert part.tolist() == [2, 0, 0, 0, 3, 1, 1]


def test_make_room_parts_discs_that_lie_on_one_another() -> None:
    xy = make_room(np.full((40, 2), 300.0), np.full(40, 9.0), FRAME, rounds=400)
    gap, _ = cKDTree(xy).query(xy, 2)
    assert gap[:, 1].min() > 17.5
    assert (xy.min(0) >= 9).all()
    assert (xy.max(0) <= FRAME.size - 9).all()


def test_make_room_moves_discs_out_from_under_a_label() -> None:
    rng = np.random.default_rng(4)
    xy, radius = rng.uniform(250, 350, (60, 2)), np.full(60, 4.0)
    boxes = Boxes(np.array([0]), np.array([[45.0, 0.0]]), np.array([[80.0, 16.0]]))
    xy = make_room(xy, radius, FRAME, boxes, rounds=300)
    off = np.abs(xy - xy[0] - boxes.offset[0])
    under = (off[:, 0] < 40) & (off[:, 1] < 8)
    assert not under[1:].any()


def test_a_fixed_disc_stays() -> None:
    xy = make_room(np.full((10, 2), 300.0), np.full(10, 9.0), FRAME, fixed=0)
    assert xy[0].tolist() == [300.0, 300.0]


def test_places_without_labels_show_everybody_and_no_disc_lies_over_another() -> None:
    graph, people = kept("1500")
    frame = frame_for(len(people))
    look = sized(looks(people, graph.edges, 0.9), float(frame.size.prod()), line=0.9)
    placed = place(look, lines_between(look, ties(graph.edges)), frame, seed=1, labelled=False)
    assert placed.visible.all()
    assert not placed.labels
    reach = look["reach"].to_numpy(float)
    pairs = cKDTree(placed.xy).query_pairs(2 * reach.max(), output_type="ndarray")
    gap = np.hypot(*(placed.xy[pairs[:, 0]] - placed.xy[pairs[:, 1]]).T)
    assert (reach[pairs].sum(1) - gap).max() < 0.5


def test_without_labels_the_unconnected_hang_below_the_frame_however_many() -> None:
    spec = " ".join([f"a{k}>a{(k + 1) % 120}*12" for k in range(120)] + [f"z{k}>*90" for k in range(800)])
    graph, people = case(spec)
    frame = frame_for(len(people))
    look = sized(looks(people, graph.edges, 0.9), float(frame.size.prod()), line=0.9)
    placed = place(look, lines_between(look, ties(graph.edges)), frame, seed=1, labelled=False)
    assert placed.visible.all()
    alone = look["id"].str.startswith("z").to_numpy()
    assert placed.xy[alone, 1].max() < placed.xy[~alone, 1].min()
