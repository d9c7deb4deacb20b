"""Readers turn export formats into posts; a reader is field mapping and nothing else.

Formats are told apart by content, in the order of `READERS`: the most particular first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from importlib import import_module

from graphkit import plugins
from graphkit.errors import UsageError
from graphkit.readers._faults import LIMITS, FileFault, Limits
from graphkit.readers._files import Fingerprint, Refusal, fingerprint, label, members, targets
from graphkit.readers._pieces import lines_in, pieces, size_of
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions, glance
from graphkit.readers._refused import refuse, unknown


def unless_known(reader: Reader) -> Reader:
    """A reader of a general format, that leaves alone what is known to be something else: a chat, a web page."""

    def recognise(seen: Glance) -> Claim | None:
        return None if seen.refusal else reader.recognise(seen)

    return replace(reader, recognise=recognise)


MODULES: Mapping[str, str] = {
    "discord": "discord",
    "telegram": "telegram",
    "mbox": "mbox",
    "slack": "slack",
    "twitter-archive": "twitter_archive",
    "twitter-archive-2012": "twitter_archive_2012",
    "twitter-gnip": "twitter_gnip",
    "twitter-v2": "twitter_v2",
    "twitter-v1": "twitter_v1",
    "twarc-csv": "twarc_csv",
    "twitwi": "twitwi",
    "tcat": "tcat",
    "tags": "tags",
    "mastodon-archive": "mastodon_archive",
    "mastodon-api": "mastodon_api",
    "bluesky": "bluesky",
    "bluesky-csv": "bluesky_csv",
    "reddit": "reddit",
    "wordpress": "wordpress",
    "google-plus": "google_plus",
    "facebook": "facebook",
    "linkedin": "linkedin",
    "networkx": "networkx_edges",
    "nodexl": "nodexl",
    "gexf": "gexf",
    "graphml": "graphml",
    "gml": "gml",
    "pajek": "pajek",
    "node-link": "node_link",
    "edges": "edges",
    "table": "table",
}
"""Every format that is read, and the module that reads it. A file belongs to the first that claims it."""
GENERAL = frozenset({"edges", "table"})
READERS: tuple[Reader, ...]
"""All of them, loaded."""


def __getattr__(name: str) -> tuple[Reader, ...]:
    if name == "READERS":
        return tuple(shipped())
    raise AttributeError(f"module 'graphkit.readers' has no attribute '{name}'")


def shipped() -> Iterator[Reader]:
    """Our readers in order, each loaded when its turn comes: most exports are claimed by one of the first."""
    return map(_ours, MODULES)


def _ours(name: str) -> Reader:
    reader: Reader = import_module(f"graphkit.readers.{MODULES[name]}").READER
    return unless_known(reader) if name in GENERAL else reader


def reader_named(name: str) -> Reader:
    """The reader of that name, ours or a plug-in's. Raises UsageError with the nearest name where there is none."""
    if (reader := _found(name)) is not None:
        return reader
    near = get_close_matches(name, MODULES, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(MODULES)}"
    raise UsageError(f"no reader is called '{name}'; {hint}")


def cannot_show(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What each of these formats never holds, as clauses a report can print; what is no format is not in it."""
    return {name: reader.cannot_show for name in names if (reader := _found(name)) is not None}


def _found(name: str) -> Reader | None:
    reader = _ours(name) if name in MODULES else plugins.named("readers", name)
    if reader is None or isinstance(reader, Reader):
        return reader
    raise UsageError(f"the plug-in '{name}' is no Reader but a {type(reader).__name__}")


__all__ = [
    "LIMITS",
    "READERS",
    "Claim",
    "FileFault",
    "Fingerprint",
    "Glance",
    "Limits",
    "Member",
    "ReadOptions",
    "Reader",
    "Refusal",
    "cannot_show",
    "fingerprint",
    "glance",
    "label",
    "lines_in",
    "members",
    "pieces",
    "reader_named",
    "refuse",
    "shipped",
    "size_of",
    "targets",
    "unknown",
]
