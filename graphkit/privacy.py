"""A graph that can be shown to others: everybody, every account and every post under a pseudonym, and no words.

A pseudonym is HMAC-SHA256 of the network and the id (or handle) under a key, so that nobody without the key can try
names until one fits. Whoever may never be named again is safe only where the key is thrown away, which is what happens
unless a key is given. What is left stays as it was: who acts on whom, when, and what kind of post each is; times alone
may betray somebody to a reader who has the posts.
"""

import hmac
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import TYPE_CHECKING, Any

from graphkit import _relations as relations
from graphkit import _tables as tables
from graphkit._harvest import Tally
from graphkit._intake import Intake
from graphkit._load import UNDER_PSEUDONYMS, connected, load
from graphkit._slices import slices
from graphkit.engines import ENGINES, Session, Setup
from graphkit.errors import UsageError
from graphkit.exports import export
from graphkit.graph import Graph, Provenance

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 16
"""Of a pseudonym: 64 bits keep a million people apart."""
FEWEST = 16
"""Bytes of a key."""
OF_TIES = "pseudonyms are given to posts and people; choose --kind and --exclude when you read what is written"
OF_ACCOUNTS = "posts of accounts that could not be collected, or not to the end"
"""Takes the place of clauses that say which."""
OF_CIRCLE = "a circle names accounts, and these are gone; leave --circle out"
Columns = dict[str, Any]


def pseudonymise(graph: Any, path: str | PathLike[str], *, to: str = "parquet", key: bytes | None = None) -> list[Path]:
    """Write a copy of a graph that names nobody, and return the paths of its files.

    `graph` is a Graph, or what `load` makes one from; `to` is a format of `export`: by default a store, which every
    command reads as an export and from which it gives the same numbers. `key` is thrown away where none is given; with
    the same key, the same account has the same pseudonym in another copy. Raises UsageError for a short key.
    """
    if isinstance(graph, Graph):
        with closing(pseudonymous(graph, key=key)) as made:
            return export(made, path, to=to)
    with closing(load(graph)) as loaded:
        return pseudonymise(loaded, path, to=to, key=key)


def pseudonymous(graph: Graph, *, key: bytes | None = None) -> Graph:
    """The same graph with pseudonyms for people and posts; without words, names of files, lines and remarks.

    Of a part of a graph, the posts and acts that are in it. Raises UsageError where ties were chosen (`kinds`,
    `exclude`) or a circle was given, and for a key of fewer than 16 bytes.
    """
    names = Pseudonyms(token_bytes(32) if key is None else key)
    if graph.provenance.circle is not None:
        raise UsageError(OF_CIRCLE)
    if graph.suffix and _rows(graph.session, graph.table("kept")) != _rows(graph.session, graph.table("interactions")):
        raise UsageError(OF_TIES)
    session = ENGINES["duckdb"].open(Setup())
    try:
        intake = Intake(session)
        known = graph.session.fetch("select who, network, identity from whos order by who")
        accounts = _pseudonymous_accounts(known, names)
        tallies = [_tally(number, tally) for number, tally in enumerate(graph.provenance.files)]
        intake.adopt([], _sorted(accounts))  # numbers in the order of the ids would tell that order
        intake.adopt(tallies, accounts)
        posts = 0
        for table, columns in _raw(graph, names):
            posts += len(columns["post"]) if table == "raw_posts" else 0
            _count(table, columns, tallies)
            intake.adopt_rows(table, columns)
        intake.adopted(posts)
        hidden = dict.fromkeys((*_unnamed(graph), UNDER_PSEUDONYMS))
        provenance = Provenance(_sources(tallies), tuple(tallies), tuple(hidden), pseudonymous=True)
        return connected(session, intake, {"rules": graph.rules}, provenance, _aliases(graph, names))
    except BaseException:
        session.close()
        raise


def public(graph: Graph) -> Graph:
    """What `--public` shows: pseudonyms whose key is thrown away, no single acts, of times only the day."""
    made = pseudonymous(graph)
    return replace(made, provenance=replace(made.provenance, public=True))


def key_from(path: Path) -> bytes:
    """The key in a file that only its owner can read; made there where there is none.

    Raises UsageError where others may read it, or where it is too short.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(f"{token_hex(32)}\n")
    except FileExistsError:
        pass
    except OSError as fault:
        raise UsageError(f"{path}: the key cannot be written: {fault.strerror or fault}") from fault
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise UsageError(f"{path}: others may read the key; run chmod 600 on it")
        key = path.read_bytes().strip()
    except OSError as fault:
        raise UsageError(f"{path}: the key cannot be read: {fault.strerror or fault}") from fault
    return _long_enough(key)


def _long_enough(key: bytes) -> bytes:
    if len(key) < FEWEST:
        raise UsageError(f"a key has {FEWEST} bytes or more, this one has {len(key)}")
    return key


@dataclass(frozen=True)
class Pseudonyms:
    """Names under a key. UsageError where the key is short."""

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _long_enough(self.key)

    def of(self, what: str, name: str) -> str:
        """The pseudonym of an account, a person or a post; of none, none."""
        if not name:
            return ""
        return f"p{hmac.digest(self.key, f'{what} {name}'.encode(), 'sha256').hex()[:DIGITS]}"

    def column(self, what: "pd.Series[Any]", names: "pd.Series[Any]", old: frozenset[str] = frozenset()) -> Any:
        """Those of a column; versions of a post that count no more (`old`) have a shorter one, as they come second."""
        import numpy as np
        import pandas as pd

        whole = (what + " " + names).where(names != "", "")
        codes, distinct = pd.factorize(whole)
        made = [self.of("post", name)[: DIGITS if name in old else None] for name in distinct]
        return np.array(made, dtype=object)[codes]

    def numbers(self, numbers: "pd.Series[Any]") -> Any:
        """Other whole numbers for these, the same for the same; 0 stays."""
        import numpy as np
        import pandas as pd

        codes, distinct = pd.factorize(numbers)
        made = [hmac.digest(self.key, f"words {number}".encode(), "sha256")[:8] for number in distinct]
        told = np.array([int.from_bytes(each, "little", signed=True) for each in made], dtype=np.int64)
        return np.where(numbers == 0, 0, told[codes] if len(told) else numbers)


def _pseudonymous_accounts(known: "pd.DataFrame", names: Pseudonyms) -> list[list[str]]:
    """Network, id, handle and name of each account, in the order of their numbers."""
    networks = known["network"].tolist()
    ids = [names.of(network, one) for network, one in zip(networks, known["identity"].tolist(), strict=True)]
    return [networks, ids, [""] * len(ids), [""] * len(ids)]


def _sorted(accounts: list[list[str]]) -> list[list[str]]:
    """Accounts, given in columns, in the order of their pseudonyms."""
    ordered = sorted(zip(*accounts, strict=True), key=lambda account: account[1])
    return [list(column) for column in zip(*ordered, strict=True)] or accounts


def _aliases(graph: Graph, names: Pseudonyms) -> Iterable[tuple[str, str]]:
    """Which accounts are one person's, by their pseudonyms."""
    found = graph.session.fetch("""
        select w.network, w.identity, a.person from aliased a join whos w on w.who = a.who order by w.who""")
    for network, identity, person in found.itertuples(index=False, name=None):
        yield names.of(network, identity), names.of("person", person)


def _tally(number: int, tally: Tally) -> Tally:
    """What became of a file, without what it is called and what was said of it; its rows are counted again."""
    plain = Tally(f"export {number + 1}", f"export {number + 1}", tally.reader, tally.network, tally.bundle)
    plain.version, plain.role = tally.version, tally.role
    plain.remark = "" if tally.role == "posts" else "not read"
    plain.ignored, plain.rejected, plain.codes = tally.ignored, tally.rejected, tally.codes.copy()
    plain.cannot_show = {OF_ACCOUNTS if names else clause: False for clause, names in tally.cannot_show.items()}
    return plain


def _unnamed(graph: Graph) -> list[str]:
    """What the exports cannot show, in clauses that name nobody."""
    named = {clause for tally in graph.provenance.files for clause, names in tally.cannot_show.items() if names}
    return [OF_ACCOUNTS if clause in named else clause for clause in graph.provenance.cannot_show]


def _sources(tallies: Iterable[Tally]) -> tuple[dict[str, Any], ...]:
    return tuple({"name": tally.label, "format": tally.reader} for tally in tallies if tally.role == "posts")


def _count(table: str, columns: Columns, tallies: list[Tally]) -> None:
    """Count the records of each file that there are rows of."""
    import numpy as np

    if table in ("raw_posts", "raw_acts"):
        for number, rows in enumerate(np.bincount(columns["file"], minlength=len(tallies)).tolist()):
            tallies[number].posts += rows if table == "raw_posts" else 0
            tallies[number].acts += rows if table == "raw_acts" else 0


def _raw(graph: Graph, names: Pseudonyms) -> Iterator[tuple[str, Columns]]:
    """The rows of the raw tables, as reading would have given them had it known everybody."""
    session, part = graph.session, bool(graph.suffix)
    chosen = f"where c.post in (select post from {graph.table('posts')})" if part else ""
    session.keep(
        "shared", f"select c.*, row_number() over (order by c.post) - 1 as number from chosen_posts c {chosen}"
    )
    old = _superseded(session)
    for frame in slices(session, _POSTS, "post"):
        yield "raw_posts", _posts(frame, names, old)
    each_alone = relations.named("shared", whose="(select who, who as person from who_person)")
    for frame in slices(session, _INTERACTIONS.format(named=each_alone), "post, target, kind, credit, native"):
        yield "raw_interactions", {**_columns(frame), "ref": ""}
    kept = f"(select * from {graph.table('kept')} where post is null)" if part else "acts"
    for frame in slices(session, _ACTS.format(acts=kept), "file, author, target, kind, time, weight, post_id"):
        yield "raw_acts", {**_columns(frame), "post_id": names.column(frame["network"], frame["post_id"])}
    for frame in slices(session, _LISTED.format(people=graph.table("people")), "account"):
        yield "raw_listed", _columns(frame)
    session.keep("shared", "select 0 as post")


_POSTS = f"""
    select c.number as post, c.file, c.network, c.id, c.root, r.parent, r.conversation, c.who as author,
           coalesce(c.time, {tables.NO_TIME}) as time, r.words, case when c.place = 1 then 1 else 0 end as fields,
           r.via, c.cut
    from shared c join raw_posts r on r.post = c.post"""
_INTERACTIONS = f"""
    select s.number as post, n.source as author, coalesce(n.target, {tables.NO_ACCOUNT}) as target,
           coalesce(n.time, {tables.NO_TIME}) as time, n.kind, n.continues = 1 as native, n.credit = 1 as credit
    from ({{named}}) n join shared s on s.post = n.post"""
_ONE_OF = "(select person, min(who) as who from who_person group by person)"
_ACTS = f"""
    select a.file, 0 as line, coalesce(a.post_id, '') as post_id, s.who as author, t.who as target,
           coalesce(a.time, {tables.NO_TIME}) as time, a.kind, a.weight, w.network
    from {{acts}} a join {_ONE_OF} s on s.person = a.source join {_ONE_OF} t on t.person = a.target
    join whos w on w.who = s.who"""
_LISTED = f"""
    select 0 as file, o.who as account, {tables.NO_TIME} as time, p.observed
    from {{people}} p join {_ONE_OF} o on o.person = p.person"""


def _superseded(session: Session) -> frozenset[str]:
    """The versions of edited posts that do not count, as `network id`."""
    found = session.fetch("""
        select distinct network, id from chosen_posts where place > 1 and id <> '' and concat(network, ' ', id) not in (
            select concat(network, ' ', id) from chosen_posts where place = 1 and id <> '')""")
    return frozenset(f"{network} {one}" for network, one in found.itertuples(index=False, name=None))


def _posts(frame: "pd.DataFrame", names: Pseudonyms, old: frozenset[str]) -> Columns:
    """Posts under pseudonyms; `root` is empty where it is the post itself, as readers give it."""
    network = frame["network"]
    texts = {name: names.column(network, frame[name], old) for name in ("id", "root", "parent", "conversation")}
    texts["root"][texts["root"] == texts["id"]] = ""
    plain = _columns(frame.drop(columns=[*texts, "network", "words"]))
    words = names.numbers(frame["words"])
    return {**plain, **texts, "network": network.to_numpy(object), "words": words, "line": 0, "digest": 0, "text": None}


def _columns(frame: "pd.DataFrame") -> Columns:
    return {name: frame[name].to_numpy() for name in frame.columns if name != "network"}


def _rows(session: Session, table: str) -> int:
    return int(session.fetch(f"select count(*) as rows from {table}")["rows"].iloc[0])
