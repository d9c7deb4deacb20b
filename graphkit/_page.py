"""The page of a report: the finding, the explorer, the ranking, the people, what was counted and what cannot be known.

One file that asks nothing of any network. Without JavaScript it still says the finding, the first rows of the table
and all the texts. Everything that came from an export is escaped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit import _notes as notes
from graphkit._person import sentence
from graphkit.diagrams._words import count, percent, period, sources
from graphkit.metrics import VERDICTS
from graphkit.viewer import document, escape, page_data, people_shown

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph

Pictures = Mapping[Path, "pd.DataFrame | None"]
"""Files of pictures, and of those of everybody the places in them, as in `Drawn.positions`."""
STATIC_ROWS = 12
WORTH_COMPARING = 10
"""Posts; with fewer, people are not set side by side in a drawing."""
WITH_POSTS = {
    "label": "person",
    "me_share": "names no one else",
    "posts": "posts",
    "posts_for_others": "for others",
    "self_mentions": "names themselves",
    "in_degree": "named by",
    "reciprocity": "reciprocity",
    "verdict": "verdict",
}
ACTS_ONLY = {
    "label": "person",
    "in_degree": "named by",
    "in_strength": "times named",
    "out_degree": "names",
    "out_strength": "acts",
    "self_mentions": "to themselves",
    "reciprocity": "reciprocity",
}
OF_ONE = {
    "label": "person",
    "given": "times named",
    "given_retweets": "retweets",
    "given_quotes": "quotes",
    "given_replies": "replies",
    "given_mentions": "mentions",
}
"""The columns of the table: where the export holds posts, where it holds acts, and where it is one person's."""
STATES = (
    ("flagged", VERDICTS[0], "the whole interval lies beyond the flag line"),
    ("undecided", VERDICTS[2], "the interval lies on both sides of it"),
    ("judged", VERDICTS[1], "the whole interval lies before it"),
    ("few", VERDICTS[3], "drawn hollow: nothing is said of them"),
)


@dataclass(frozen=True)
class Page:
    """What the parts of a page are made from."""

    graph: "Graph"
    people: "pd.DataFrame"
    """Those of the people table that are in the page, by their numbers in it."""
    everybody: int
    summary: dict[str, Any]
    pictures: "Pictures | None"
    """Those of everybody, then cards; None where the page stands alone."""

    @property
    def linked(self) -> bool:
        """Whether the files of a report lie beside the page."""
        return self.pictures is not None

    @property
    def owner(self) -> "int | None":
        """The number of the one whose posts the export holds, where it holds one person's."""
        from graphkit.diagrams import main_diagram

        if main_diagram(self.graph, self.people) != "ego":
            return None
        return int(self.people["observed"].astype(bool).to_numpy().argmax())

    @property
    def judged(self) -> int:
        """How many people have a verdict that judges."""
        return int(self.people["verdict"].isin(VERDICTS[:3]).sum())

    @property
    def comparable(self) -> bool:
        """Whether several people wrote enough here to be set side by side."""
        return self.owner is None and int((self.people["posts"].fillna(0) >= WORTH_COMPARING).sum()) > 1

    @cached_property
    def rows(self) -> "pd.DataFrame":
        """The people of the table; where the export is one person's, those they name, and how often."""
        if self.owner is None:
            return self.people
        edges, me = self.graph.edges, self.people["id"].iloc[self.owner]
        acts = edges[(edges["source"] == me) & (edges["target"] != me)].set_index("target")
        others = self.people[self.people["id"] != me]
        counts = acts.rename(columns={"weight": "given"} | {name[6:]: name for name in OF_ONE if name[5:6] == "_"})
        found = counts.reindex(others["id"])[[*OF_ONE][1:]].fillna(0).astype("int64")
        named: pd.DataFrame = others.assign(**{name: found[name].to_numpy() for name in found})
        return named

    @property
    def columns(self) -> dict[str, str]:
        """Those of the table; reciprocity only where it is known of somebody."""
        if self.owner is not None:
            return OF_ONE
        chosen = WITH_POSTS if self.summary["about"]["has_posts"] else ACTS_ONLY
        return {key: head for key, head in chosen.items() if key != "reciprocity" or self.people[key].notna().any()}

    @property
    def sort(self) -> str:
        """What the table is first sorted by: no ranking by a share of which nothing is said."""
        if "verdict" not in self.columns:
            return "in_degree" if self.owner is None else "given"
        return "me_share" if self.judged else "posts"


def page(
    graph: "Graph",
    people: "pd.DataFrame",
    summary: dict[str, Any],
    pictures: "Pictures | None",
    *,
    sensitivity: "pd.DataFrame | None" = None,
) -> str:
    """The whole page as HTML. `pictures`: those of everybody, then cards; None for a page that stands alone."""
    from graphkit.diagrams import finding

    drawn = {path.stem: places for path, places in (pictures or {}).items() if path.parent.name != "cards"}
    shown = people_shown(graph, people)
    made = Page(graph, shown, len(people), summary, pictures)
    title = finding(graph, people)
    sections = [
        *_head(made, title, people),
        "<main>",
        *_owner(made),
        *_explorer(made),
        *_charts(made),
        *_table(made),
        *_cards(made),
        *_notes(made, sensitivity),
        "</main>",
        *_foot(made),
    ]
    return document(title, sections, data=page_data(graph, people, drawn=drawn))


def _head(page: Page, title: str, people: "pd.DataFrame") -> Iterable[str]:
    about = page.summary["about"]
    kicker = " · ".join(part for part in (sources(about), period(about)) if part)
    yield '<a class="skip" href="#people">To the table of people</a><header class="top">'
    yield f'<p class="kicker">{escape(kicker)}</p><h1>{escape(title)}</h1>'
    yield f'<p class="lead">{escape(_subtitle(page, people))}</p>'
    yield from _facts(page)
    yield "</header>"


def _subtitle(page: Page, people: "pd.DataFrame") -> str:
    """What stands behind the title: the line below it in the main picture."""
    from graphkit.diagrams._card_words import ego_subtitle
    from graphkit.diagrams._finding import finding_of
    from graphkit.diagrams._person import sides
    from graphkit.diagrams._words import network_subtitle

    if page.owner is None:
        return network_subtitle(finding_of(page.graph, people))
    row = page.people.iloc[page.owner]
    return ego_subtitle(row, sides(page.graph.edges, row["id"])[1])


def _facts(page: Page) -> Iterable[str]:
    about = page.summary["about"]
    observed = "of whom wrote something here" if about["has_posts"] else "whose own acts are in the export"
    parts = [
        count(about["people"], "person", "people"),
        f"{about['authors']:,} {observed}",
        count(about["posts"], "post") if about["has_posts"] else "no posts, only acts",
        count(about["interactions"], "interaction"),
    ]
    judged = ", ".join(f"{number:,} {name}" for name, number in page.summary["verdicts"].items() if number)
    verdicts = (
        f"Verdicts: {judged or 'none'}. They describe these posts, not the people."
        if about["has_posts"]
        else "Verdicts: none. They need posts, those that name nobody too."
    )
    yield f'<p class="facts">{escape("; ".join(parts) + ".")} {escape(verdicts)}</p>'


def _owner(page: Page) -> Iterable[str]:
    """Where the export is one person's, their card comes first."""
    if page.owner is not None:
        row = page.people.iloc[page.owner]
        yield f'<section id="owner" class="sheet" data-i="{page.owner}" aria-label="Card">'
        yield f"<p>{escape(sentence(row))}</p></section>"


def _explorer(page: Page) -> Iterable[str]:
    everybody = [path.name for path in page.pictures or () if path.parent.name != "cards"]
    pictures = ", ".join(f'<a href="{escape(name)}">{escape(name)}</a>' for name in everybody)
    yield '<section id="explorer" aria-label="Explorer: who names whom"><p class="without">'
    yield f"The drawing needs JavaScript{f'; as a picture: {pictures}' if pictures else ''}.</p></section>"


def _charts(page: Page) -> Iterable[str]:
    """The ranking and the plane, each with what it shows; only where there are several people to compare."""
    if not page.comparable:
        return
    if page.judged:
        yield from _chart(
            "forest",
            "The most “me”, with the doubt shown",
            "<p>Share of posts that name no one else. The dot is the share, the bar its 95 % interval. Ranked by the "
            "lower end, so that a short record cannot win.</p>"
            f"<p>{_ranked(page)}</p>",
        )
    yield from _chart(
        "quadrant",
        "Two ears, one mouth",
        "<p>Each person by their posts for others and the rest of their posts. Below the blue line lie at least two "
        f"posts for others for each that is not.</p>{_states(page)}",
    )


def _chart(name: str, title: str, words: str) -> Iterable[str]:
    yield f'<section id="{name}" class="split"><div><h2>{title}</h2>{words}</div>'
    yield '<div class="plot"><p class="without">The drawing needs JavaScript; the table has its numbers.</p></div>'
    yield "</section>"


def _ranked(page: Page) -> str:
    flagged = int((page.people["verdict"] == VERDICTS[0]).sum())
    line = percent(1 - page.summary["rules"]["me_threshold"])
    lies = "lies" if flagged == 1 else "lie"
    return (
        f"Of {count(page.judged, 'person', 'people')} who could be judged, "
        f"{f'{flagged:,} {lies}' if flagged else 'nobody lies'} wholly beyond the flag line at {line}."
    )


def _states(page: Page) -> str:
    number = page.people["verdict"].value_counts()
    rows = [
        f'<li><i class="state {state}"></i><b>{int(number[verdict]):,} {escape(verdict)}</b> {words}</li>'
        for state, verdict, words in STATES
        if number.get(verdict, 0)
    ]
    return f'<ul class="states">{"".join(rows)}</ul>' if rows else ""


def _table(page: Page) -> Iterable[str]:
    """The head and the first rows; with JavaScript all rows, sorted and filtered."""
    ranked = (
        "Ranked by the lower end of the interval, which is kinder to the person. " if page.sort == "me_share" else ""
    )
    whole = f"All are in {notes.link('people.csv', 'people.csv', linked=True)}." if page.linked else ""
    shown = f"{len(page.people):,} of {page.everybody:,} people. " if len(page.people) < page.everybody else ""
    title = "People" if page.owner is None else "Whom they name"
    yield f'<section id="people" class="people"><h2>{title}</h2>'
    yield f'<p class="mute">{ranked}{shown}{whole}</p>'
    yield '<div class="controls" hidden></div><p class="said mute" role="status"></p>'
    yield '<div class="wide" tabindex="0" role="region" aria-label="Table of people">'
    yield f'<table data-sort="{page.sort}"><thead><tr>'
    yield from (f'<th scope="col" data-key="{key}">{head}</th>' for key, head in page.columns.items())
    yield "</tr></thead><tbody>"
    yield from (_row(row, page.columns) for _, row in _first(page).iterrows())
    yield '</tbody></table></div><button type="button" class="more" hidden>Show more</button></section>'


def _first(page: Page) -> "pd.DataFrame":
    people = page.rows
    by = (
        people["third_person_share_high"].astype(float) if page.sort == "me_share" else -people[page.sort].astype(float)
    )
    return people.loc[by.sort_values(kind="stable", na_position="last").index[:STATIC_ROWS]]


def _row(row: "pd.Series[Any]", columns: dict[str, str]) -> str:
    import pandas as pd

    cells = [f'<th scope="row"><bdi>{escape(str(row["label"]))}</bdi></th>']
    for key in list(columns)[1:]:
        value = row[key]
        if key == "verdict":
            text = escape(str(row["verdict_reason"] if pd.isna(value) else value))
        elif pd.isna(value):
            text = "unknown"
        elif key == "me_share":
            low, high = (percent(float(row[f"me_share_{end}"]), sign=False) for end in ("low", "high"))
            text = f"{percent(float(value))} <small>{low}–{high}</small>"
        else:
            text = percent(float(value)) if key == "reciprocity" else f"{value:,}"
        cells.append(f"<td>{text}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _cards(page: Page) -> Iterable[str]:
    """Of everybody with a card: what would change their numbers, what the export cannot show, and the card's files."""
    number = {person: k for k, person in enumerate(page.people["id"])}
    told = [person for person in page.summary["people"] if person["id"] in number]
    if not told:
        return
    shared = [line for line in told[0]["cannot_show"] if all(line in person["cannot_show"] for person in told)]
    yield '<section id="cards" class="note"><h2>What would change it</h2><div>'
    yield '<p class="mute">For each person with a card:</p>'
    for person in told:
        yield f'<details data-i="{number[person["id"]]}"><summary><bdi>{escape(person["label"])}</bdi></summary>'
        yield from _told("would", "", person["would_change"])
        own = [line for line in person["cannot_show"] if line not in shared]
        yield from _told("cannot", "What the export cannot show", own)
        yield from _files(page, person)
        yield "</details>"
    title = "What the export cannot show of them" if len(told) > 1 else "What the export cannot show"
    yield from _told("shared", title, shared)
    yield "</div></section>"


def _told(name: str, title: str, sentences: list[str]) -> Iterable[str]:
    if sentences:
        heading = f"<h3>{title}</h3>" if title else ""
        yield f'<div class="{name}">{heading}{"".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)}</div>'


def _files(page: Page, person: dict[str, Any]) -> Iterable[str]:
    """Links to the card as a picture and as a page, where they were made."""
    card = Path(person["card"])
    made = [path.name for path in page.pictures or () if path.stem == card.stem]
    made += [f"{card.stem}.pdf" for path in page.pictures or () if path.stem == card.stem and _has_pdf(path)]
    if made:
        links = ", ".join(
            f'<a href="cards/{escape(name)}">{escape(name.rsplit(".", 1)[1].upper())}</a>' for name in made
        )
        yield f'<p class="links">Card as {links}</p>'


def _has_pdf(picture: Path) -> bool:
    return picture.with_suffix(".pdf").exists()


def _notes(page: Page, sensitivity: "pd.DataFrame | None") -> Iterable[str]:
    summary, linked, section = page.summary, page.linked, notes.section
    yield from section("answers", "Who answers", notes.answers(summary, page.people))
    yield from section("copies", "Words posted before", notes.near_copies(page.graph, summary, linked=linked))
    yield from section("firm", "Do the verdicts hold?", notes.firm(sensitivity, summary, linked=linked))
    yield from section("limits", "What the export cannot show", notes.limits(page.graph))
    yield from section("read", "What was read", notes.what_was_read(page.graph, summary, linked=linked))
    yield from section("method", "Method", notes.method(summary))
    if page.pictures is not None:
        everybody = [path.name for path in page.pictures if path.parent.name != "cards"]
        tables = [name for name in notes.FILES if name not in ("copies.csv", "sensitivity.csv")]
        tables += ["copies.csv"] * bool((summary["copies"] or {}).get("candidates"))
        tables += ["sensitivity.csv"] * (sensitivity is not None)
        yield from section("files", "Files", notes.downloads(everybody, tables))


def _foot(page: Page) -> Iterable[str]:
    rules = page.summary["rules"]
    yield '<footer class="bottom"><p>'
    yield f"graphkit {escape(page.summary['graphkit'])}, seed {rules['seed']}. "
    yield "This page asks nothing of any network.</p>"
    yield '</footer><aside id="card" class="panel" aria-labelledby="card-name" hidden>'
    yield '<button type="button" class="close" aria-label="Close the card">✕</button><div class="parts"></div></aside>'
    yield '<div id="tip" class="tip" hidden></div><p id="told" class="unseen" role="status"></p>'
