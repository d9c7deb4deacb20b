"""What an export cannot show of one person, and which export would make it known: sentences, no numbers of their own.

Drawn from what is missing in their row and why, and from the formats that hold what they did.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graphkit._receipts import code
from graphkit.diagrams._words import count
from graphkit.metrics import VERDICTS

if TYPE_CHECKING:
    import pandas as pd

    from graphkit._harvest import Tally
    from graphkit.graph import Graph

OTHERS = "what others did towards the owner"
ACTS_ONLY = "posts that name nobody"
LIKED_BY = "A list of the accounts that liked them would show it"
ELSEWHERE = "What else they wrote"
CLAUSES: Mapping[str, str] = {
    "who liked a post": f"Who liked their posts: this format does not name them. {LIKED_BY}.",
    "likes": "Likes: this format does not hold them.",
    "who wrote the posts the owner liked": (
        "Whose posts they liked: the archive keeps the posts, not their authors. "
        "The answers of the API that list what they liked would show it."
    ),
    "the words of boosted posts": (
        "The words of the posts they boosted: the archive keeps links only. "
        "The statuses of their account from the API would show them."
    ),
    "the whole words of long retweets": (
        "The end of long posts they passed on, and who is named there: the format cuts them. "
        "JSON of the API made later holds them whole."
    ),
    "who wrote what is deleted": "Who wrote what was deleted before the export was made. Nothing made later shows it.",
    "posts outside the search that the workbook was made of": (
        f"{ELSEWHERE}: the workbook was made of a search. Their archive or timeline would show it."
    ),
    "that two addresses are one person (`--aliases` can say so)": (
        "Other addresses of theirs: they count as other people. A file for --aliases would join them."
    ),
    "whom a reply answers, where the export does not hold the post it answers": (
        "Whom some replies answer: the posts they answer are not in the export. "
        "An export of the whole threads would show it."
    ),
}
"""For a format's clause, what it means for one person and what would show it; others are said as they stand."""


def cannot_show(graph: "Graph", row: "pd.Series[Any]") -> list[str]:
    """What the exports cannot show of the person of this row of the people table: a sentence or two each."""
    if not row["observed"]:
        return [_unobserved(graph, row)]
    told = [*_own(graph, row), *_others(graph, row)]
    sampled = any(sentence.startswith(ELSEWHERE) for sentence in told)
    general = _by_format(formats(graph, str(row["id"])))
    told += [sentence for sentence in general if not (sampled and sentence.startswith(ELSEWHERE))]
    told += [f"As it was collected, the export lacks {clause}." for clause in _lacking(graph, str(row["id"]))]
    return list(dict.fromkeys(told))


def _unobserved(graph: "Graph", row: "pd.Series[Any]") -> str:
    if graph.suffix:
        return "What they do: none of it is in the part that was chosen; the whole export may hold it."
    return (
        "What they do: the export holds nothing of their own, others only name them. "
        f"The archive or timeline of {row['label']} would show it."
    )


def _own(graph: "Graph", row: "pd.Series[Any]") -> Iterator[str]:
    """Of the person's own posts: whether they are all there, enough, and say whom they are for."""
    posts = _whole(row["posts"])
    sampled = _whole(graph.counts.at[row["id"], "sampled_posts"])
    if not posts and not _whole(row["threads"]):
        yield (
            "Posts that name nobody: the export holds acts, not posts. "
            "An export of their posts would show what share of them is for others."
        )
    elif sampled:
        all_of = "their only post here" if posts == 1 else f"all their {posts:,} posts here"
        part = all_of if sampled >= posts else f"{sampled:,} of their {posts:,} posts here"
        yield (
            f"{ELSEWHERE}: {part} came from a search or a stream, a sample, not a timeline. "
            f"The archive or timeline of {row['label']} would show all of it."
        )
    elif row["verdict"] == VERDICTS[3]:
        few = f"{count(posts, 'post')} {'is' if posts == 1 else 'are'} too few to say"
        yield f"Whether they mostly post for others: {few}. An export that reaches farther would tell more."
    if unknown := _whole(row["unknown_target_posts"]):
        verbs = "passes on, quotes or answers" if unknown == 1 else "pass on, quote or answer"
        yield (
            f"Whom {count(unknown, 'post')} of theirs {verbs}: the export does not name the author, and "
            f"{'it counts' if unknown == 1 else 'they count'} as for others. "
            "An export that still holds the originals would show it."
        )
    if graph.suffix:
        yield "What lies outside the part that was chosen: it is in the export, and not counted here."


def _others(graph: "Graph", row: "pd.Series[Any]") -> Iterator[str]:
    """Of the people around them: whether their side is in the exports."""
    ties = graph.ties.loc[row["id"]]
    around, seen = int(ties["neighbours"]), int(ties["observed_neighbours"])
    if around and not seen:
        yield (
            "Who answered them, and who acts in return: others' posts are not in the export. "
            "An export of the community, or of the people they named, would show it."
        )
    elif seen < around:
        unseen = around - seen
        acts, whose = ("one of", "acts"), "Their archive or timeline"
        if unseen > 1:
            acts, whose = (f"{unseen:,} of", "act"), "Their archives or timelines"
        yield (
            f"Whether {acts[0]} the {around:,} people around them {acts[1]} in return: nothing of their own is in the "
            f"export. {whose} would show it."
        )


def formats(graph: "Graph", person: str) -> tuple[str, ...]:
    """Names of the readers of the files that hold what a person did, in order."""
    return tuple(sorted({tally.reader for tally in _files(graph, person)}))


def _lacking(graph: "Graph", person: str) -> list[str]:
    """What these files lack, as they say themselves."""
    return sorted({clause for tally in _files(graph, person) for clause in tally.cannot_show})


def _files(graph: "Graph", person: str) -> list["Tally"]:
    """The files that hold what a person did."""
    who = code(graph, person)
    found = graph.session.fetch(f"""
        select distinct file from {graph.table("facts")} where person = {who}
        union select file from {graph.table("interactions")} where source = {who} and file is not null order by file""")
    return [graph.provenance.files[file] for file in found["file"]]


def _by_format(names: tuple[str, ...]) -> Iterator[str]:
    """What these formats never hold, but for what was said already of the others and of posts that name nobody."""
    from graphkit.readers import cannot_show as never_held

    clauses = never_held(names)
    for name in names:
        for clause in clauses.get(name, ()):
            if clause != OTHERS and not clause.startswith(ACTS_ONLY):
                yield CLAUSES.get(clause, f"The format {name} does not show {clause}.")


def _whole(value: Any) -> int:
    """A count, 0 where it is missing."""
    import pandas as pd

    return 0 if pd.isna(value) else int(value)
