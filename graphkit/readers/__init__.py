"""Readers turn export formats into posts; a reader is field mapping and nothing else.

Formats are told apart by content, in the order of `READERS`: the most particular first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from graphkit import plugins
from graphkit.errors import UsageError
from graphkit.readers import (
    bluesky,
    bluesky_csv,
    discord,
    edges,
    facebook,
    gexf,
    gml,
    google_plus,
    graphml,
    linkedin,
    mastodon_api,
    mastodon_archive,
    mbox,
    networkx_edges,
    node_link,
    nodexl,
    pajek,
    reddit,
    slack,
    table,
    tags,
    tcat,
    telegram,
    twarc_csv,
    twitter_archive,
    twitter_archive_2012,
    twitter_gnip,
    twitter_v1,
    twitter_v2,
    twitwi,
    wordpress,
)
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


READERS: tuple[Reader, ...] = (
    discord.READER,
    telegram.READER,
    mbox.READER,
    slack.READER,
    twitter_archive.READER,
    twitter_archive_2012.READER,
    twitter_gnip.READER,
    twitter_v2.READER,
    twitter_v1.READER,
    twarc_csv.READER,
    twitwi.READER,
    tcat.READER,
    tags.READER,
    mastodon_archive.READER,
    mastodon_api.READER,
    bluesky.READER,
    bluesky_csv.READER,
    reddit.READER,
    wordpress.READER,
    google_plus.READER,
    facebook.READER,
    linkedin.READER,
    networkx_edges.READER,
    nodexl.READER,
    gexf.READER,
    graphml.READER,
    gml.READER,
    pajek.READER,
    node_link.READER,
    unless_known(edges.READER),
    unless_known(table.READER),
)
"""Every format that is read. A file belongs to the first that claims it."""
OURS: Mapping[str, Reader] = {reader.name: reader for reader in READERS}


def reader_named(name: str) -> Reader:
    """The reader of that name, ours or a plug-in's. Raises UsageError with the nearest name where there is none."""
    if (reader := _found(name)) is not None:
        return reader
    near = get_close_matches(name, OURS, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(OURS)}"
    raise UsageError(f"no reader is called '{name}'; {hint}")


def cannot_show(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What each of these formats never holds, as clauses a report can print; what is no format is not in it."""
    return {name: reader.cannot_show for name in names if (reader := _found(name)) is not None}


def _found(name: str) -> Reader | None:
    reader = OURS.get(name) or plugins.named("readers", name)
    if reader is None or isinstance(reader, Reader):
        return reader
    raise UsageError(f"the plug-in '{name}' is no Reader but a {type(reader).__name__}")


__all__ = [
    "LIMITS",
    "OURS",
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
    "size_of",
    "targets",
    "unknown",
]
