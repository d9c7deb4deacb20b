"""Names on the picture: who gets one, what it says, and where it stands without covering anything.

A label goes inside its disc where it fits. Else it stands beside it, and the layout makes room for it: discs
move out from under label boxes (`_layout.make_room`). What still collides is placed anew, further out, on a
leader line; an unflagged label that finds no free place is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from graphkit.diagrams._layout import Boxes, Frame
from graphkit.diagrams._looks import FEW, FLAGGED, JUDGED, NAMED, UNJUDGED, UNSURE
from graphkit.diagrams._marks import Floats, ribbons, shapes
from graphkit.diagrams._style import FLAG_TEXT, INK, MUTED, PAPER, Align, text_width, write
from graphkit.diagrams._words import count

EVERYBODY = 40
"""Up to so many people, all are labelled."""
GAP = 2.0
RIM = 1.2
"""Points between a label within a disc and the disc's rim."""
SMALLER, PITCH = 0.78, 1.256
"""Lines below the first: their size as a part of the first's, and the way from line to line as a part of theirs."""
SHRUNK, LEAST = (0.93, 0.86, 0.8), 6.7
"""How much smaller a label may be within a disc than beside it, and its size in points at the least."""
MILD = 3.0
"""Points that an unflagged label may lie over the air around discs; more, and it is left out."""


@dataclass(frozen=True)
class Label:
    """One or two lines for the person in row `owner`; `offset` is from the disc's centre to the box's centre."""

    owner: int
    lines: tuple[str, ...]
    size: float
    weighty: bool
    flagged: bool
    width: float
    height: float
    offset: tuple[float, float] = (0.0, 0.0)
    inside: bool = False
    leader: bool = False

    def of(self, owner: int) -> "Label":
        """The same label for another row number."""
        return replace(self, owner=owner)


def whom_to_label(look: pd.DataFrame) -> list[int]:
    """Rows to label, most telling first: everybody in a small picture, else the loudest flagged, the most named,
    the biggest givers."""
    order = look.sort_values(["posts", "id"], ascending=[False, True], kind="stable")
    flagged = list(order.index[order["state"] == FLAGGED])
    rest = look[look["state"] != FLAGGED]
    if len(look) <= EVERYBODY:
        return flagged + list(rest.sort_values(["amount", "id"], ascending=[False, True]).index)
    named = rest.sort_values(["named", "id"], ascending=[False, True], kind="stable").index[:5]
    judged = rest[rest["state"].isin([JUDGED, UNSURE])]
    givers = judged.sort_values(["for_others", "id"], ascending=[False, True], kind="stable").index[:3]
    many = 14 if len(look) < 100 else 12
    unscored = rest.sort_values(["amount", "id"], ascending=[False, True]).index[: 9 if not len(judged) else 0]
    return list(dict.fromkeys([*flagged[:many], *named, *givers, *unscored]))


def label_lines(row: pd.Series, *, everybody: bool) -> tuple[str, ...]:
    """What a label says: the name, and the one number that the person stands out by."""
    name = str(row["name"])
    named = f"named by {count(row['named_by'], 'person', 'people')}"
    if row["state"] == FLAGGED:
        return name, f"{row['for_others']:,.0f} of {row['posts']:,.0f} posts for others"
    if row["state"] == UNJUDGED and row["amount"] > 0:
        return name, f"{row['amount']:,.0f} sent" + (f", {named}" if row["named_by"] else "")
    if row["state"] in (JUDGED, UNSURE) and (everybody or row["for_others"] > row["named"]):
        return name, f"{row['for_others']:,.0f} of {row['posts']:,.0f} for others"
    if not row["named_by"] or (everybody and row["state"] in (FEW, NAMED)):
        return (name,)
    return name, named


def make_labels(look: pd.DataFrame) -> list[Label]:
    """Labels with their sizes, inside the disc where both lines fit."""
    return labels_for(look, whom_to_label(look))


def labels_for(look: pd.DataFrame, rows: Sequence[int]) -> list[Label]:
    """Labels of the people in these rows."""
    everybody = len(look) <= EVERYBODY
    return [_measured(look.iloc[k], k, everybody=everybody) for k in rows]


def _measured(row: pd.Series, owner: int, *, everybody: bool) -> Label:
    flagged = row["state"] == FLAGGED
    size = 8.4 if flagged else 6.8 if row["state"] in (FEW, NAMED) and everybody else 7.6
    lines = label_lines(row, everybody=everybody)
    return _inside(lines, row, owner, size) or _label(lines, owner, size, flagged=flagged)


def plain_label(row: pd.Series, owner: int, text: str, size: float) -> Label:
    """A label of one line."""
    return _inside((text,), row, owner, size) or _label((text,), owner, size, flagged=row["state"] == FLAGGED)


def _label(lines: tuple[str, ...], owner: int, size: float, *, flagged: bool) -> Label:
    height = size * (1.0 + SMALLER * PITCH * (len(lines) - 1))
    return Label(owner, lines, size, flagged, flagged, float(_widths(lines, size, bold=flagged).max()), height)


def _widths(lines: Sequence[str], size: float, *, bold: bool) -> Floats:
    rest = (text_width(line, size * SMALLER) for line in lines[1:])
    return np.array([text_width(lines[0], size, bold=bold), *rest])


def _inside(lines: tuple[str, ...], row: pd.Series, owner: int, size: float) -> Label | None:
    """The label within the disc: as it is, on three lines, or a little smaller; nothing where none of these fits."""
    flagged, wrapped = row["state"] == FLAGGED, lines
    if len(lines) == 2 and " for others" in lines[1]:
        wrapped = (lines[0], lines[1].removesuffix(" for others"), "for others")
    if row["state"] == UNSURE:
        return None
    for part in (1.0, *(part for part in SHRUNK if part * size >= LEAST)):
        for told in (lines, wrapped):
            label = _label(told, owner, size * part, flagged=flagged)
            if _fits(label, row["radius"] - RIM):
                return replace(label, inside=True)
    return None


def _fits(label: Label, radius: float) -> bool:
    """Whether every line lies within a circle around the middle of the label."""
    pitch, half = label.size * SMALLER * PITCH, label.height / 2
    top = half - np.array([0.0, *(label.size + pitch * k for k in range(len(label.lines) - 1))])
    foot = top - np.array([label.size, *[pitch] * (len(label.lines) - 1)])
    far = np.maximum(np.abs(top), np.abs(foot)) - label.size * 0.12
    return bool((np.hypot(_widths(label.lines, label.size, bold=label.weighty) / 2, far) <= radius).all())


def beside(
    labels: Sequence[Label], xy: Floats, reach: Floats, frame: Frame, *, away_from: Floats | None = None
) -> list[Label]:
    """Each label on the side of its disc where the fewest discs and labels are in the way.

    With `away_from`, rather on the side that points away from that place.
    """
    placed: list[Label] = []
    for label in labels:
        if label.inside:
            placed.append(label)
            continue
        options = [replace(label, offset=offset) for offset in _offsets(label, reach[label.owner])]
        cost = [_crowding(option, placed, xy, reach, frame) + k * 0.5 for k, option in enumerate(options)]
        if away_from is not None:
            out = xy[label.owner] - away_from
            cost = [c - 12 * _agreement(out, np.array(o.offset)) for c, o in zip(cost, options, strict=True)]
        placed.append(options[int(np.argmin(cost))])
    return placed


def _agreement(one: Floats, other: Floats) -> float:
    """1 where two ways are the same, -1 where they are opposite."""
    return float(one @ other / (np.hypot(*one) * np.hypot(*other) + 1e-9))


def _offsets(label: Label, reach: float) -> list[tuple[float, float]]:
    across, up = reach + GAP + label.width / 2, reach + GAP + label.height / 2
    return [(across, 0.0), (0.0, -up), (-across, 0.0), (0.0, up)]


def _crowding(label: Label, placed: Sequence[Label], xy: Floats, reach: Floats, frame: Frame) -> float:
    """How much of a label's box lies over discs, over other labels, outside the frame; in points."""
    centre = xy[label.owner] + label.offset
    half = np.array([label.width, label.height]) / 2 + 1
    depth = reach - np.hypot(*np.maximum(np.abs(xy - centre) - half, 0).T)
    out = np.maximum(np.array([frame.left, frame.bottom]) - (centre - half), 0).sum()
    out += np.maximum(centre + half - np.array([frame.right, frame.top]), 0).sum()
    return float(np.maximum(depth, 0).sum() + 20 * out + 40 * _hits(label, placed, xy))


def _hits(label: Label, placed: Sequence[Label], xy: Floats) -> int:
    """How many placed labels the label's box, or its leader line, lies on; or whose leader line crosses its box."""
    box = _box(label, xy)
    return sum(_over(box, there) or _lead_across(label, box, other, there, xy)
               for other in placed for there in (_box(other, xy),))  # fmt: skip


Box = tuple[float, float, float, float]


def _box(label: Label, xy: Floats) -> Box:
    """Centre, width and height."""
    x, y = xy[label.owner].tolist()
    return x + label.offset[0], y + label.offset[1], label.width, label.height


def _over(one: Box, other: Box) -> bool:
    return abs(one[0] - other[0]) < (one[2] + other[2]) / 2 + 1 and abs(one[1] - other[1]) < (one[3] + other[3]) / 2 + 1


def _lead_across(label: Label, box: Box, other: Label, there: Box, xy: Floats) -> bool:
    return (label.leader and _crosses(xy[label.owner], box, there)) or (
        other.leader and _crosses(xy[other.owner], there, box)
    )


def _crosses(start: Floats, end: Box, box: Box) -> bool:
    """Whether the way from a place to the centre of a box passes through another box."""
    x, y = start.tolist()
    if not _over(((x + end[0]) / 2, (y + end[1]) / 2, abs(end[0] - x), abs(end[1] - y)), box):
        return False
    along = start + (np.array(end[:2]) - start) * np.linspace(0, 1, 24)[:, None]
    return bool((np.abs(along - box[:2]) < np.array(box[2:]) / 2 + 1).all(1).any())


def label_boxes(labels: Sequence[Label]) -> Boxes:
    """The boxes of labels that stand outside their discs, for `make_room`."""
    outside = [label for label in labels if not label.inside]
    return Boxes(
        np.array([label.owner for label in outside], dtype=np.int64),
        np.array([label.offset for label in outside]).reshape(-1, 2),
        np.array([(label.width + 3, label.height + 1.5) for label in outside]).reshape(-1, 2),
    )


def settled(labels: Sequence[Label], xy: Floats, reach: Floats, frame: Frame) -> list[Label]:
    """The labels that are drawn: those that still collide move out on a leader line, or go if unflagged."""
    kept: list[Label] = []
    for label in labels:
        best = label if label.inside else _best_place(label, kept, xy, reach, frame)
        if best is not None:
            kept.append(best)
    return kept


def _best_place(label: Label, kept: Sequence[Label], xy: Floats, reach: Floats, frame: Frame) -> Label | None:
    if _crowding(label, kept, xy, reach, frame) < 1.0:
        return label
    options = _places_around(label, reach[label.owner])
    crowding = np.array([_crowding(option, kept, xy, reach, frame) for option in options])
    away = np.array([np.hypot(*option.offset) for option in options])
    best = int(np.argmin(crowding * 2 + away * 0.1))
    if _hits(options[best], kept, xy) or (not label.flagged and crowding[best] > MILD):
        return None
    return options[best]


def _places_around(label: Label, reach: float) -> list[Label]:
    """Places at growing distances in sixteen directions; from 6 points on, with a leader line."""
    places = []
    for distance in (GAP, 7.0, 13.0, 21.0, 31.0, 43.0, 58.0):
        for angle in np.arange(16) * np.pi / 8:
            way = np.array([np.cos(angle), np.sin(angle)])
            rim = min(label.width / 2 / max(abs(way[0]), 1e-9), label.height / 2 / max(abs(way[1]), 1e-9))
            x, y = way * (reach + distance + rim)
            places.append(replace(label, offset=(float(x), float(y)), leader=distance > 6))
    return places


def draw_labels(axes: Axes, labels: Sequence[Label], look: pd.DataFrame, xy: Floats) -> None:
    """Write the labels, and the leader lines of those that stand away from their disc."""
    _leaders(axes, [label for label in labels if label.leader], look["reach"].to_numpy(float), xy)
    for label in labels:
        _write_label(axes, label, xy[label.owner] + label.offset, look.iloc[label.owner])


def _write_label(axes: Axes, label: Label, centre: Floats, row: pd.Series) -> None:
    beside = (FLAG_TEXT, FLAG_TEXT) if label.flagged else (INK, MUTED)
    first, second = (_ink_on(row["colour"]),) * 2 if label.inside else beside
    align: Align = "center"
    x = float(centre[0])
    if not label.inside and not label.leader and abs(label.offset[1]) < 0.1:
        align = "left" if label.offset[0] > 0 else "right"
        x -= label.width / 2 * np.sign(label.offset[0])
    top = float(centre[1]) + label.height / 2
    halo = 0 if label.inside else 2.6
    write(axes, (x, top - label.size * 0.86), label.lines[0], label.size, bold=label.weighty, colour=first,
          align=align, halo=halo)  # fmt: skip
    for k, line in enumerate(label.lines[1:]):
        y = top - label.size * (1.78 + SMALLER * PITCH * k)
        write(axes, (x, y), line, label.size * SMALLER, colour=second, align=align, halo=halo)


def _ink_on(fill: str) -> str:
    """White on dark, ink on light."""
    return PAPER if np.dot(to_rgb(fill), (0.2126, 0.7152, 0.0722)) < 0.4 else INK


def _leaders(axes: Axes, labels: Sequence[Label], reach: Floats, xy: Floats) -> None:
    if not labels:
        return
    start = np.array([xy[label.owner] for label in labels])
    centre = start + np.array([label.offset for label in labels])
    way = centre - start
    half = np.array([(label.width / 2, label.height / 2) for label in labels])
    rim = (half / np.maximum(np.abs(way), 1e-9)).min(1) * np.hypot(*way.T)
    thin = np.full(len(labels), 0.7)
    lines = ribbons(start, centre, (reach[[label.owner for label in labels]], rim), (thin, thin), 0.0)
    shapes(axes, lines, [FLAG_TEXT if label.flagged else MUTED for label in labels], order=9)


def label_table(labels: Sequence[Label], look: pd.DataFrame, xy: Floats) -> pd.DataFrame:
    """One row a label: whose, what it says, its box in points, and whether it stands inside the disc."""
    rows = []
    for label in labels:
        x, y = xy[label.owner] + label.offset
        w, h = label.width / 2, label.height / 2
        rows.append((look.loc[label.owner, "id"], "\n".join(label.lines), x - w, y - h, x + w, y + h, label.inside))
    return pd.DataFrame(rows, columns=["id", "text", "left", "bottom", "right", "top", "inside"])
