"""The lower half of the page: who answers, words posted before, whether verdicts hold, the method and its limits."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from graphkit._firm import firmness, told
from graphkit.diagrams._words import count, percent
from graphkit.metrics import VERDICTS, copies
from graphkit.metrics._chance import DRAWS
from graphkit.metrics._reasons import OTHERS_MISSING, UNSEEN
from graphkit.viewer import escape

if TYPE_CHECKING:
    import pandas as pd

    from graphkit._harvest import Tally
    from graphkit.graph import Graph

MOST_ROWS, MOST_FILES = 50, 40
COMPARED = (
    "Posts on one network are compared, in six words or more, without links, @names and remarks at the end; near means "
    "that at least 80 % of all runs of three words are in both. Posts that quote, pass on or credit anybody are left "
    "out, and so are words that at least three people post without naming one another."
)
FILES = {
    "people.csv": "one row a person, every number with its interval",
    "edges.csv": "who names whom, by kind",
    "interactions.csv": "every act, and every post that names nobody",
    "copies.csv": "posts that nearly repeat an earlier one",
    "sensitivity.csv": "under which choices each verdict holds",
    "rejects.csv": "records that could not be read, and why",
    "summary.json": "what was read, counted and left out",
    "datapackage.json": "what each column means",
}


def section(name: str, title: str, lines: Iterable[str]) -> Iterable[str]:
    """A section with its heading; nothing where it has no lines."""
    body = list(lines)
    if body:
        yield from (f'<section id="{name}" class="note"><h2>{title}</h2><div>', *body, "</div></section>")


def link(text: str, target: str, *, linked: bool) -> str:
    """A file of the report as a link, or as words where the page stands alone."""
    return f'<a href="{escape(target)}">{escape(text)}</a>' if linked else escape(text)


def answers(summary: dict[str, Any], people: "pd.DataFrame") -> Iterable[str]:
    """How many ties are returned, and by chance; how many acts were answered; who shares more than they create."""
    whole = summary["reciprocity"]
    if whole["reciprocated_ties"] is None:
        known = summary["missing"]["reciprocity"]
        reason = f"{OTHERS_MISSING}; exports of the people named would make it knowable"
        yield f"<p>Reciprocity is not known: {escape(reason if OTHERS_MISSING in known else 'there are no ties')}.</p>"
    else:
        yield (
            f"<p>{percent(whole['reciprocated_ties'])} of the {whole['ties']:,} ties among {whole['people']:,} people "
            f"whose side is in the export are returned{_rho(whole)}. {_by_chance(whole)}</p>"
        )
    yield from _acknowledged(people)
    yield from _shares(people)


def _rho(whole: dict[str, Any]) -> str:
    """Where everybody acts towards everybody, there is no chance to compare with."""
    return "" if whole["rho"] is None else f" (ρ = {whole['rho']:.2f} against chance of the same density)"


def _by_chance(whole: dict[str, Any]) -> str:
    expected, z, p = (whole[f"reciprocated_ties_{name}"] for name in ("expected", "z", "p"))
    if expected is None:
        return ""
    far = "" if z is None else f": {abs(z):.1f} standard deviations {'below' if z > 0 else 'above'} the fact"
    sure = "p &lt; 0.01" if p <= 2 / (DRAWS + 1) else f"p = {p:.2f}"
    weighted = (
        f" Of the acts, {percent(whole['reciprocity_weighted'])} are matched in number; by chance "
        f"{percent(whole['reciprocity_weighted_expected'])} would be."
    )
    return (
        f"If everybody named as many, and was named by as many, but whom were left to chance, {percent(expected)} "
        f"would be{far} ({sure}, {whole['draws']} draws).{weighted}"
    )


def _acknowledged(people: "pd.DataFrame") -> Iterable[str]:
    """Of all acts that could be answered, how many were."""
    if "acts_received" not in people or not people["acts_received"].fillna(0).sum():
        return
    received, answered = (int(people[name].fillna(0).sum()) for name in ("acts_received", "acts_answered"))
    yield (
        f"<p>Of {count(received, 'act')} towards people here that could be answered, {answered:,} "
        f"({percent(answered / received)}) {'was' if answered == 1 else 'were'}, within 7 days. <em>Acknowledges</em> "
        "in people.csv is that share for one person: any act towards the other counts as an answer, each once.</p>"
    )


def _shares(people: "pd.DataFrame") -> Iterable[str]:
    """Who passes on more than they create; not said of one person alone, whose card says it."""
    known = int(people["shares_more"].notna().sum()) if "shares_more" in people else 0
    if known < 2:
        return
    number = people["shares_more"].value_counts()
    yes, no, undecided = (int(number.get(word, 0)) for word in ("yes", "no", "undecided"))
    yield (
        f"<p>Of {known:,} people, {yes:,} {'shares' if yes == 1 else 'share'} more than they create and {no:,} less; "
        f"for {undecided:,} it is undecided. <em>Share of shares</em> in people.csv is, of the posts that pass on, "
        "credit or create, the share that passes on or credits others; answers are neither. More means that the whole "
        "95 % interval lies above a half.</p>"
    )


def near_copies(graph: "Graph", summary: dict[str, Any], *, linked: bool) -> Iterable[str]:
    """Posts that nearly repeat an earlier one: said only where they were looked for."""
    found = summary["copies"]
    if found is None:
        return
    if not found["compared"]:
        reasons = "; ".join(reason for reason in summary["missing"]["copies"] if reason != UNSEEN)
        yield f"<p>Whether posts repeat earlier ones of others is not known: {escape(reasons)}.</p>"
        return
    if not found["candidates"]:
        yield f"<p>No post nearly repeats an earlier post of somebody else without naming a source. {COMPARED}</p>"
        return
    one = found["candidates"] == 1
    posts = f"{count(found['candidates'], 'post')} of {count(found['people'], 'person', 'people')}"
    linked_both = f"In {found['both_linked']:,} of these pairs both posts hold a link." if found["both_linked"] else ""
    yield (
        f"<p>{posts} nearly {'repeats' if one else 'repeat'} an earlier post of somebody else in the export and "
        f"{'names' if one else 'name'} neither them nor a source. These are candidates to look at: the words may come "
        f"from elsewhere, such as a page, a saying or a common draft. {linked_both}</p>"
    )
    yield f'<p class="mute">{COMPARED} All are in {link("copies.csv", "copies.csv", linked=linked)}.</p>'
    heads = ("later post by", "at", "earlier post by", "at", "alike", "later post", "earlier post")
    rows = copies(graph).head(MOST_ROWS).to_dict("records")
    yield from table("Near-copies: the later post, the earlier post, how alike they are", heads, map(_pair, rows))


def _pair(row: dict[Any, Any]) -> list[str]:
    names = [f"<bdi>{escape(row[name])}</bdi>" for name in ("copier_label", "author_label")]
    moments = [f"{row[name]:%Y-%m-%d %H:%M}" for name in ("time", "original_time")]
    at = [escape(_place(row, start)) for start in ("", "original_")]
    return [names[0], moments[0], names[1], moments[1], percent(row["similarity"]), *at]


def _place(row: dict[Any, Any], start: str) -> str:
    """A post by its id, else by where its record stands."""
    identity = row["original" if start else "post"]
    return str(identity or f"{row[f'{start}file']}, record {row[f'{start}line']:,}")


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    """A table of cells that are HTML, the first of each row its head; it scrolls sideways where it is too wide."""
    yield f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table><thead><tr>'
    yield "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead><tbody>"
    for first, *rest in rows:
        yield f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
    yield "</tbody></table></div>"


def firm(sensitivity: "pd.DataFrame | None", summary: dict[str, Any], *, linked: bool) -> Iterable[str]:
    """Only where it was asked for: whether the verdicts hold, and for each flagged person what would change theirs."""
    if sensitivity is None:
        return
    if sensitivity.empty:
        yield "<p>There are none.</p>"
        return
    where = link("sensitivity.csv", "sensitivity.csv", linked=linked)
    yield f"<p>{escape(' '.join(told(summary['sensitivity'])))} All are in {where}.</p>"
    flagged = sensitivity[sensitivity["verdict"] == VERDICTS[0]].sort_values(["holds", "id"], kind="stable")
    if len(flagged):
        yield "<ul>"
        for _, row in flagged.head(MOST_ROWS).iterrows():
            yield f"<li><bdi>{escape(row['label'])}</bdi>: {escape(firmness(row))}</li>"
        yield "</ul>"


def limits(graph: "Graph") -> Iterable[str]:
    """What the exports cannot show: by format where there are several."""
    from graphkit.readers import cannot_show

    used = {tally.reader for tally in graph.provenance.files if tally.role == "posts"}
    clauses = {name: own for name, own in cannot_show(used).items() if own}
    whole = graph.provenance.cannot_show
    if len(used) > 1 and clauses:
        rest = [clause for clause in whole if not any(clause in own for own in clauses.values())]
        for name, own in sorted(clauses.items()):
            yield f"<h3>{escape(name)}</h3>{_listed(own)}"
        yield _listed(rest) if rest else ""
    else:
        yield _listed(whole or ("posts that were deleted, hidden or never exported",))


def _listed(clauses: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(clause)}</li>' for clause in clauses)}</ul>"


def what_was_read(graph: "Graph", summary: dict[str, Any], *, linked: bool) -> Iterable[str]:
    """The files with their records; those that lie beside them by what they are."""
    files = graph.provenance.files
    read = [tally for tally in files if tally.role == "posts"]
    heads = ("file", "format", "read", "used", "duplicate", "ignored", "rejected")
    yield f"<details><summary>{count(len(read), 'file')} with records</summary>"
    yield from table("Records of each file", heads, map(_fates, read[:MOST_FILES]))
    more = len(read) - MOST_FILES
    if more > 0:
        yield f"<p>{more:,} more: see {link('summary.json', 'summary.json', linked=linked)}.</p>"
    yield "</details>"
    beside = [tally for tally in files if tally.role != "posts"]
    if beside:
        yield f"<details><summary>{count(len(beside), 'file')} beside them</summary><ul>"
        for tally in beside[:MOST_FILES]:
            yield f"<li>{escape(tally.label)}: {escape(tally.remark or 'tells whose archive it is')}</li>"
        yield "</ul></details>"
    if summary["refused"]:
        yield "<p>Not read:</p><ul>"
        for item in summary["refused"][:MOST_FILES]:
            yield f"<li>{escape(item['file'])}: {escape(item['reason'])}</li>"
        yield "</ul>"


def _fates(tally: "Tally") -> list[str]:
    numbers = (tally.read, tally.used, tally.duplicate, tally.ignored, tally.rejected)
    cut = f" ({escape(tally.fault)})" if tally.fault else ""
    return [f"{escape(tally.label)}{cut}", escape(tally.reader), *(f"{number:,}" for number in numbers)]


def method(summary: dict[str, Any]) -> Iterable[str]:
    """The rule with its threshold, and what is left out of which number."""
    tau = summary["rules"]["me_threshold"]
    yield (
        "<p>A post is for others if it passes on, quotes, answers or names somebody else. The verdict "
        f"“{VERDICTS[0]}” is given where the whole Wilson 95 % interval of that share lies under {percent(tau)}, "
        f"“{VERDICTS[1]}” where it lies above, “{VERDICTS[2]}” where it lies on both sides; where the interval is "
        "wider than a third, nothing is said. The ranking goes by the end of the interval that is kinder to the "
        "person.</p>"
        "<p>Continuations of one’s own thread are not counted again. Names inside retweeted or quoted words count for "
        "nobody. Reciprocity and centrality leave self-mentions out. “Two ears, one mouth” is two posts for others for "
        f"each that is not.{_circle(summary['about']['circle'])}</p>"
    )


def _circle(circle: dict[str, Any] | None) -> str:
    """Said only where the user named the circle."""
    if circle is None:
        return ""
    found, accounts = circle["found"], count(circle["accounts"], "account")
    return f" The circle is that of {escape(circle['file'])}; of its {accounts} the export knows {found:,}."


def downloads(pictures: Sequence[str], tables: Sequence[str]) -> Iterable[str]:
    """The files of the report, by what they hold."""
    told_of = {**{name: FILES[name] for name in FILES if name in tables}}
    yield '<ul class="files">'
    yield from (f'<li><a href="{name}">{name}</a> <span>{words}</span></li>' for name, words in told_of.items())
    yield from (f'<li><a href="{escape(name)}">{escape(name)}</a> <span>picture</span></li>' for name in pictures)
    yield "</ul>"
