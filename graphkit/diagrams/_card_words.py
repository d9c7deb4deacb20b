"""The sentences of the pictures of one person: the card and the ego."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from graphkit.diagrams._change_words import between, moved, sides
from graphkit.diagrams._looks import JUDGED_VERDICTS
from graphkit.diagrams._person import Side
from graphkit.diagrams._style import handle
from graphkit.diagrams._words import count, day, percent, share, sources, times_
from graphkit.metrics.change import Change

FEWEST = 5
"""Under so many posts or acts nothing is said in words."""


def card_sentence(person: pd.Series) -> str:
    """`Out of 182 posts, 2 were for a third person.`"""
    if not bool(person["observed"]):
        return "They wrote nothing in this export; others named them."
    if pd.isna(person["posts"]):
        return "This export holds acts, not posts."
    posts, others = int(person["posts"]), int(person["posts_for_others"])
    if posts == 0:
        return "None of their posts is counted."
    if posts == 1:
        return "Their only post was for a third person." if others else "Their only post was not for a third person."
    if others == posts:
        return f"All of {posts:,} posts were for a third person."
    were = "none was" if others == 0 else "one was" if others == 1 else f"{others:,} were"
    return f"Out of {posts:,} posts, {were} for a third person."


def measured_sentence(person: pd.Series) -> str:
    """The share with its interval, and what it describes; empty where there are no posts."""
    if not bool(person["observed"]) or pd.isna(person["third_person_share"]):
        return ""
    posts, others = int(person["posts"]), int(person["posts_for_others"])
    low, high = (percent(float(person[f"third_person_share_{end}"]), sign=False) for end in ("low", "high"))
    return (
        f"In this export, {others:,} of {count(posts, 'post')} ({share(others, posts)}, 95 % interval {low}–{high} %) "
        "named someone else. This describes these posts, not the person."
    )


def practice(person: pd.Series) -> list[str]:
    """What they pass on, and which acts towards them they answer, each with its interval; nothing of very few."""
    lines = []
    if _known(person, "share_of_shares") and (n := int(person["shared_posts"] + person["created_posts"])) >= FEWEST:
        shared = int(person["shared_posts"])
        does = "pass on or credit others" if shared > 1 else "passes on or credits others"
        number = f"{shared:,}" if shared else "none"
        lines.append(f"Of {n:,} posts that share or create, {number} {does} ({_interval(person, 'share_of_shares')}).")
    if _known(person, "acknowledges") and (n := int(person["acts_received"])) >= FEWEST:
        answered = int(person["acts_answered"])
        were = "none was" if not answered else f"{answered:,} {'was' if answered == 1 else 'were'}"
        lines.append(
            f"Of {n:,} acts towards them that could be answered, {were} within 7 days "
            f"({_interval(person, 'acknowledges')})."
        )
    return lines


def _known(person: pd.Series, name: str) -> bool:
    return bool(pd.notna(person.get(name)))


def _interval(person: pd.Series, name: str) -> str:
    low, high = (percent(float(person[f"{name}_{end}"]), sign=False) for end in ("low", "high"))
    return f"{percent(float(person[name]))}, interval {low}–{high} %"


def change_lines(change: Change) -> tuple[str, str]:
    """A clear change in two lines: when, and from what to what."""
    return f"The share for others {moved(change)}", f"{between(change)}; {sides(change)}"


def badge(person: pd.Series) -> str:
    """The verdict, or that there is none."""
    return "no verdict" if pd.isna(person["verdict"]) else str(person["verdict"])


def standing_sentence(person: pd.Series, others: pd.Series, *, alone: bool) -> str:
    """How many of the others have a smaller me-share."""
    if alone:
        return "nobody to compare with: this export holds the posts of one person"
    verdict = person["verdict"] if _known(person, "verdict") else ""
    if verdict not in JUDGED_VERDICTS:
        return f"{'too few posts to compare' if verdict else 'not judged, so not compared'} with the others"
    if len(others) < 5:
        return "nobody to compare with: too few others here could be judged"
    smaller = int((others < float(person["me_share"])).sum())
    if smaller == len(others):
        return f"the largest me-share of all {len(others) + 1:,} people judged here"
    if smaller == 0:
        return f"no one of the {len(others):,} others judged here has a smaller me-share"
    return f"a larger me-share than {smaller:,} of the {len(others):,} others judged here"


def changes(person: pd.Series, *, flag_line: float = 0.9) -> list[str]:
    """What would change the verdict; how many more posts could lead to me..me..me only where the share points there."""
    if pd.isna(person["third_person_share"]) or not bool(person["observed"]):
        return []
    lines = []
    if pd.notna(person["posts_needed"]) and float(person["third_person_share"]) < 1 - flag_line:
        lines.append(
            f"If the next {count(person['posts_needed'], 'post')} named nobody, the verdict could be me..me..me."
        )
    balance = person["posts_for_balance"]
    if pd.notna(balance) and balance > 0:
        lines.append(f"{count(balance, 'more post', 'more posts')} for others would make two for each of their own.")
    elif pd.notna(balance):
        lines.append("They already give at least two posts to others for each of their own.")
    return [line[0].upper() + line[1:] for line in lines]


def not_counted(person: pd.Series, about: Mapping[str, Any], undated: int) -> list[str]:
    """What the numbers leave out."""
    lines = []
    threads = person["threads"]
    if pd.notna(threads) and threads > 0:
        share = person["third_person_share_with_threads"]
        with_them = f"; counted one by one, {percent(float(share))} would be for others" if pd.notna(share) else ""
        other = person.get("verdict_with_threads")
        if pd.notna(other) and other != person["verdict"]:
            with_them += f" and the verdict “{other}”"
        replies = count(threads, "reply", "replies")
        fold = "continues an earlier post and is" if threads == 1 else "continue an earlier post and are"
        lines.append(f"{replies} to themselves {fold} folded into it{with_them}.")
    praise = person.get("praise_share")
    if praise is not None and pd.notna(praise) and praise > 0:
        lines.append(
            f"{percent(float(praise))} of the posts pass on what others said about them; these count as for others."
        )
    if undated:
        lines.append(f"{count(undated, 'post')} without a date: counted, but not in the bars.")
    hidden = list(about.get("cannot_show", ()))
    if hidden:
        lines.append(f"This export cannot show {'; '.join(hidden)}.")
    lines.append("Likes, private messages and deleted posts are not counted.")
    return lines


def card_foot(about: Mapping[str, Any], times: pd.Series, version: str) -> str:
    """Where the numbers come from."""
    span = [day(f"{t:%Y-%m-%d}") for t in (times.min(), times.max()) if pd.notna(t)]
    interval = "Interval: Wilson, 95 %" if len(times) else ""
    parts = [sources(about), " – ".join(dict.fromkeys(span)), interval, f"graphkit {version}"]
    return " · ".join(part for part in parts if part)


def card_alt(title: str, person: pd.Series) -> str:
    """The card in words."""
    verdict = "" if pd.isna(person["verdict"]) else f" Verdict: {person['verdict']}."
    return " ".join(f"{title}. {card_sentence(person)}{verdict} {measured_sentence(person)}".split())


def ego_title(row: pd.Series) -> str:
    """`2 of 182 posts by @tom_gray were for someone else`."""
    who = handle(row["label"], row["network"], most=28)
    if pd.isna(row["posts"]) or not bool(row["observed"]):
        return f"Whom {who} names"
    posts, others = int(row["posts"]), int(row["posts_for_others"])
    if not posts:
        return f"No posts by {who} are counted"
    if posts == 1:
        return f"The only post by {who} was {'' if others else 'not '}for someone else"
    if others in (0, posts):
        which, were = ("All", "were") if others else ("None of", "was")
        return f"{which} {posts:,} posts by {who} {were} for someone else"
    return f"{others:,} of {posts:,} posts by {who} {'was' if others == 1 else 'were'} for someone else"


def ego_subtitle(row: pd.Series, given: Side) -> str:
    """The share with its interval, the verdict, and how many people were named."""
    in_all = " in all" if len(given.ids) > 1 else ""
    others = count(len(given.ids), "other person", "other people")
    named = f"They named {others}, {times_(given.acts)}{in_all}." if given.ids else "They named nobody else."
    if pd.isna(row["third_person_share"]) or not bool(row["observed"]):
        return named
    low, high = (percent(float(row[f"third_person_share_{end}"]), sign=False) for end in ("low", "high"))
    verdict = "" if pd.isna(row["verdict"]) else f"Verdict: {row['verdict']}. "
    return f"{percent(float(row['third_person_share']))} for others, 95 % interval {low}–{high} %. {verdict}{named}"
