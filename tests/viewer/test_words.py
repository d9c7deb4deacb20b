"""The page says of a person, word for word, what the card says."""

import json
import shutil
import subprocess
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from graphkit.diagrams._card_words import card_sentence, changes, measured_sentence, not_counted, standing_sentence
from graphkit.diagrams._words import count, percent, times_
from graphkit.viewer import script

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
POSTS = ((0, 0), (1, 0), (1, 1), (2, 2), (2, 1), (40, 0), (40, 1), (40, 3), (217, 5), (1234, 1234), (40_000, 13_000))
VERDICTS = ("me..me..me", "names others", "undecided", "too few posts", None)
ASK = """
const asked = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const told = asked.map(([name, ...values]) => {
  const functions = { percent, counted, times, cardSentence, measuredSentence, standingSentence, changeSentences,
    threadSentence, wilson };
  return functions[name](...values);
});
process.stdout.write(JSON.stringify(told));
"""


def asked(questions: list[tuple[Any, ...]]) -> list[Any]:
    """What the functions of words.js answer, each called with these values."""
    done = subprocess.run(
        ["node", "-e", script("words") + ASK], input=json.dumps(questions), capture_output=True, text=True, check=True
    )
    answers: list[Any] = json.loads(done.stdout)
    return answers


def rows() -> list[pd.Series]:
    """Every kind of person: who only is named, whose posts are not known, all shares, verdicts and threads."""
    from graphkit.metrics._intervals import wilson

    made = []
    for (posts, others), verdict, threads, needed in product(POSTS, VERDICTS, (0, 1, 43), (None, 1, 35)):
        low, high = (float(end) for end in wilson(others, posts))
        row = {"observed": True, "posts": posts, "posts_for_others": others, "threads": threads, "verdict": verdict}
        share = others / posts if posts else float("nan")
        with_threads = others / (posts + threads) if posts else float("nan")
        row |= {"third_person_share": share, "third_person_share_low": low, "third_person_share_high": high}
        row |= {
            "third_person_share_with_threads": with_threads,
            "verdict_with_threads": "undecided",
            "me_share": 1 - share,
        }
        row |= {"posts_needed": needed, "posts_for_balance": max(0, 2 * (posts - others) - others) if posts else None}
        made.append(pd.Series(row, dtype=object))
    only_named = pd.Series({**made[0], "observed": False, "posts": None, "posts_for_others": None}, dtype=object)
    acts = pd.Series({**made[0], "posts": None, "posts_for_others": None}, dtype=object)
    return [*made, only_named, acts]


def for_script(row: pd.Series) -> dict[str, Any]:
    """The row as `personAt` of words.js gives a person."""
    known = bool(row["observed"]) and row["posts"] is not None and row["posts"] > 0
    names = {"share": "third_person_share", "me": "me_share", "balance": "posts_for_balance"}
    names |= {"low": "third_person_share_low", "high": "third_person_share_high"}
    return {
        "posts": row["posts"],
        "others": row["posts_for_others"],
        "observed": row["observed"],
        "threads": row["threads"],
        "needed": row["posts_needed"],
        "verdict": row["verdict"] or "",
        "otherVerdict": row["verdict_with_threads"] if row["verdict"] else "",
        **{short: row[name] if known else None for short, name in names.items()},
    }


def test_the_page_says_of_everybody_what_the_card_says() -> None:
    people = rows()
    questions = [(name, for_script(row)) for row in people for name in ("cardSentence", "measuredSentence")]
    wanted = [text for row in people for text in (card_sentence(row), measured_sentence(row))]
    assert asked(questions) == wanted


def test_the_page_says_what_would_change_it_as_the_card_does() -> None:
    people = rows()
    assert asked([("changeSentences", for_script(row), 0.9) for row in people]) == [changes(row) for row in people]


def test_the_page_says_what_threads_would_change_as_the_card_does() -> None:
    people = [row for row in rows() if row["verdict"] is not None]
    wanted = [next((line for line in not_counted(row, {}, 0) if "to themselves" in line), "") for row in people]
    assert asked([("threadSentence", for_script(row)) for row in people]) == wanted


@pytest.mark.parametrize("alone", [True, False])
def test_the_page_says_where_people_stand_as_the_card_does(alone: bool) -> None:
    crowds = [[], [0.5] * 4, [0.1, 0.2, 0.3, 0.4, 0.5], list(np.linspace(0, 1, 1501))]
    verdicts = ("me..me..me", "names others", "undecided", "too few posts", None)
    mine = [(me, verdict) for me in (0.0, 0.3, 0.985, 1.0) for verdict in verdicts]
    wanted = [
        standing_sentence(pd.Series({"me_share": me, "verdict": verdict}), pd.Series(crowd, dtype=float), alone=alone)
        for crowd in crowds
        for me, verdict in mine
    ]
    cases = [
        ("standingSentence", {"me": me, "verdict": verdict}, crowd, alone) for crowd in crowds for me, verdict in mine
    ]
    assert asked(cases) == wanted


def test_numbers_are_written_as_in_the_pictures() -> None:
    shares = [k / 1000 for k in range(1001)] + [k / 64 for k in range(65)] + [k / 800 for k in range(801)]
    shares += [1e-6, 4e-4, 5e-4, 0.99951, 0.9949999, 0.9951, 0.0995, 0.09951, 2 / 217]
    assert asked([("percent", share, sign) for share in shares for sign in (True, False)]) == [
        percent(share, sign=sign) for share in shares for sign in (True, False)
    ]
    numbers = (0, 1, 2, 3, 999, 1000, 12_345, 1_234_567)
    assert asked([("counted", n, "post") for n in numbers]) == [count(n, "post") for n in numbers]
    assert asked([("times", n) for n in numbers]) == [times_(n) for n in numbers]


def test_intervals_of_the_page_are_those_of_the_table() -> None:
    from graphkit.metrics._intervals import wilson

    cases = [(t, n) for n in (1, 2, 20, 35, 200, 5000) for t in {0, 1, n // 3, n - 1, n} if 0 <= t <= n]
    wanted = [[float(end) for end in wilson(t, n)] for t, n in cases]
    assert asked([("wilson", t, n) for t, n in cases]) == wanted
