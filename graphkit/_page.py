"""The page of a report: the finding, the picture, the people, what was counted and what cannot be known.

One file that asks nothing of any network: pictures are in it, no script runs, everything that came from an
export is escaped.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape as escaped
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit._firm import firmness, told
from graphkit._person import sentence
from graphkit.diagrams._words import count, percent, period
from graphkit.exports import CONTROL
from graphkit.metrics import VERDICTS, copies
from graphkit.metrics._reasons import OTHERS_MISSING, UNSEEN

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph

MOST_ROWS = 200
COMPARED = (
    "Posts on one network are compared, in six words or more, without links, @names and remarks at the end; near means "
    "that at least 80 % of all runs of three words are in both. Posts that quote, pass on or credit anybody are left "
    "out, and so are words that at least three people post without naming one another."
)
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
STYLE = """
:root { --ink: #20262b; --mute: #5a656f; --line: #d5dbe0; --paper: #fff; --me: #7a1033 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecef; --mute: #a3aeb8; --line: #3a444d; --paper: #15191c; --me: #f2a0b5 }
}
body { font: 16px/1.5 Inter, system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
h1 { line-height: 1.2 }
a { color: inherit }
p.lead { font-size: 1.15rem }
.mute { color: var(--mute) }
.me { color: var(--me); font-weight: 600 }
img { max-width: 100%; height: auto; background: #fff }
div.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums }
td, th { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: right }
th:first-child, td:first-child { text-align: left }
ul.cards { display: flex; flex-wrap: wrap; gap: 1rem; list-style: none; padding: 0 }
ul.cards li { width: 14rem }
ul.cards img { width: 14rem; border: 1px solid var(--line) }
ul.cards p { font-size: .9rem; margin: .3rem 0; overflow-wrap: anywhere }
summary { cursor: pointer; font-weight: 600 }
"""


def page(
    graph: "Graph",
    people: "pd.DataFrame",
    summary: dict[str, Any],
    pictures: Sequence[Path],
    *,
    sensitivity: "pd.DataFrame | None" = None,
) -> str:
    """The whole page as HTML. `pictures`: those of everybody, then cards; each with its `.alt.txt` beside it."""
    from graphkit.diagrams import finding

    title = finding(graph, people)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
            f"<h1>{escape(title)}</h1>",
            *_lead(graph, summary),
            *(f"<p>{_image(picture)}</p>" for picture in pictures if picture.parent.name != "cards"),
            *_cards([picture for picture in pictures if picture.parent.name == "cards"], summary["people"]),
            *_table(people),
            *_sensitivity(sensitivity, summary),
            *_reciprocity(summary),
            *_copies(graph, summary),
            *_limits(summary),
            *_records(summary),
            *_method(summary),
            "</body></html>\n",
        ]
    )


def escape(text: str, *, quote: bool = True) -> str:
    """Text of an export as HTML: inert, without control characters."""
    return escaped(CONTROL.sub(" ", text), quote=quote)


def _lead(graph: "Graph", summary: dict[str, Any]) -> Iterable[str]:
    about = graph.about
    observed = "of whom wrote something here" if about["has_posts"] else "whose own acts are in the export"
    parts = [
        count(about["people"], "person", "people"),
        f"{about['authors']:,} {observed}",
        count(about["posts"], "post") if about["has_posts"] else "no posts, only acts",
        count(about["interactions"], "interaction"),
    ]
    judged = ", ".join(f"{number:,} {name}" for name, number in summary["verdicts"].items() if number)
    when = f" {period(about)}." if period(about) else ""
    yield f'<p class="lead">{escape("; ".join(parts) + "." + when)}</p>'
    if about["has_posts"]:
        yield f"<p>Verdicts: {escape(judged or 'none')}. They describe these posts, not the people.</p>"
    else:
        yield "<p>Verdicts: none. They need posts, those that name nobody too.</p>"


def _image(picture: Path) -> str:
    alt = picture.with_suffix(".alt.txt")
    words = alt.read_text(encoding="utf-8") if alt.exists() else ""
    data = b64encode(picture.read_bytes()).decode("ascii")
    return f'<img alt="{escape(words.strip(), quote=True)}" src="data:image/png;base64,{data}">'


def _cards(cards: Sequence[Path], people: list[dict[str, Any]]) -> Iterable[str]:
    """Each card, and below it what would change the numbers on it and what the export cannot show."""
    if not cards:
        return
    told = {person["card"]: person for person in people}
    yield '<h2>Cards</h2><ul class="cards">'
    for card in cards:
        place = f"cards/{card.name}"
        yield f'<li><a href="{escape(place, quote=True)}">{_image(card)}</a>'
        yield from _told("What would change it", told[place]["would_change"])
        yield from _told("What the export cannot show", told[place]["cannot_show"])
        yield "</li>"
    yield "</ul>"


def _told(title: str, sentences: list[str]) -> Iterable[str]:
    if sentences:
        yield f"<details><summary>{title}</summary>"
        yield from (f"<p>{escape(sentence)}</p>" for sentence in sentences)
        yield "</details>"


def _table(people: "pd.DataFrame") -> Iterable[str]:
    """Ranked by the interval's end that is kinder to the person; the rest is in people.csv."""
    known = people[people["verdict"].notna()]
    ranked = known.sort_values(["third_person_share_high", "id"], kind="stable").head(MOST_ROWS)
    if ranked.empty:
        return
    yield "<h2>People</h2>"
    yield (
        '<p class="mute">Ranked by the upper end of the interval, which is kinder to the person. '
        f'{len(ranked):,} of {len(people):,} people; all are in <a href="people.csv">people.csv</a>.</p>'
    )
    yield '<div class="wide"><table><thead><tr><th scope="col">person</th><th scope="col">posts</th>'
    yield '<th scope="col">for others</th><th scope="col">share</th><th scope="col">95 % interval</th>'
    yield '<th scope="col">self-mentions</th><th scope="col">named by</th>'
    yield '<th scope="col">verdict</th></tr></thead><tbody>'
    yield from (_row(row) for _, row in ranked.iterrows())
    yield "</tbody></table></div>"


def _row(row: "pd.Series[Any]") -> str:
    import pandas as pd

    flagged = row["verdict"] == VERDICTS[0]
    ends = "–".join(percent(row[f"third_person_share_{end}"], sign=False) for end in ("low", "high"))
    cells = [
        f"{row['posts']:,}",
        f"{row['posts_for_others']:,}",
        percent(row["third_person_share"]),
        f"{ends} %",
        f"{row['self_mentions']:,}",
        "unknown" if pd.isna(row["in_degree"]) else f"{row['in_degree']:,}",
        (f'<span class="me">{VERDICTS[0]}</span>' if flagged else escape(row["verdict"])) + _with_threads(row),
    ]
    name = f'<td title="{escape(sentence(row), quote=True)}"><bdi>{escape(row["label"])}</bdi></td>'
    return f"<tr>{name}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _with_threads(row: "pd.Series[Any]") -> str:
    """Said only where counting the continuations of threads would change the verdict."""
    other = row["verdict_with_threads"]
    if other == row["verdict"]:
        return ""
    return f' <span class="mute">({escape(other)} if {row["threads"]:,} thread replies counted)</span>'


def _sensitivity(table: "pd.DataFrame | None", summary: dict[str, Any]) -> Iterable[str]:
    """Only where it was asked for: whether the verdicts hold, and for each flagged person what would change theirs."""
    if table is None:
        return
    yield "<h2>Do the verdicts hold?</h2>"
    if table.empty:
        yield "<p>There are none.</p>"
        return
    yield f"<p>{escape(' '.join(told(summary['sensitivity'])))} All are in "
    yield '<a href="sensitivity.csv">sensitivity.csv</a>.</p>'
    flagged = table[table["verdict"] == VERDICTS[0]].sort_values(["holds", "id"], kind="stable")
    if len(flagged):
        yield "<ul>"
        for _, row in flagged.head(MOST_ROWS).iterrows():
            yield f"<li><bdi>{escape(row['label'])}</bdi>: {escape(firmness(row))}</li>"
        yield "</ul>"


def _reciprocity(summary: dict[str, Any]) -> Iterable[str]:
    whole = summary["reciprocity"]
    yield "<h2>Who answers</h2>"
    if whole["reciprocated_ties"] is None:
        known = summary["missing"]["reciprocity"]
        reason = f"{OTHERS_MISSING}; exports of the people named would make it knowable"
        yield f"<p>Reciprocity is not known: {escape(reason if OTHERS_MISSING in known else 'there are no ties')}.</p>"
        return
    # Where everybody acts towards everybody, there is no chance to compare with.
    rho = "" if whole["rho"] is None else f" (ρ = {whole['rho']:.2f} against chance of the same density)"
    yield (
        f"<p>{percent(whole['reciprocated_ties'])} of the {whole['ties']:,} ties among {whole['people']:,} people "
        f"whose side is in the export are returned{rho}.</p>"
    )


def _copies(graph: "Graph", summary: dict[str, Any]) -> Iterable[str]:
    """Posts that nearly repeat an earlier one: said only where they were looked for."""
    found = summary["copies"]
    if found is None:
        return
    yield "<h2>Words posted before</h2>"
    if not found["compared"]:
        reasons = "; ".join(reason for reason in summary["missing"]["copies"] if reason != UNSEEN)
        yield f"<p>Whether posts repeat earlier ones of others is not known: {escape(reasons)}.</p>"
        return
    if not found["candidates"]:
        yield f"<p>No post nearly repeats an earlier post of somebody else without naming a source. {COMPARED}</p>"
        return
    one = found["candidates"] == 1
    posts = f"{count(found['candidates'], 'post')} of {count(found['people'], 'person', 'people')}"
    linked = f"In {found['both_linked']:,} of these pairs both posts hold a link." if found["both_linked"] else ""
    yield (
        f"<p>{posts} nearly {'repeats' if one else 'repeat'} an earlier post of somebody else in the export and "
        f"{'names' if one else 'name'} neither them nor a source. These are candidates to look at: the words may come "
        f"from elsewhere, such as a page, a saying or a common draft. {linked}</p>"
    )
    yield f'<p class="mute">{COMPARED} All are in <a href="copies.csv">copies.csv</a>.</p>'
    heads = ("later post by", "at", "earlier post by", "at", "alike", "later post", "earlier post")
    yield '<div class="wide"><table><thead><tr>'
    yield "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead><tbody>"
    for row in copies(graph).head(MOST_ROWS).to_dict("records"):
        names = [f"<bdi>{escape(row[name])}</bdi>" for name in ("copier_label", "author_label")]
        times = [f"{row[name]:%Y-%m-%d %H:%M}" for name in ("time", "original_time")]
        places = [escape(_place(row, start)) for start in ("", "original_")]
        cells = (names[0], times[0], names[1], times[1], percent(row["similarity"]), *places)
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    yield "</tbody></table></div>"


def _place(row: "dict[Any, Any]", start: str) -> str:
    """A post by its id, else by where its record stands."""
    identity = row["original" if start else "post"]
    return str(identity or f"{row[f'{start}file']}, record {row[f'{start}line']:,}")


def _limits(summary: dict[str, Any]) -> Iterable[str]:
    yield "<h2>What the export cannot show</h2><ul>"
    clauses = summary["about"]["cannot_show"] or ["posts that were deleted, hidden or never exported"]
    yield from (f"<li>{escape(clause)}</li>" for clause in clauses)
    yield "</ul>"


def _records(summary: dict[str, Any]) -> Iterable[str]:
    files = count(len(summary["records"]), "file")
    yield f"<h2>What was read</h2><details><summary>{files}</summary>"
    yield '<div class="wide"><table><thead><tr><th scope="col">file</th>'
    heads = ("format", "read", "used", "duplicate", "ignored", "rejected")
    yield "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead><tbody>"
    for row in summary["records"][:MOST_ROWS]:
        cells = "".join(f"<td>{row[h]:,}</td>" if h != "format" else f"<td>{escape(row[h])}</td>" for h in heads)
        yield f"<tr><td>{escape(row['file'])}</td>{cells}</tr>"
    yield "</tbody></table></div></details>"
    if summary["refused"]:
        yield "<p>Not read:</p><ul>"
        for item in summary["refused"][:MOST_ROWS]:
            yield f"<li>{escape(item['file'])}: {escape(item['reason'])}</li>"
        yield "</ul>"


def _method(summary: dict[str, Any]) -> Iterable[str]:
    tau = summary["rules"]["me_threshold"]
    yield (
        "<h2>Method</h2><p>A post is for others if it passes on, quotes, answers or names somebody else. The verdict "
        f"“{VERDICTS[0]}” is given where the whole Wilson 95 % interval of that share lies under {percent(tau)}; where "
        "the interval is wider than a third, nothing is said. Continuations of one’s own thread are not counted again. "
        "Names inside retweeted or quoted words count for nobody. Reciprocity and centrality leave self-mentions "
        f"out.{_circle(summary['about']['circle'])}</p>"
        f'<p class="mute">graphkit {escape(summary["graphkit"])}, seed {summary["rules"]["seed"]}. Files: '
        '<a href="people.csv">people.csv</a>, <a href="edges.csv">edges.csv</a>, <a href="interactions.csv">'
        'interactions.csv</a>, <a href="rejects.csv">rejects.csv</a>, <a href="summary.json">summary.json</a>, '
        '<a href="datapackage.json">datapackage.json</a>.</p>'
    )


def _circle(circle: dict[str, Any] | None) -> str:
    """Said only where the user named the circle."""
    if circle is None:
        return ""
    found, accounts = circle["found"], count(circle["accounts"], "account")
    return f" The circle is that of {escape(circle['file'])}; of its {accounts} the export knows {found:,}."
