"""How the readers' tests write small exports and read them the way `load` does."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from graphkit.post import Item, LeftOut, Notice, Post
from graphkit.readers import READERS, Claim, FileFault, Member, Reader, ReadOptions, Refusal, glance, members
from graphkit.readers._reader import settled

REAL = Path(__file__).parents[2] / "../shared/data"


def write(folder: Path, name: str, content: str | bytes | Any) -> Path:
    """A file: bytes and text as they are, everything else as JSON."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8", newline="")
    return path


def lines(records: Iterable[Any]) -> str:
    """JSON, one record a line."""
    return "".join(json.dumps(record) + "\n" for record in records)


def claimed(member: Member) -> tuple[Reader, Claim] | None:
    """The reader that takes a file."""
    seen = glance(member)
    for reader in READERS:
        if claim := reader.recognise(seen):
            return reader, claim
    return None


def claims(*paths: Path) -> dict[str, tuple[str, str, str]]:
    """For each file: reader, role, remark."""
    bundles: dict[tuple[str, str], list[tuple[Member, Claim]]] = {}
    for member in members(paths):
        if isinstance(member, Member) and (taken := claimed(member)):
            reader, claim = taken
            bundles.setdefault((reader.name, reader.bundle(member.path)), []).append((member, claim))
    return {
        member.path or Path(member.export).name: (name, claim.role, claim.remark)
        for (name, _), bundle in bundles.items()
        for member, claim in settled(bundle)
    }


def items(*paths: Path, owner: str = "") -> list[Item | FileFault | Refusal]:
    """Everything that reading gives, with file faults and refusals as the last of it."""
    bundles: dict[tuple[str, str, str], list[tuple[Member, Claim]]] = {}
    readers = {reader.name: reader for reader in READERS}
    out: list[Item | FileFault | Refusal] = []
    for member in members(paths):
        if isinstance(member, Refusal):
            out.append(member)
        elif taken := claimed(member):
            reader, claim = taken
            bundles.setdefault((member.export, reader.name, reader.bundle(member.path)), []).append((member, claim))
    for (_, name, _), claimed_files in bundles.items():
        files = settled(claimed_files)
        try:
            context = readers[name].prepare([member for member, _ in files], ReadOptions(owner=owner))
            for member, claim in files:
                if claim.role == "posts":
                    out.extend(readers[name].read(member, context))
        except FileFault as fault:
            out.append(fault)
    return out


def posts(*paths: Path, owner: str = "") -> list[Post]:
    """The posts, where nothing was left out."""
    found = items(*paths, owner=owner)
    assert all(isinstance(item, Post | Notice) for item in found), found
    return [item for item in found if isinstance(item, Post)]


def one(*paths: Path, owner: str = "") -> Post:
    """The only post."""
    (found,) = posts(*paths, owner=owner)
    return found


def left_out(found: Iterable[object]) -> list[tuple[str, str, int]]:
    """Fate, code and line of what was left out."""
    return [(item.fate, item.code, item.line) for item in found if isinstance(item, LeftOut)]
