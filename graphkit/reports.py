"""`report`: a folder with the tables, the pictures, the cards and a page that ties them together.

The folder is the old set or the new set, never a mixture, and the same input gives the same bytes.
"""

import json
import re
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit import __version__
from graphkit._firm import counted
from graphkit._folder import replacing
from graphkit._page import page
from graphkit._person import Person
from graphkit.diagrams._draw import write_whole
from graphkit.exports import slug, write_csv
from graphkit.exports._tables import package
from graphkit.metrics import VERDICTS, copies, measure, whole_graph
from graphkit.metrics import sensitivity as sensitivity_of
from graphkit.metrics.copies import sought

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph

MOST_CARDS = 12
OUR_NAMES = re.compile(
    r"(people|edges|interactions|copies|rejects|sensitivity)\.csv|(summary|datapackage)\.json|index\.html"
    r"|(network|ego|circles|quadrant|forest|timeline)(\.png|\.alt\.txt)|cards/[A-Za-z0-9_-]+(\.png|\.pdf|\.alt\.txt)"
)
LISTED_REJECTS = 100_000
MISSING_FAMILIES = ("self_mention_ratio", "reciprocity", "centrality", "practice", "acknowledges", "ties", "copies")
"""Columns whose reasons for being missing are counted in summary.json."""


def report(
    graph: "Graph",
    folder: str | PathLike[str],
    *,
    people: "pd.DataFrame | None" = None,
    min_posts: int = 0,
    sensitivity: bool = False,
) -> list[Path]:
    """Write the whole report into a folder and return the paths of its files, in order.

    people.csv, edges.csv, interactions.csv, rejects.csv, copies.csv (where near-copies were found), the pictures
    (ego.png where the export holds one person's posts, network.png for up to 1,500 people, for more circles.png and
    the network of the 1,500 who matter most; quadrant.png and forest.png where two or more people wrote posts;
    timeline.png where posts have times and span two periods), cards/, index.html, summary.json and datapackage.json;
    with `sensitivity` also sensitivity.csv, under which choices each verdict holds, and sentences about it. A folder
    that holds an earlier report is replaced as a whole; files of others in it are kept. Raises OutputError where it
    cannot be written.
    """
    table = measure(graph, min_posts=min_posts) if people is None else people
    choices = _choices(graph, table) if sensitivity else None
    place = Path(folder)
    with replacing(place, ours=_earlier) as fresh:
        for name, frame in _tables(graph, table, choices, rejects=LISTED_REJECTS):
            write_csv(frame, fresh / f"{name}.csv")
        pictures = _draw_pictures(graph, table, fresh)
        summary = summarise(graph, table, sensitivity=choices)
        text = page(graph, table, summary, pictures, sensitivity=choices)
        (fresh / "index.html").write_text(text, encoding="utf-8", errors="replace", newline="\n")
        _write_json(fresh / "datapackage.json", datapackage(graph, table, sensitivity=choices))
        names = sorted({*_files(fresh), "summary.json"})
        _write_json(fresh / "summary.json", {**summary, "files": names})
    return [place / name for name in names]


def write_page(graph: "Graph", path: str | PathLike[str], *, people: "pd.DataFrame | None" = None) -> None:
    """Write the page of a report as one file that stands alone: the same document, without links to other files.

    Raises OutputError where it cannot be written.
    """
    table = measure(graph) if people is None else people
    text = page(graph, table, summarise(graph, table), None)
    write_whole(Path(path), text.encode("utf-8", "replace"))


def _choices(graph: "Graph", people: "pd.DataFrame") -> "pd.DataFrame":
    """The sensitivity table of those in the people table."""
    table = sensitivity_of(graph)
    return table[table["id"].isin(people["id"])].reset_index(drop=True)


def _earlier(folder: Path) -> frozenset[str]:
    """The files an earlier report of ours left there: those of its own list that bear names we give."""
    try:
        written = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        names = frozenset(map(str, written["files"])) if isinstance(written["graphkit"], str) else frozenset()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return frozenset()
    return frozenset(name for name in names if OUR_NAMES.fullmatch(name))


def _files(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def _tables(
    graph: "Graph", people: "pd.DataFrame", sensitivity: "pd.DataFrame | None", *, rejects: int
) -> "Iterator[tuple[str, pd.DataFrame]]":
    """The tables of a report by name; near-copies only where there are any, sensitivity only where it was asked for.

    What anybody may see holds no single acts, of times only the day, and of records only how many there were.
    """
    yield "people", people
    if graph.provenance.public:
        yield "edges", graph.edges.assign(**{end: graph.edges[end].dt.floor("D") for end in ("first", "last")})
    else:
        yield "edges", graph.edges
        yield "interactions", graph.interactions
        yield "rejects", graph.rejects(rejects)
    if len(found := copies(graph)):
        yield "copies", found
    if sensitivity is not None:
        yield "sensitivity", sensitivity


def _draw_pictures(graph: "Graph", people: "pd.DataFrame", folder: Path) -> "dict[Path, pd.DataFrame | None]":
    """The pictures of everybody, the main one first, then a card for each person the report speaks of.

    Of those of everybody also the places, so that the page, which shows the same, need not find them again.
    """
    from graphkit.diagrams import DIAGRAMS, draw, report_diagrams, save
    from graphkit.diagrams._draw import picture

    made: dict[Path, pd.DataFrame | None] = {}
    for name in report_diagrams(graph, people):
        figure, drawn = picture(graph, people, DIAGRAMS[name])
        made[folder / f"{name}.png"] = drawn.positions
        save(figure, folder / f"{name}.png")
    cards = folder / "cards"
    chosen = carded(people)
    if chosen:
        cards.mkdir()
    for person, label in chosen:
        save(draw(graph, people, diagram="person", person=person), cards / f"{slug(label, person)}.png")
    return made | dict.fromkeys(sorted(cards.glob("*.png")))


def carded(people: "pd.DataFrame") -> list[tuple[str, str]]:
    """Id and label of the people who get a card: the flagged ones with most posts, else the most active ones."""
    wrote = people[people["posts"].fillna(0) > 0]
    flagged = wrote[(wrote["verdict"] == VERDICTS[0]).fillna(False).astype(bool)]
    chosen = flagged if len(flagged) else wrote.nlargest(3, "posts")
    first = chosen.sort_values(["posts", "id"], ascending=[False, True], kind="stable").head(MOST_CARDS)
    return [(str(person), str(label)) for person, label in zip(first["id"], first["label"], strict=True)]


def summarise(graph: "Graph", people: "pd.DataFrame", *, sensitivity: "pd.DataFrame | None" = None) -> dict[str, Any]:
    """What summary.json holds: the finding, the whole graph, what became of every record, what cannot be shown."""
    verdicts = people["verdict"].value_counts()
    return {
        "graphkit": __version__,
        "rules": {**vars(graph.rules)},
        "about": graph.about,
        "verdicts": {name: int(verdicts.get(name, 0)) for name in VERDICTS},
        "not_judged": _reasons(people, "verdict"),
        "missing": {family: _reasons(people, family) for family in MISSING_FAMILIES},
        "reciprocity": whole_graph(graph),
        "copies": _copies(graph, people),
        **({} if sensitivity is None else {"sensitivity": counted(sensitivity, threshold=graph.rules.me_threshold)}),
        "records": records(graph),
        "refused": [
            {"file": name, "code": code, "reason": reason} for name, code, reason, _ in graph.provenance.refused
        ],
        "people": carded_people(graph, people),
    }


def carded_people(graph: "Graph", people: "pd.DataFrame") -> list[dict[str, Any]]:
    """Of everybody who gets a card: what would change their numbers, and what the export cannot show of them."""
    rows = {row["id"]: row for _, row in people[people["id"].isin([person for person, _ in carded(people)])].iterrows()}
    found = [Person(person, label, rows[person], graph) for person, label in carded(people)]
    return [
        {
            "id": person.id,
            "label": person.label,
            "card": f"cards/{slug(person.label, person.id)}.png",
            "would_change": person.would_change,
            "cannot_show": person.cannot_show,
        }
        for person in found
    ]


def _copies(graph: "Graph", people: "pd.DataFrame") -> dict[str, int] | None:
    """How many near-copies were found, of how many of the people compared; None where they were not looked for."""
    if not sought(graph):
        return None
    found = copies(graph)
    return {
        "candidates": len(found),
        "people": int(found["copier"].nunique()),
        "compared": int(people["uncredited_copies"].notna().sum()),
        "both_linked": int(found["both_linked"].sum()),
    }


def _reasons(people: "pd.DataFrame", family: str) -> dict[str, int]:
    reasons = people[f"{family}_reason"]
    found = reasons[reasons != ""].value_counts()
    return {str(reason): int(number) for reason, number in sorted(found.items())}


def records(graph: "Graph") -> list[dict[str, Any]]:
    """One row a file: read = used + duplicate + ignored + rejected."""
    return [
        {
            "file": tally.label,
            "format": tally.reader,
            "read": tally.read,
            "used": tally.used,
            "duplicate": tally.duplicate,
            "ignored": tally.ignored,
            "rejected": tally.rejected,
            "repairs": tally.repairs,
            "left_out": dict(sorted(tally.codes.items())),
            "notes": [*tally.notices.values(), *filter(None, (tally.remark, tally.fault))],
        }
        for tally in graph.provenance.files
    ]


def datapackage(graph: "Graph", people: "pd.DataFrame", *, sensitivity: "pd.DataFrame | None" = None) -> dict[str, Any]:
    """The Frictionless description of the tables: each column's type and what it means."""
    return package(graph, _tables(graph, people, sensitivity, rejects=1))


def _write_json(path: Path, value: Any) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", errors="replace", newline="\n")
