"""What a case is, and the small community that most cases hide in their damage."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

RESULTS = ("ok", "partial", "nodata", "refused", "usage")
PEOPLE = ("ann", "bob", "cid", "dee")
TWELVE = 12


@dataclass(frozen=True)
class Made:
    """The exports a case wrote, and what is known to be true of them."""

    exports: tuple[str, ...]
    used: int | range | None = None
    """Records that must count."""
    people: int | None = None
    """Rows of people.csv."""
    named: tuple[str, ...] = ()
    """Labels that must be in people.csv."""
    nowhere: tuple[str, ...] = ()
    """Words that may stand in no output, on no stream."""
    said: str = ""
    """Words that stderr or the rejects must have."""
    may_hold: int = 0
    """Mebibytes that the export itself weighs on the machine: none, unless a promise says so."""


@dataclass(frozen=True)
class Case:
    """One hostile export: how to make it from a seed, and which results are allowed."""

    family: str
    name: str
    allowed: str
    promise: str
    make: Callable[[Path, Random], Made]
    options: tuple[str, ...] = ()

    @property
    def results(self) -> frozenset[str]:
        """The results that are allowed, as words."""
        return frozenset(self.allowed.split("|"))

    @property
    def id(self) -> str:
        """Family and name."""
        return f"{self.family}/{self.name}"

    def chance(self, seed: int) -> Random:
        """The case's own chance: the same seed makes the same bytes, whatever other cases there are."""
        return Random(f"{seed} {self.id}")


def put(folder: Path, name: str, content: bytes | str, **truth: Any) -> Made:
    """Write one file; it is the export."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return Made((str(path),), **truth)


def fixed(name: str, content: bytes | str | Callable[[], bytes | str], **truth: Any) -> Callable[[Path, Random], Made]:
    """A file that is the same whatever the seed; what is large is made when it is wanted."""
    return lambda folder, _: put(folder, name, content if isinstance(content, bytes | str) else content(), **truth)


def given(*parts: Made, **truth: Any) -> Made:
    """Several files given together."""
    return Made(tuple(path for part in parts for path in part.exports), **truth)


def tweet(number: int, author: str = "ann", text: str = "good morning", **more: Any) -> dict[str, Any]:
    """A tweet as the v1.1 API gives it."""
    return {
        "id_str": str(10**18 + number),
        "created_at": f"Thu Aug 16 {number // 60 % 24:02}:{number % 60:02}:00 +0000 2012",
        "text": text,
        "user": {"id_str": str(sum(author.encode()) + 10_000), "screen_name": author, "name": author.title()},
        "entities": {"user_mentions": [], "urls": [], "hashtags": []},
        **more,
    }


def town(rng: Random, count: int = TWELVE) -> list[dict[str, Any]]:
    """Tweets of four people who name one another, in an order that the seed decides; all four write."""
    words = ("see @{}", "thanks @{} for the tea", "RT @{}: rain", "a walk", "hello @{}", "bread")
    found = []
    for number in range(count):
        author = PEOPLE[number % len(PEOPLE)]
        other = rng.choice([name for name in PEOPLE if name != author])
        found.append(tweet(number, author, rng.choice(words).format(other)))
    rng.shuffle(found)
    return found


def lines(records: Iterable[Any]) -> bytes:
    """JSON, one record a line."""
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def rows(rng: Random, count: int = TWELVE, *, mark: str = ",", end: str = "\n") -> str:
    """The town as a table."""
    found = [mark.join(("id", "author", "text", "mentions"))]
    for number in range(count):
        author = PEOPLE[number % len(PEOPLE)]
        found.append(mark.join((str(10**18 + number), author, f"words {number}", rng.choice(PEOPLE))))
    return end.join(found) + end


def noise(rng: Random, size: int) -> bytes:
    """Bytes without meaning."""
    return rng.randbytes(size)


def whole(count: int = TWELVE) -> dict[str, Any]:
    """The truth of a town that lost nothing."""
    return {"used": count, "people": len(PEOPLE), "named": PEOPLE}
