"""The sentences of the pictures, from numbers; singular, zero and one-person forms too. No drawing here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphkit import __version__

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that move a cursor or turn the writing around; no line of ours holds any."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

LONG_NAME = 44


@dataclass(frozen=True)
class Finding:
    """The numbers that a picture's title and subtitle speak of, each a sum over the people table or the edges."""

    accounts: int
    """People who wrote something here."""
    flagged: int
    judged: int
    few: int
    unjudged: int
    """People who write here but get no verdict: an edge list, a sample."""
    posts: int
    flagged_posts: int
    flagged_for_others: int
    flagged_named: int
    """How often others named the flagged."""
    people: int
    ties: int
    returned: int
    """Ties that are returned, of all ties."""
    has_posts: bool = True


def percent(value: float, *, sign: bool = True) -> str:
    """A share (0 to 1) in per cent with as many digits as it deserves: 0 %, 0.04 %, 2.6 %, 17 %.

    Never 100 for less than all, never 0 for more than nothing.
    """
    hundred = 100 * value
    if hundred in (0, 100):
        text = f"{hundred:.0f}"
    elif hundred >= 99.5:
        text = f"{min(hundred, 99.9):.1f}"
    elif hundred >= 9.95:
        text = f"{hundred:.0f}"
    else:
        text = f"{hundred:.1f}" if hundred >= 0.05 else f"{max(hundred, 0.01):.2f}"
    return f"{text} %" if sign else text


def share(part: float, whole: float) -> str:
    """A part of a whole in per cent; 0 % of nothing."""
    return percent(part / whole) if whole else "0 %"


def count(number: float, noun: str, plural: str = "") -> str:
    """`1 post`, `2,282 posts`, `no posts`."""
    if number == 0:
        return f"no {plural or noun + 's'}"
    return f"{number:,.0f} {noun if number == 1 else plural or noun + 's'}"


def day(text: str | None) -> str:
    """An ISO date as people write it: 8 Aug 2012; empty where there is none."""
    if not text:
        return ""
    year, month, date = str(text)[:10].split("-")
    return f"{int(date)} {MONTHS[int(month) - 1]} {year}"


def period(about: Mapping[str, Any]) -> str:
    """From the first post to the last."""
    first, last = day(about.get("first")), day(about.get("last"))
    return first if first == last else f"{first} – {last}"


def sources(about: Mapping[str, Any]) -> str:
    """The exports, by name; at most three of them."""
    names = [_short(str(source.get("name", ""))) for source in about.get("sources", ())]
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} more exports"
    return ", ".join(names)


def _short(name: str) -> str:
    """A file's name with the middle left out where it is long: its end says what it is."""
    return name if len(name) <= LONG_NAME else f"{name[: LONG_NAME - 15].rstrip()}…{name[-14:]}"


def network_title(found: Finding) -> str:
    """The finding of the network picture, in measured words."""
    if not found.judged:
        return _title_without_verdicts(found)
    if not found.flagged:
        if _hardly_judged(found):
            return f"{found.judged:,} of {found.accounts:,} accounts could be judged: no “me..me..me”"
        return f"No “me..me..me” among {count(found.accounts, 'account')}"
    if found.accounts == 1:
        return "The only account names almost no one else"
    if found.accounts == found.flagged:
        return f"All {found.accounts:,} accounts name almost no one else"
    verb = "names" if found.flagged == 1 else "name"
    return f"{found.flagged:,} of {found.accounts:,} accounts {verb} almost no one else"


def _title_without_verdicts(found: Finding) -> str:
    if not found.people:
        return "Nobody is in this export"
    if not found.accounts:
        return "Nobody in this export wrote a post"
    if found.few:
        return "Too few posts to judge anybody here"
    people = f"{found.people:,} {'person' if found.people == 1 else 'people'}"
    if not found.ties:
        return f"{people}, no ties"
    returned = (
        "none of them returned" if not found.returned else f"{share(found.returned, found.ties)} of ties are returned"
    )
    return f"{people}, {count(found.ties, 'tie')}; {returned}"


def network_subtitle(found: Finding) -> str:
    """What stands behind the title."""
    if not found.people:
        return "No post names anybody, and nobody wrote a post that was kept."
    if not found.has_posts:
        return (
            "The export holds acts, not posts: what share of their posts people give to others cannot be known from it."
        )
    if not found.judged:
        wrote = f"{count(found.accounts, 'account')} wrote {count(found.posts, 'post')}"
        sampled = found.unjudged == found.accounts
        why = "a sample supports no verdict" if sampled else "a verdict takes more from each of them"
        return f"{_upper(wrote)}; {why}."
    if not found.flagged:
        return _nobody_flagged(found)
    they, them = ("It", "it") if found.flagged == 1 else ("They", "them")
    named = "Nobody else named" if not found.flagged_named else "Others named"
    times = "" if not found.flagged_named else f" {times_(found.flagged_named)}"
    return (
        f"{they} wrote {found.flagged_posts:,} of {count(found.posts, 'post')} "
        f"({share(found.flagged_posts, found.posts)}). {_for_others(found)} {named} {them}{times}."
    )


def _for_others(found: Finding) -> str:
    if not found.flagged_for_others:
        return "None of these named somebody else."
    verb = "named" if found.flagged_for_others > 1 else "of these named"
    return f"{found.flagged_for_others:,} {'of these ' if verb == 'named' else ''}{verb} somebody else."


def _nobody_flagged(found: Finding) -> str:
    parts = (
        []
        if _hardly_judged(found) or found.accounts == 1
        else [f"{found.judged:,} of {found.accounts:,} could be judged"]
    )
    parts += [f"{count(found.few, 'account')} wrote too few posts"] if found.few else []
    parts += [f"{count(found.unjudged, 'account')} get no verdict"] if found.unjudged else []
    return " ".join([f"{'; '.join(parts)}."] * bool(parts) + [f"All together wrote {count(found.posts, 'post')}."])


def _hardly_judged(found: Finding) -> bool:
    return found.judged < 0.1 * found.accounts


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def times_(number: float) -> str:
    """`once`, `twice`, `788 times`."""
    return {1: "once", 2: "twice"}.get(int(number), f"{number:,.0f} times")


def drawn(people: int, ties: int, found: Finding) -> str:
    """How much of the export the picture shows."""
    text = f"{people:,} {'person' if people == 1 else 'people'} and {count(ties, 'tie')} drawn"
    if people < found.people or ties < found.ties:
        text += f" of {found.people:,} and {found.ties:,}"
    return text


def posts_counted(posts: int, threads: int) -> str:
    """`217 posts, 43 thread replies folded in`."""
    folded = f", {count(threads, 'thread reply', 'thread replies')} folded in" if threads else ""
    return f"{count(posts, 'post')}{folded}"


def foot(
    about: Mapping[str, Any], posts: str, shown: str, nearness: str = "Nearness suggests contact, not similarity."
) -> tuple[str, str]:
    """Two lines below the picture: what it was made from, and how to read it. `posts` is empty for an edge list."""
    counted = ", ".join(part for part in (posts, count(about["interactions"], "interaction")) if part)
    made_from = " · ".join(part for part in (sources(about), period(about), counted, shown) if part)
    threshold = percent(float(about.get("me_threshold", 0.1)))
    rule = f"Flagged: the whole 95 % interval of the share of posts for others lies below {threshold}."
    rule = rule if posts else "No posts in the export, so no verdicts."
    return made_from, f"{rule} {nearness} graphkit {__version__}, seed {about.get('seed', 1)}"
