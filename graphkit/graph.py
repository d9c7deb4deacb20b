"""`Graph`: the posts and interactions of one or more exports, as tables in an engine.

A graph here is tables, because a post that names nobody is a row with a missing target and no graph library
keeps it; networkx is an exit (`to_networkx`). A graph never changes: `where` gives a new one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from itertools import count
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any, NamedTuple

from graphkit import _counts as counting
from graphkit import _exits as exits
from graphkit import _relations as relations
from graphkit import _sequences as sequences
from graphkit._exits import edge_frame, interaction_frame, iso_of, times
from graphkit._strongest import ARRAY_EDGES, NOT_ALL, loop_free, strongest
from graphkit._tables import KIND_NAMES, KINDS, NAMING, NO_TIME
from graphkit._ties import asked, counted, given, matrix_of
from graphkit._window import Window
from graphkit.engines import Session
from graphkit.errors import NoDataError, UsageError

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

suffixes = count(1)
DAY = 24 * 3600 * 10**6
"""In microseconds."""


@dataclass(frozen=True)
class Rules:
    """The few choices a number depends on; they are written beside every result."""

    me_threshold: float = 0.10
    """third_person_share under which, with its whole interval, the verdict is `me..me..me`."""
    sample_ok: bool = False
    """Give verdicts on keyword samples too."""
    seed: int = 1
    """For whatever is drawn by chance: layouts, pivots."""

    def __post_init__(self) -> None:
        if not 0 < self.me_threshold < 1:
            raise UsageError(f"the threshold lies between 0 and 1, not {self.me_threshold}")
        if self.seed < 0:
            raise UsageError(f"a seed is 0 or larger, not {self.seed}")


@dataclass(frozen=True)
class Provenance:
    """Where the rows came from: what `about` and a report's footer tell."""

    sources: tuple[Mapping[str, Any], ...] = ()
    """One row an export: name, format, bytes, sha256."""
    files: tuple[Any, ...] = ()
    """One tally a file: what became of its records."""
    cannot_show: tuple[str, ...] = ()
    """What formats like these never hold."""
    refused: tuple[tuple[str, str, str, bool], ...] = ()
    """Files not read: name, code, reason, whether it was for safety."""
    passed_over: int = 0
    """Files inside folders and archives that are no exports."""
    pseudonymous: bool = False
    """Whether people and posts are under pseudonyms."""
    public: bool = False
    """Whether what is written may be shown to anybody: no single acts, and of times only the day."""
    circle: Mapping[str, Any] | None = None
    """Of the user's circle: name of the file, accounts in it, and how many people of the export they are."""


class Tables(NamedTuple):
    """What `Graph.to_pandas` gives."""

    people: "pd.DataFrame"
    """One row a person: id, label, network, observed, and the counts that every share rests on."""
    edges: "pd.DataFrame"
    """As `Graph.edges`."""
    interactions: "pd.DataFrame"
    """As `Graph.interactions`."""


@dataclass(frozen=True, repr=False)
class Graph:
    """Posts and interactions of exports, counted; made by `graphkit.load`."""

    session: Session
    rules: Rules = Rules()
    provenance: Provenance = field(default_factory=Provenance)
    suffix: str = ""
    window: Window = field(default_factory=Window)
    """The time this part of an export was cut to."""
    array_edges: int = ARRAY_EDGES
    """Beyond so many ties, the engine counts in rounds, and what cannot be counted so is of the strongest people."""
    _made: dict[str, Any] = field(default_factory=dict, init=False, compare=False)

    def once(self, name: str, make: "Callable[[Graph], Any]") -> Any:
        """What `make` makes of this graph; kept under the name, so that metrics can share what is dear to make."""
        if name not in self._made:
            self._made[name] = make(self)
        return self._made[name]

    def table(self, name: str) -> str:
        """The engine's name of one of this graph's tables: posts, interactions, people, facts, edges.

        Edges are counted when they are first asked for.
        """
        if name == "edges":
            self.once("edges_table", _count_edges)
        return f"{name}{self.suffix}"

    @cached_property
    def counts(self) -> "pd.DataFrame":
        """One row a person, indexed by id and ordered by it: label, network, observed and the basic counts."""
        return counting.side_by_side(self.session, *map(self.table, ("people", "facts", "sent")))

    @cached_property
    def ties(self) -> "pd.DataFrame":
        """One row a person, as in `counts`: loop-free neighbours among observed people (|O|, |I|, both, either).

        Columns: observed, neighbours, observed_neighbours, named (|O|), named_by (|I|), mutual, union, given, matched
        (acts given to observed people, those matched by acts back); of the unobserved only the first two are not 0.
        """
        import pandas as pd

        observed = self.counts["observed"].to_numpy(bool)
        if self.strongest is None:
            found = counted(self.matrix(), observed)
        else:
            found = asked(
                self.session, relations.ties(self.table("edges"), self.table("people")), self.counts["person"]
            )
        for column in ("named", "named_by", "mutual", "given", "matched"):
            found[column] = found[column] * observed
        found["union"] = found["named"] + found["named_by"] - found["mutual"]
        return pd.DataFrame({**found, "observed": observed}, index=self.ids)

    @cached_property
    def edges(self) -> "pd.DataFrame":
        """One row for each ordered pair that interacted: source, target, counts by kind, weight, first, last.

        Self-loops are kept; echoes and threads weigh nothing; times are UTC.
        """
        query = exits.edge_rows(self.table("edges"), self.table("people"))
        return edge_frame(self.session.fetch(f"{query} order by {exits.EDGES_ORDER}"))

    @cached_property
    def interactions(self) -> "pd.DataFrame":
        """One row for each act, and one with a missing target for each post that names nobody: the denominator.

        Columns: post (the platform's id), time (UTC), source, target, kind, credit, weight. Self-mentions have
        source == target; `echo` and `thread` rows weigh nothing.
        """
        query = exits.interaction_rows(*map(self.table, ("interactions", "people", "posts")))
        return interaction_frame(self.session.fetch(f"{query} order by {exits.INTERACTIONS_ORDER}"))

    def posts(self, person: str) -> "pd.DataFrame":
        """A person's posts, oldest first: id, time, kind, for_others, file, line, and text where it was kept.

        `kind` is the strongest act towards somebody else (retweet, quote, reply, mention), else `self` (names
        only its author), `thread` (continues the post before it) or `post` (names nobody).
        """
        import numpy as np
        import pandas as pd

        who = self.counts["person"].to_dict()[self.find(person)]
        frame = self.session.fetch(f"""
            select id, time, kind, others, self, thread, file, line, text from {self.table("facts")}
            where person = {who} order by coalesce(time, 0), post""")
        others = frame["others"] == 1
        own = np.select([frame["thread"] == 1, frame["self"] == 1], ["thread", "self"], "post")
        kinds = np.where(others, frame["kind"].map(KIND_NAMES), own)
        files = [tally.label for tally in self.provenance.files]
        frame = frame.assign(
            time=times(frame["time"]),
            kind=pd.Series(kinds, index=frame.index, dtype="str"),
            for_others=others,
            file=frame["file"].map(dict(enumerate(files))).astype("str"),
        )
        kept = ["text"] if frame["text"].notna().any() else []
        return frame[["id", "time", "kind", "for_others", "file", "line", *kept]]

    @cached_property
    def post_kinds(self) -> "pd.DataFrame":
        """One row a person with posts that count, indexed by id: how many of each kind, as `posts` gives kinds, but
        threads; time of the first and of the last (UTC, missing where undated)."""
        query = sequences.kinds(self.table("facts"), self.table("people"))
        frame = self.session.fetch(query).astype({"id": "str"}).set_index("id")
        return frame.assign(first=times(frame["first"]), last=times(frame["last"]))

    def latest(self, most: int) -> "pd.DataFrame":
        """Everybody's latest posts that count, at most so many each, oldest first: id of the person, kind."""
        import numpy as np

        query = sequences.latest(self.table("facts"), self.table("people"), int(most))
        frame = self.session.fetch(query).astype({"id": "str"})
        own = np.where(frame["self"] == 1, "self", "post")
        kinds = np.where(frame["others"] == 1, frame["kind"].map(KIND_NAMES), own)
        return frame[["id"]].assign(kind=kinds)

    def rejects(self, most: int) -> "pd.DataFrame":
        """The first records that could not be read: file, member, line, byte_offset, record_id, code, reason."""
        import pandas as pd

        frame = self.session.fetch(f"""
            select file, line, nullif(byte_offset, {NO_TIME}) as byte_offset, record_id, code, reason
            from left_out where fate = 'rejected' order by file, line, code, record_id limit {int(most)}""")
        labels = [tally.label.partition("!") for tally in self.provenance.files]
        names = pd.DataFrame(
            [(labels[number][0], labels[number][2]) for number in frame["file"]],
            columns=["file", "member"],
            dtype="str",
        )
        rest = frame[["line", "byte_offset", "record_id", "code", "reason"]].astype({"byte_offset": "Int64"})
        return pd.concat([names, rest], axis=1)

    def find(self, person: str) -> str:
        """The id of a person given by id or handle (with or without `@`, in any case).

        Raises UsageError that names the nearest handles where nobody is called so.
        """
        index = self.counts.index
        wanted = person.removeprefix("@")
        if wanted in index:
            return wanted
        labels = self.counts["label"].str.lower()
        found = labels.index[labels == wanted.lower()]
        if len(found) == 1:
            return str(found[0])
        if len(found) > 1:
            raise UsageError(f"{len(found)} people are called '{person}'; give one of the ids {', '.join(found[:5])}")
        near = get_close_matches(wanted.lower(), sorted(set(labels)), n=3)
        hint = f"; did you mean {' or '.join(repr(name) for name in near)}?" if near else ""
        raise UsageError(f"nobody in the export is called '{person}'{hint}")

    @property
    def ids(self) -> "pd.Index[str]":
        """Everybody's ids, in the order of `counts`, of the people table and of the rows of `matrix`."""
        return self.counts.index

    def matrix(self) -> "csr_array":
        """Loop-free acts, (people, people) as in `ids`, row acts on column; where not all fit, of `strongest`."""
        return self._matrix

    @cached_property
    def strongest(self) -> "tuple[pd.DataFrame, np.ndarray] | None":
        """Beyond `array_edges` ties: those among the strongest people, and the codes of these people; else None."""
        return None if self._fits else strongest(self.session, self.table("edges"), self.array_edges)

    @cached_property
    def _fits(self) -> bool:
        """Whether there are no more acts than ties may be, so that all can be summed in arrays."""
        found = self.session.fetch(f"select count(*) as acts from {self.table('interactions')}")
        return bool(found["acts"].iloc[0] <= self.array_edges)

    @cached_property
    def _matrix(self) -> "csr_array":
        query = given(self.table("interactions")) if self._fits else loop_free(self.table("edges"))
        frame = self.session.fetch(query) if self.strongest is None else self.strongest[0]
        return matrix_of(self.counts["person"].to_numpy("int64"), frame)

    @cached_property
    def about(self) -> dict[str, Any]:
        """What this graph is made of: sources, counts, dates, networks, and what the exports cannot show."""
        import pandas as pd

        t = self.session.fetch(f"""
            select count(*) as posts, min(time) as first, max(time) as last from {self.table("facts")}""").iloc[0]
        acts = self.session.fetch(f"""
            select coalesce(cast(sum(weight) as bigint), 0) as acts, min(time) as first, max(time) as last
            from {self.table("interactions")}
            where kind in {NAMING} or kind = {KINDS["like"]}""").iloc[0]
        ends = [int(row[end]) for row in (t, acts) for end in ("first", "last") if not pd.isna(row[end])]
        ends = [end - end % DAY for end in ends] if self.provenance.public else ends
        return {
            "sources": [dict(source) for source in self.provenance.sources],
            "posts": int(t["posts"]),
            "interactions": int(acts["acts"]),
            "people": len(self.counts),
            "authors": int(self.counts["observed"].sum()),
            "first": iso_of(min(ends)) if ends else None,
            "last": iso_of(max(ends)) if ends else None,
            "networks": sorted(self.counts["network"].unique().tolist()),
            "me_threshold": self.rules.me_threshold,
            "seed": self.rules.seed,
            "has_posts": bool(t["posts"] > 0),
            "circle": dict(self.provenance.circle) if self.provenance.circle else None,
            "cannot_show": [*self.provenance.cannot_show, *([NOT_ALL] if self.strongest else [])],
            **({"pseudonymous": True} if self.provenance.pseudonymous else {}),
        }

    def where(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        kinds: Iterable[str] | None = None,
        people: Iterable[str] | None = None,
        exclude: Iterable[str] | None = None,
    ) -> "Graph":
        """The part of the graph that matches: posts in [since, until), by some people, not by others.

        Dates are ISO; UTC where they name no zone. `kinds` and `exclude` choose ties: acts of other kinds, and acts
        towards the excluded, make no edge, but a post keeps what it is: passing on another's words stays sharing.
        Whose posts are filtered away is not observed in the part.
        """
        codes = self.counts["person"]
        authors = list(_among("{}", codes, self, people, exclude))
        window = self.window.narrowed(since, until)
        posts = [*window.conditions("time"), *(condition.format("person") for condition in authors)]
        acts = [*window.conditions("i.time")]
        acts += [condition.format("i.source") for condition in authors]
        ties = []
        if exclude is not None:
            ties.append(f"(i.target is null or i.target not in {_list(codes[self.find(name)] for name in exclude)})")
        if kinds is not None:
            named = _list(KINDS[_kind(kind)] for kind in kinds)
            ties.append(f"(i.kind in {named} or i.kind = {KINDS['thread']} or i.kind = {KINDS['post']})")
        part = replace(self, suffix=f"_{next(suffixes)}", window=window)
        keep, named_posts = self.session.keep, part.table("posts")
        keep(named_posts, relations.some(self.table("posts"), posts))
        keep(part.table("observed"), relations.some(self.table("observed"), [c.format("person") for c in authors]))
        keep(part.table("listed"), relations.some(self.table("listed"), [c.format("person") for c in authors]))
        kept, chosen = (self.table(name) for name in ("kept" if self.suffix else "interactions", "interactions"))
        keep(part.table("kept"), relations.some_interactions(kept, named_posts, acts))  # what posts are rests on all
        keep(part.table("interactions"), relations.some_interactions(chosen, named_posts, acts + ties))
        counting.derive(self.session, part.table, kept=part.table("kept"))
        if not (part.about["posts"] or part.about["interactions"]):
            raise NoDataError("nothing is left of the export: no post or act fits what was asked for")
        return part

    def to_networkx(self, *, multi: bool = False, self_loops: bool = False) -> "nx.DiGraph[str]":
        """The counted graph for networkx: people with label, posts and observed; edges with weight and kinds.

        Loop-free unless `self_loops`: networkx gives an account with only self-loops reciprocity 1.0 and lets
        a heavy self-loop carry it up in PageRank. `multi`: a MultiDiGraph with an edge for each kind of acts between
        two people, likes too, its key and `kind` the kind, its `weight` the number of acts.
        """
        return exits.networkx_of(self, multi=multi, self_loops=self_loops)

    def to_pandas(self) -> Tables:
        """The tables as DataFrames: people (a row a person, with the counts), edges, interactions."""
        people = self.counts.drop(columns="person").reset_index(names="id").astype({"id": "str"})
        return Tables(people, self.edges, self.interactions)

    def sql(self, query: str) -> "pd.DataFrame":
        """What one `select` gives on the tables people, edges and interactions, whose columns are those of `to_pandas`.

        It reads only; the dialect is the engine's. Without `order by`, the rows have no order. Raises UsageError for
        anything but one `select`.
        """
        return exits.answer(self, query)

    def close(self) -> None:
        """Give back the engine's memory and scratch files, which a graph shares with its parts."""
        self.session.close()

    def _repr_html_(self) -> str:
        """In a notebook: a card with the picture; what draws stands above this module, so it is found by name."""
        card: str = resolve_name("graphkit._notebook:card")(self)
        return card

    def __repr__(self) -> str:
        about = self.about
        dates = f", {about['first'][:10]} to {about['last'][:10]}" if about["first"] else ""
        return (
            f"<graphkit.Graph: {about['people']:,} people, {about['posts']:,} posts, "
            f"{about['interactions']:,} interactions{dates}>"
        )


def _count_edges(graph: Graph) -> None:
    graph.session.keep(f"edges{graph.suffix}", relations.edges(graph.table("interactions")))


def _among(
    form: str, codes: "pd.Series[Any]", graph: Graph, people: Iterable[str] | None, exclude: Iterable[str] | None
) -> Iterable[str]:
    """Conditions on the column that `form` stands for: one of these people, none of those."""
    for names, test in ((people, "in"), (exclude, "not in")):
        if names is not None:
            yield f"{form} {test} {_list(codes[graph.find(name)] for name in names)}"


def _list(codes: Iterable[Any]) -> str:
    return f"({', '.join(str(int(code)) for code in codes)})"


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise UsageError(f"no kind is called '{kind}'; there are {', '.join(KINDS)}")
    return kind
