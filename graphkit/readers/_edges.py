"""The shape of an edge list, and its lines that need more than a glance."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, repeat
from typing import Literal, cast

from graphkit.post import Account, Act, Item, Kind, LeftOut, Notice
from graphkit.readers._acts import FOLLOWS, KINDS, MOST_WEIGHT, kind_of, weight_of
from graphkit.readers._columns import columns_of

NETWORK = "edges"
COMMENTS = ("#", "%")
_NOT_PLAIN = (*COMMENTS, "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f")
EARLIEST, LATEST = 10**8, 10**14
MILLISECONDS = 10**11
MOST = 0.9
"""The share of the first rows that must agree on what a column is; the others are damaged."""
ODD = re.compile(r"""["'<>(){}\[\];=,]|^\d{4}-\d\d?-\d\d?|^\d\d?:\d\d|^[-+]?\d*\.\d+(?:[eE][-+]?\d+)?$""")
"""What does not occur in the names of an edge list: code, prose, the dates of a log, measurements."""
_WRITTEN = {written: kind for word, kind in KINDS.items() for written in (word, word.upper(), word.title())}


@dataclass(frozen=True)
class Shape:
    """How the lines of an edge list are cut, and in which field stands what; 0 means: nowhere."""

    separator: str | None
    width: int
    ends: tuple[int, int] = (0, 1)
    weight: int = 0
    time: int = 0
    kind: int = 0
    scale: int = 1_000_000
    """Microseconds in one unit of the times."""
    header: bool = False

    @property
    def latest(self) -> int:
        """Times from here on are none in this unit: a file of seconds holds no milliseconds."""
        return LATEST * 1_000 // self.scale

    def said(self) -> str:
        """The reading, for people."""
        named = {"source": self.ends[0], "target": self.ends[1]}
        named |= {word: at for word in ("weight", "time", "kind") if (at := getattr(self, word))}
        return "edges; fields read: " + ", ".join(
            f"{word}={named[word] + 1}" for word in sorted(named, key=named.__getitem__)
        )


def shape_of(lines: Sequence[str]) -> Shape | None:
    """The shape that the first lines show, or None if they are no edge list."""
    plain = [line.rstrip("\r\n") for line in lines if line.strip() and not line.startswith(COMMENTS)]
    spaced, tabbed = ([line.split(separator) for line in plain] for separator in (None, "\t"))
    # Tabs matter where names have spaces in them; else any blank is as good as another.
    separator = "\t" if _width(tabbed) > 1 and _width(tabbed) != _width(spaced) else None
    rows = tabbed if separator else spaced
    width = _width(rows)
    if not 2 <= width <= 4:
        return None
    named = columns_of(rows[0], {})
    header = named is not None and named.holds == "edges"
    ends = (named.at["source"], named.at["target"]) if named and header else (0, 1)
    rows = [row for row in rows[header:] if len(row) == width]
    if max(ends) > 1 or not rows:
        return None
    found = {_meaning([row[at] for row in rows]): at for at in reversed(range(2, width))}
    if "" in found or (width == 4 and len(found) == 1 and "weight" not in found):
        return None
    times = [_number(row[found["time"]]) or 0 for row in rows] if "time" in found else [0]
    scale = 1_000 if sorted(times)[len(times) // 2] >= MILLISECONDS else 1_000_000
    return Shape(separator, width, ends, scale=scale, header=header, **found)


def _width(rows: Sequence[Sequence[str]]) -> int:
    """How many fields nearly all rows have; 0 if they differ."""
    widths = Counter(map(len, rows)).most_common(1)
    return widths[0][0] if widths and widths[0][1] >= MOST * len(rows) else 0


def _meaning(values: Sequence[str]) -> Literal["weight", "time", "kind", ""]:
    if sum(kind_of(value) is not None for value in values) >= MOST * len(values):
        return "kind"
    numbers = [number for number in map(_number, values) if number is not None]
    if len(numbers) < MOST * len(values):
        return ""
    late = sum(EARLIEST <= number < LATEST for number in numbers)
    return "time" if late >= MOST * len(values) else "weight"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


class EdgeList:
    """Turns the lines of one edge list into acts; equal accounts are one object."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._people: dict[str, Account] = {}
        self._header_left = shape.header
        self._fractions = 0

    def items(self, lines: Sequence[str | None], start: int) -> Iterable[Item]:
        """The acts of a batch of lines: all at once if they are all as they should be, else one by one."""
        try:
            return self._at_once(lines, start)
        except (KeyError, ValueError):
            return self._one_by_one(lines, start)

    def notices(self) -> Iterator[Notice]:
        """What the user should know, once all lines are read."""
        if self._fractions:
            reason = "weights that are no whole numbers: each of these rows counts once"
            yield Notice("edge.fractions", reason, self._fractions)

    def _at_once(self, lines: Sequence[str | None], start: int) -> Iterable[Act]:
        """Acts column by column, three times as fast; any odd line among them raises an exception.

        A line with `width - 1` blanks has at most `width` fields, so if the fields of all lines together are as
        many as they should be, each line has its own. That holds where nothing but the blank and line ends divides.
        """
        if None in lines:
            raise ValueError
        shape, people, whole = self._shape, self._people, cast(Sequence[str], lines)
        text = "".join(whole)
        width, mark, every = shape.width, "\t" if "\t" in text else " ", text.split()
        if set(map(str.count, whole, repeat(mark))) != {width - 1} or len(every) != width * len(whole):
            raise ValueError
        if shape.separator or self._header_left or not text.isascii() or any(sign in text for sign in _NOT_PLAIN):
            raise ValueError
        fields = [every[at::width] for at in range(width)]
        new = set(fields[0]).union(fields[1]).difference(people)
        people.update(zip(new, map(Account, new), strict=True))
        sources, targets = (map(people.__getitem__, fields[end]) for end in shape.ends)
        kinds: Iterable[Kind] = map(_WRITTEN.__getitem__, fields[shape.kind]) if shape.kind else repeat("mention")
        times, weights = (list(map(int, fields[at])) if at else [] for at in (shape.time, shape.weight))
        if times and not EARLIEST <= min(times) <= max(times) < shape.latest:
            raise ValueError
        if weights and not 0 < min(weights) <= max(weights) <= MOST_WEIGHT:
            raise ValueError
        moments = [time * shape.scale for time in times] or repeat(None)
        return list(
            map(Act, repeat(NETWORK), sources, targets, kinds, moments, repeat(""), weights or repeat(1), count(start))
        )

    def _one_by_one(self, lines: Sequence[str | None], start: int) -> Iterator[Item]:
        for number, line in enumerate(lines, start):
            if line is None:
                yield LeftOut("rejected", "line.long", "a line of more than 4,096 characters", number)
            elif line.strip() and not line.startswith(COMMENTS):
                if self._header_left:
                    self._header_left = False
                else:
                    yield self._item([part.strip() for part in line.split(self._shape.separator)], number)

    def _item(self, parts: Sequence[str], line: int) -> Act | LeftOut:
        shape = self._shape
        if len(parts) != shape.width:
            reason = f"{len(parts):,} fields where the file has {shape.width}"
            return LeftOut("rejected", "edge.width", reason, line)
        said = parts[shape.kind] if shape.kind else "mention"
        kind = kind_of(said)
        if said.lower() in FOLLOWS:
            return LeftOut("ignored", "record.follow", "following somebody is no act", line)
        if kind is None:
            return LeftOut("rejected", "edge.kind", f"no kind of act: {said[:40]!r}", line)
        try:
            weight = weight_of(parts[shape.weight]) if shape.weight else 1
        except ValueError:
            reason = f"the weight {parts[shape.weight][:40]!r} is no positive number"
            return LeftOut("rejected", "edge.weight", reason, line)
        moment = _number(parts[shape.time]) if shape.time else None
        if shape.time and (moment is None or not EARLIEST <= moment < shape.latest):
            return LeftOut("rejected", "edge.time", f"no time: {parts[shape.time][:40]!r}", line)
        time = None if moment is None else round(moment * shape.scale)
        self._fractions += weight is None
        source, target = (self._people.setdefault(parts[end], Account(parts[end])) for end in shape.ends)
        return Act(NETWORK, source, target, kind, time, "", weight or 1, line)
