"""What is asked for, as lists that are walked page by page; and what a network must be able to do to be collected.

A network joins by one class of the shape of `Network`. Everything else (waiting, paying, stopping, keeping) is done
once, for all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import Any, Protocol

import msgspec

from graphkit.collection._prices import Prices
from graphkit.errors import CollectError


@dataclass(frozen=True)
class Ask:
    """What somebody asked for; the same ask into the same file goes on where it was."""

    what: str
    names: tuple[str, ...]
    network: str = "x"
    archive: bool = False
    """Search all of the past, not the last week only."""
    since: str = ""
    until: str = ""

    @property
    def digest(self) -> str:
        """A few characters that stand for the ask in every page."""
        return blake2b(msgspec.json.encode(asdict(self)), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Kind:
    """One kind of list that a network has."""

    what: str
    least: int
    most: int
    """Things on one page."""
    unit: str = "post"
    """What it lists and what is paid for: `post` or `user`."""
    looks_up: str = ""
    """What a name must be looked up as before, and is paid for as: `post` or `user`; empty: not at all."""
    reach: int | None = None
    """How many of the latest it gives in all; None where there is no such limit."""
    takes_since: bool = False
    """Whether it can be asked for what is newer than an id only."""
    is_shared: bool = True
    """Whether a thing means the same on every walk; that somebody liked a post does not."""
    limits: tuple[str, ...] = ()
    """What it cannot give, as clauses that a report can print."""


@dataclass(frozen=True)
class Walk:
    """One list to be read: of whom or what, and as far as is known how long it is."""

    kind: Kind
    name: str
    """As the user wrote it."""
    target: Mapping[str, Any] = field(default_factory=dict)
    """What the network calls it: ids that the requests need."""
    expected: int | None = None
    """How many things it holds, where the network says so."""

    @property
    def key(self) -> str:
        """What tells it from other walks of one file."""
        return f"{self.kind.what} {self.name}"


@dataclass(frozen=True)
class Cursor:
    """Where on a walk the next page lies."""

    size: int
    token: str | None = None
    since: str = ""
    """Only what is newer than this id."""
    until: str = ""
    """Only what is older than this id."""


@dataclass(frozen=True)
class Answer:
    """A page as the network gave it."""

    url: str
    page: dict[str, Any]

    def __post_init__(self) -> None:
        if not isinstance(self.page, dict):
            raise CollectError("the server gives something else than was asked for; what was collected is kept")


@dataclass(frozen=True)
class Lookup:
    """What the network knows of some of the names: the walks, who is missing and why, and a page to keep if any."""

    walks: tuple[Walk, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    answer: Answer | None = None
    """The answer itself, where it holds posts."""
    users: int = 0
    """Accounts that were paid for."""


class Network(Protocol):
    """What a network must be able to do."""

    @property
    def name(self) -> str:
        """How people call it."""

    @property
    def prices(self) -> Prices:
        """What it charges."""

    @property
    def terms(self) -> str:
        """What it asks of whoever collects from it, in a sentence."""

    def check(self, ask: Ask) -> Kind:
        """The kind of list asked for; UsageError where the network has none such, or a name cannot be one."""

    def find(self, ask: Ask, names: Sequence[str]) -> Iterator[Lookup]:
        """Look up whom or what is meant, some at a time."""

    def page(self, walk: Walk, cursor: Cursor) -> Answer:
        """The next page of a walk."""

    def held(self, page: dict[str, Any]) -> list[Any]:
        """The things a page lists: the very list in the page, so that what is known already can be taken out."""

    def identity(self, thing: Any) -> str:
        """The id of a thing, unique in its list."""

    def empty(self) -> dict[str, Any]:
        """A page that lists nothing, as readers know it."""

    def next_token(self, page: dict[str, Any]) -> str | None:
        """What the page after this one is asked for with; None at the end."""


def newer(one: str, other: str) -> str:
    """The newer of two ids: they are numbers that grow, but read as text.

    >>> newer("99", "100"), newer("", "7")
    ('100', '7')
    """
    return max(one, other, key=lambda value: (len(value), value))


def older(one: str, other: str) -> str:
    """The older of two ids; an empty one is none."""
    return min(filter(None, (one, other)), key=lambda value: (len(value), value), default="")
