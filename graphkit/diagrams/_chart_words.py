"""The sentences of the quadrant and the forest; singular, zero and one-person forms too. No drawing here."""

import pandas as pd

from graphkit.diagrams._words import count, percent


def balanced(people: pd.DataFrame) -> "pd.Series[bool]":
    """Who was judged and gives at least two posts to others for each of their own."""
    return is_judged(people) & (people["posts_for_balance"].astype("Float64") == 0).fillna(False).astype(bool)


def is_judged(people: pd.DataFrame) -> "pd.Series[bool]":
    """Whose verdict is one of the three that their posts support."""
    return people["verdict"].isin(["me..me..me", "names others", "undecided"])


def is_flagged(people: pd.DataFrame) -> "pd.Series[bool]":
    """Whose verdict is me..me..me."""
    return people["verdict"].isin(["me..me..me"])


def quadrant_title(people: pd.DataFrame) -> str:
    """How many of the judged give two posts for each of their own."""
    judged, good = int(is_judged(people).sum()), int(balanced(people).sum())
    if not judged:
        return nobody_judged(people)
    if judged == 1:
        return f"The only judged account gives {'at least' if good else 'fewer than'} two posts for each of its own"
    which = f"all {judged:,}" if good == judged else f"{good:,} of {judged:,}" if good else f"none of {judged:,}"
    return f"Two for others for each of their own: {which} judged accounts"


def nobody_judged(people: pd.DataFrame) -> str:
    """The title where no verdict could be given."""
    accounts = int(people["observed"].astype(bool).sum())
    if not len(people):
        return "Nobody is in this export"
    if not accounts:
        return "Nobody in this export wrote a post"
    if people["posts"].isna().all():
        return "No posts in this export, so nobody is judged"
    if accounts == 1:
        return "The only account is not judged"
    return f"None of {accounts:,} accounts is judged"


def quadrant_subtitle(people: pd.DataFrame, threshold: float) -> str:
    """How many are flagged, and how many there was too little of."""
    if not is_judged(people).any():
        return " ".join([why_nobody(people), *_balance_of_the_unjudged(people)])
    flagged, few = int(is_flagged(people).sum()), int(people["verdict"].isin(["too few posts"]).sum())
    limit = percent(threshold)
    name = f"{count(flagged, 'account')} {'names' if flagged == 1 else 'name'}"
    text = (
        f"{name} almost no one else: the whole 95 % interval of the share for others lies below {limit}."
        if flagged
        else f"Of no account does the whole 95 % interval of the share for others lie below {limit}."
    )
    return f"{text} {count(few, 'account')} wrote too few posts to judge." if few else text


def _balance_of_the_unjudged(people: pd.DataFrame) -> list[str]:
    wrote = int((people["posts"].fillna(0) > 0).sum())
    return [f"Shown: {count(wrote, 'account')} as {'it wrote' if wrote == 1 else 'they wrote'}."] if wrote else []


def why_nobody(people: pd.DataFrame) -> str:
    """Why there is no verdict: the commonest reason."""
    authors = people[people["observed"].astype(bool)]
    if authors.empty:
        return "Nobody wrote a post that was kept."
    if authors["verdict"].isin(["too few posts"]).any():
        few = int(authors["verdict"].isin(["too few posts"]).sum())
        return f"{count(few, 'account')} wrote too few posts for a verdict."
    reasons = authors["verdict_reason"].astype(str)
    found = reasons[reasons != ""].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return f"Why: {found.index[0]}." if len(found) else "The export holds no posts to judge."


def forest_title(people: pd.DataFrame) -> str:
    """How many of the judged lie beyond the line with their whole interval."""
    judged, flagged = int(is_judged(people).sum()), int(is_flagged(people).sum())
    if not judged:
        return nobody_judged(people)
    if judged == 1:
        return f"The only judged account lies {'' if flagged else 'not '}beyond the flag line, doubt included"
    if not flagged:
        return f"None of {judged:,} judged accounts lies beyond the flag line, doubt included"
    which = f"All {judged:,}" if flagged == judged else f"{flagged:,} of {judged:,}"
    return f"{which} judged accounts {'lies' if flagged == 1 else 'lie'} beyond the flag line, doubt included"


def forest_subtitle(people: pd.DataFrame, shown: int) -> str:
    """Which people are in the picture, and in what order."""
    judged = int(is_judged(people).sum())
    if not judged:
        return why_nobody(people)
    if judged == 1:
        return "Share of posts that name no one else. Dot: measured; bar: 95 % interval."
    who = f"all {judged:,}" if shown == judged else f"the {shown:,} of {judged:,}"
    which = "by me-share" if shown == judged else "with the largest me-share"
    return (
        f"Shown: {who} judged accounts {which} (posts that name no one else), "
        "ranked by the end of the interval that is kinder to them."
    )
