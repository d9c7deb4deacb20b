"""The sentences of the timeline."""

import pandas as pd

from graphkit.diagrams._card_words import ego_title
from graphkit.diagrams._change_words import between, in_posts, moved, sides, sureness
from graphkit.diagrams._style import handle
from graphkit.diagrams._words import MONTHS, count, percent
from graphkit.metrics.change import Change

ACTS_ONLY = "This export holds acts, not posts"
EVERYBODY = "Who posts changes too, so that no date of a change is given for everybody together."


def person_title(row: pd.Series, change: Change) -> str:
    """The change where it is clear, else how many posts were for someone else."""
    who = handle(row["label"], row["network"], most=28)
    if not bool(row["observed"]):
        return f"{who} wrote nothing in this export"
    if pd.isna(row["posts"]):
        return ACTS_ONLY
    return f"Posts for others by {who}: the share {moved(change)}" if change.clear else ego_title(row)


def person_subtitle(row: pd.Series, change: Change) -> str:
    """The change with its interval, or the share with its interval and that no change is clear."""
    if change.clear:
        text = f"{between(change)}: {sides(change)}; {sureness(change)}."
        return text[0].upper() + text[1:]
    if pd.isna(row["third_person_share"]) or not bool(row["observed"]):
        return ""
    low, high = (percent(float(row[f"third_person_share_{end}"]), sign=False) for end in ("low", "high"))
    unclear = (
        f"Nothing is said of a change: {change.reason}." if change.reason else f"No clear change: {sureness(change)}."
    )
    return f"{percent(float(row['third_person_share']))} for others, 95 % interval {low}–{high} %. {unclear}"


def everybody_title(posts: int, others: int, *, has_posts: bool) -> str:
    """`2,893 of 5,355 posts were for someone else`; of those that have a time."""
    if not posts:
        return "No post in this export has a time" if has_posts else ACTS_ONLY
    if posts == 1:
        return f"The only post with a time was {'' if others else 'not '}for someone else"
    if others in (0, posts):
        return f"{'All' if others else 'None of'} {posts:,} posts {'were' if others else 'was'} for someone else"
    return f"{others:,} of {posts:,} posts {'was' if others == 1 else 'were'} for someone else"


def everybody_subtitle(table: pd.DataFrame, by: str) -> str:
    """The lowest and the highest period among those with enough posts."""
    known = table[table["state"] == "known"]
    if not int(table["posts"].sum()):
        return ""
    if len(known) < 2:
        return f"There are too few posts to compare one {by} with another. {EVERYBODY}"
    share = known["third_person_share"]
    low, high = known.iloc[int(share.argmin())], known.iloc[int(share.argmax())]
    if low["third_person_share"] == high["third_person_share"]:
        return f"{percent(low['third_person_share'])} in every {by} with enough posts. {EVERYBODY}"
    return f"Lowest {_in_period(low, by)}, highest {_in_period(high, by)}. {EVERYBODY}"


def _in_period(row: pd.Series, by: str) -> str:
    when = f"the week of {period_word(row['period'], by)}" if by == "week" else period_word(row["period"], by)
    return f"in {when}: {in_posts(row['posts_for_others'], row['posts'])}"


def period_word(start: pd.Timestamp, by: str) -> str:
    """`30 Apr 2012` for a week, `May 2012` for a month."""
    day = f"{start.day} " if by == "week" else ""
    return f"{day}{MONTHS[start.month - 1]} {start.year}"


def shown(table: pd.DataFrame, by: str, *, undated: int, outside: int) -> str:
    """How many periods the picture shows, and the posts it does not."""
    empty = int((table["posts"] == 0).sum())
    parts = [count(len(table), by)]
    parts += [f"{empty:,} without posts"] if empty else []
    parts += [f"{count(undated, 'post')} without a time left out"] if undated else []
    parts += [f"{count(outside, 'post')} outside the time shown"] if outside else []
    return ", ".join(parts)


def alt_text(title: str, subtitle: str, table: pd.DataFrame, by: str) -> str:
    """The picture in words: the finding, then the first and the last period."""
    full = table[table["posts"] > 0]
    ends = [full.iloc[0], full.iloc[-1]] if len(full) > 1 else []
    words = [f"{period_word(row['period'], by)}: {in_posts(row['posts_for_others'], row['posts'])}" for row in ends]
    span = f" From {words[0]} for others, to {words[1]}." if words else ""
    return " ".join(f"{title}. {subtitle}{span}".split())
