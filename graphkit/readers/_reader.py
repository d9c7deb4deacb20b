"""What a reader is: a name, a test of content, and a function from one file to posts."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Literal

from graphkit.post import Item
from graphkit.readers._faults import Budget

HEAD = 64 * 1024


@dataclass(frozen=True)
class Member:
    """One file: given by itself, or found inside a folder or an archive."""

    export: str
    """The path as the user gave it."""
    path: str
    """Where the file lies inside the folder or archive, with `/`; empty for a file given by itself."""
    open: Callable[[], BinaryIO]
    """Opens the bytes, already decompressed and guarded against bombs."""
    budget: Budget | None = None
    """What the run has unpacked so far, where this file is packed."""
    whole: "Member | None" = None
    """Of a piece of a file of lines that is not its first: the file."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the folders and archives it lies in, from the outermost on, and its own at the end."""
        export = "" if self.export == "-" else Path(self.export).absolute().as_posix()
        return tuple(re.split("[/!]", f"{export}/{self.path}".rstrip("/")))

    @property
    def label(self) -> str:
        """How messages and receipts name the file: `2012.zip!data/js/tweets/2012_08.js`, `folder/posts.jsonl`."""
        from graphkit.readers._files import label

        return label(self)


@dataclass(frozen=True)
class Glance:
    """A first look at a file: its name, its first 64 KiB and, if it is JSON, its first record."""

    name: str
    head: bytes
    member: Member

    @cached_property
    def record(self) -> Any:
        """The first JSON value (first line, first array element or whole object) as plain Python, or None."""
        from graphkit.readers._json import first_record

        return first_record(self.member)

    @cached_property
    def refusal(self) -> str | None:
        """Why the file holds nothing to read, as far as its content tells, if no reader claims it; else None."""
        from graphkit.readers._refused import refuse

        return refuse(self)

    @cached_property
    def columns(self) -> frozenset[str]:
        """The names of the columns in lower case, if it is a table as delimited text; else none."""
        from graphkit.readers._csv import header_of

        return frozenset(name.lower() for name in header_of(self.head))


def glance(member: Member) -> Glance:
    """Look at the beginning of a file."""
    with member.open() as file:
        return Glance(member.label, file.read(HEAD), member)


@dataclass(frozen=True)
class Claim:
    """A reader's answer to a glance: `posts` to be read, `about` the owner, `beside` = known but unused."""

    role: Literal["posts", "about", "beside"]
    remark: str = ""
    """For `beside`: what the file holds and why it is not used, for `inspect`."""
    version: str = ""
    """Which version of the format it is, where formats have versions and the first look tells."""
    only_if_alone: bool = False
    """Posts that other files of the bundle hold better: with such a file there, this one is `beside`."""


@dataclass(frozen=True)
class ReadOptions:
    """What the user said about the exports."""

    owner: str = ""
    """Handle (or id) of the owner of personal archives that do not name one."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """For tables: our word for a column -> the file's header."""


def settled(claims: Sequence[tuple[Member, Claim]]) -> list[tuple[Member, Claim]]:
    """The claims of one bundle, once all are known: what is read only if alone stands beside where it is not."""
    alone = not any(claim.role == "posts" and not claim.only_if_alone for _, claim in claims)
    return [
        (member, replace(claim, role=role, remark="" if role == "posts" and claim.only_if_alone else claim.remark))
        for member, claim in claims
        for role in (claim.role if alone or not claim.only_if_alone else "beside",)
    ]


def each_alone(path: str) -> str:
    """A format whose files do not belong together: every file is its own bundle."""
    return path


def nothing_to_prepare(members: Sequence[Member], options: ReadOptions) -> Any:
    """A format that needs no other file than the one that is read."""
    return options


@dataclass(frozen=True)
class Reader:
    """One export format.

    `recognise` looks at content, not at names. Files of one export that are claimed and share a `bundle` key
    belong together; `prepare` sees all of them once (whose archive is it?), then `read` turns each file whose
    claim says `posts` into items, one item for every record of the file. Files given one by one are bundled as
    if the folder they lie in were given.
    """

    name: str
    about: str
    recognise: Callable[[Glance], Claim | None]
    read: Callable[[Member, Any], Iterator[Item]]
    network: str
    bundle: Callable[[str], str] = each_alone
    prepare: Callable[[Sequence[Member], ReadOptions], Any] = nothing_to_prepare
    cannot_show: tuple[str, ...] = ()
    """What this format never holds, as clauses a report can print."""
    by_lines: bool = False
    """Whether in a file of lines each stands for itself, so that pieces of a large one can be read apart."""
