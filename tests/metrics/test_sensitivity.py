from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit._firm import NOT_VARIED, counted, firmness, told
from graphkit._load import from_items
from graphkit.metrics._sensitivity import SWITCHES
from graphkit.post import Account, Act, Post, Ref
from tests._graphs import posts_of
from tests.metrics import _reference as reference
from tests.metrics.test_sharing import ME, PEOPLE, posts, random_posts

SHOP, ZOE = Account(id="2", handle="annshop"), Account(id="9", handle="zoe")


def table(items: list[Post | Act], **options: object) -> pd.DataFrame:
    graph = from_items(items, **options)  # type: ignore[arg-type]
    try:
        return gk.sensitivity(graph).set_index("id")
    finally:
        graph.close()


def thread(total: int) -> list[Post]:
    return [Post("twitter", ME, id=f"t{i}", reply_to=Ref(ME, "0")) for i in range(total)]


def praise(total: int) -> list[Post]:
    fan = Ref(ZOE, "p", mentions=(ME,))
    return [Post("twitter", ME, id=f"p{i}", retweet_of=fan) for i in range(total)]


def likes(total: int, of: Account = ZOE) -> list[Act]:
    return [Act("twitter", ME, of, "like", time=i) for i in range(total)]


def test_the_essays_account_is_flagged_whatever_one_chooses() -> None:
    r = table(posts(200, 1)).loc["1"]
    assert (r["verdict"], r["holds"], r["choices"]) == ("me..me..me", 3, 3)
    assert firmness(r) == "the verdict “me..me..me” holds under all 3 choices."


def test_thirty_five_posts_do_not_hold_under_a_lower_threshold() -> None:
    r = table(posts(35, 0)).loc["1"]
    assert (r["verdict_at_0_05"], r["verdict_at_0_15"]) == ("undecided", "me..me..me")
    assert firmness(r) == (
        "the verdict “me..me..me” holds under 2 of 3 choices; it would be “undecided” if the threshold were 5 %."
    )


def test_the_users_threshold_stands_in_the_grid_beside_ours() -> None:
    r = table(posts(35, 0), rules=gk.Rules(me_threshold=0.125)).loc["1"]
    assert r["choices"] == 4
    assert [name for name in r.index if name.startswith("verdict_at")] == [
        "verdict_at_0_05",
        "verdict_at_0_10",
        "verdict_at_0_15",
    ]


def test_threads_may_make_a_flag() -> None:
    r = table([*posts(60, 10), *thread(400)]).loc["1"]
    assert (r["verdict"], r["verdict_with_threads"], r["choices"]) == ("undecided", "me..me..me", 6)
    # with threads counted, 10 of 460: me..me..me at 5, 10 and 15 %; without, 10 of 60 is undecided at 10 and 15 %
    assert (r["holds"], r["verdict_at_0_05"], r["verdict_at_0_15"]) == (2, "names others", "undecided")


def test_a_like_is_an_act_more_for_others() -> None:
    r = table([*posts(40, 0), *likes(40)]).loc["1"]
    assert (r["verdict"], r["verdict_with_likes"]) == ("me..me..me", "names others")
    assert "“names others” if likes of others counted as acts for them" in firmness(r)


def test_likes_of_oneself_are_for_nobody() -> None:
    assert "verdict_with_likes" not in table([*posts(40, 0), *likes(40, of=ME)]).columns


def test_praise_may_count_as_ones_own() -> None:
    r = table([*posts(40, 0), *praise(40)]).loc["1"]
    assert (r["verdict"], r["verdict_with_praise_own"]) == ("names others", "me..me..me")


def test_naming_an_account_of_ones_own_may_count_as_naming_others(tmp_path: Path) -> None:
    (tmp_path / "aliases.csv").write_text("account,person\nann,Ann\nannshop,Ann\n")
    naming = [Post("twitter", ME, id=f"s{i}", mentions=(SHOP,)) for i in range(40)]
    r = table([*posts(40, 0), *naming], aliases=tmp_path / "aliases.csv").loc["Ann"]
    assert (r["posts"], r["posts_for_others"]) == (80, 0)
    assert (r["verdict"], r["verdict_with_accounts_apart"], r["choices"]) == ("me..me..me", "names others", 6)


def test_accounts_are_taken_apart_in_a_part_too(tmp_path: Path) -> None:
    (tmp_path / "aliases.csv").write_text("account,person\nann,Ann\nannshop,Ann\n")
    naming = [Post("twitter", ME, id=f"s{i}", time=i, mentions=(SHOP,)) for i in range(40)]
    later = [Post("twitter", ME, id=f"l{i}", time=10**15 + i) for i in range(40)]
    graph = from_items([*naming, *later], aliases=tmp_path / "aliases.csv")
    before, after = (gk.sensitivity(graph.where(**{side: "1990-01-01"})) for side in ("until", "since"))
    assert before["verdict_with_accounts_apart"].tolist() == ["names others"]
    assert after["verdict"].tolist() == ["me..me..me"]
    assert "verdict_with_accounts_apart" not in after.columns


def test_a_choice_that_changes_nobodys_counts_does_not_lengthen_the_list(tmp_path: Path) -> None:
    (tmp_path / "aliases.csv").write_text("account,person\nann,Ann\nannshop,Ann\n")
    found = table(posts(40, 0), aliases=tmp_path / "aliases.csv")
    assert found["choices"].tolist() == [3]
    assert set(counted(found, threshold=0.1)["not_varied"]) == set(NOT_VARIED)


def test_who_is_judged_under_no_choice_is_not_in_the_table() -> None:
    assert table(posts_of("ann>bob bob>")).empty
    few = table([*posts(3, 0), *thread(400)])
    assert few.loc["1", "verdict"] == "too few posts"
    assert few.loc["1", "verdict_with_threads"] == "me..me..me"


def test_a_sample_has_no_verdict_to_vary() -> None:
    sample = posts(200, 1, collected_via="search")
    assert table(sample).empty
    assert len(table(sample, rules=gk.Rules(sample_ok=True))) == 1


def test_an_edge_list_gives_an_empty_table_with_its_columns() -> None:
    found = table([Act("twitter", ME, ZOE)])
    assert found.empty
    assert {"holds", "choices", "verdict_at_0_05"} <= set(found.columns)
    assert counted(found, threshold=0.1)["choices"] == 3


def test_a_part_is_judged_by_its_own_posts() -> None:
    graph = from_items([*posts(200, 1), *posts(35, 0, author=ZOE)])
    part = gk.sensitivity(graph.where(people=["zoe"]))
    assert part[["label", "holds"]].to_numpy().tolist() == [["zoe", 2]]
    assert gk.sensitivity(graph, min_posts=100)["label"].tolist() == ["ann"]


def test_a_data_frame_will_do() -> None:
    frame = pd.DataFrame({"author": ["eve"] * 40, "text": [f"sun {i}" for i in range(40)]})
    assert gk.sensitivity(frame)["verdict"].tolist() == ["me..me..me"]


def test_several_changes_at_once_are_said_where_no_single_one_matters() -> None:
    row = pd.Series({"verdict": "names others", "holds": 5, "choices": 6, "verdict_at_0_15": "names others"})
    assert firmness(row) == (
        "the verdict “names others” holds under 5 of 6 choices; no single change alters it, several at once do."
    )


def test_the_paragraph_says_what_was_varied_and_who_else_would_be_flagged() -> None:
    found = table([*posts(200, 1), *posts(60, 2, author=PEOPLE[4]), *thread(5)])
    assert " ".join(told(counted(found, threshold=0.1))) == (
        "Every verdict was given again under 6 choices: thresholds of 5 %, 10 % and 15 %, in every combination with "
        "continuations of threads counted as posts, or not. "
        "Flagged under the chosen rule: 1; of these, under every choice: 1. "
        "Others would be flagged: 1 if the threshold were 15 %."
    )


ALIASES = {"0": "Ann", "1": "Ann"}


def judged(t: int, n: int, tau: float) -> str:
    low, high = reference.wilson(t, n)
    if high - low > 1 / 3:
        return "too few posts"
    return "me..me..me" if high < tau else "names others" if low > tau else "undecided"


def plain(sheet: "list[int]", likes: int, on: "tuple[bool, bool, bool]") -> "tuple[int, int]":
    """Posts for others and posts of a person, from posts, posts for others, threads and praise."""
    n, t, threads, praised = sheet
    with_threads, with_likes, own_praise = on
    return t + with_likes * likes - own_praise * praised, n + with_threads * threads + with_likes * likes


@settings(max_examples=25, deadline=None)
@given(
    random_posts(),
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=20),
    st.integers(1, 12),
)
def test_every_choice_equals_plain_python(
    tmp_path_factory: pytest.TempPathFactory,
    items: list[Post],
    liked: list[tuple[Account, Account]],
    times: int,
) -> None:
    path = tmp_path_factory.mktemp("aliases") / "aliases.csv"
    path.write_text("account,person\n0,Ann\n1,Ann\n")
    repeated = [_renumbered(item, copy) for copy in range(times) for item in items]
    acts = [Act("twitter", one, two, "like", time=i) for i, (one, two) in enumerate(liked)]
    graph = from_items([*repeated, *acts], aliases=path)
    try:
        found, counts = gk.sensitivity(graph).set_index("id"), graph.counts
        switches = [name for name in found.columns if name.startswith("verdict_with_")]
        sheets = reference.sheets(repeated)
        for person, row in found.iterrows():
            together = counts.loc[person, ["posts", "posts_for_others", "threads", "praise_posts"]].tolist()
            own = [a for a in sheets if ALIASES.get(a, a) == person]
            pairs = [(ALIASES.get(one.id, one.id), ALIASES.get(two.id, two.id)) for one, two in liked]
            given_likes = sum(one == person != two for one, two in pairs)
            apart = [
                sum(getattr(sheets[a], name) for a in own)
                for name in ("posts", "posts_for_others", "threads", "praise_posts")
            ]
            agree = 0
            for on in product((False, True), repeat=4):
                turned = {name for name, yes in zip(SWITCHES, on, strict=True) if yes}
                if not turned <= set(switches):
                    continue
                t, n = plain(apart if on[3] else together, given_likes, on[:3])
                for tau in (0.05, 0.1, 0.15):
                    word = judged(t, n, tau)
                    agree += word == row["verdict"]
                    if not turned and tau != 0.1:
                        assert word == row[f"verdict_at_{str(tau).replace('.', '_'):0<4}"]
                    if len(turned) == 1 and tau == 0.1:
                        assert word == row[next(iter(turned))]
            assert (agree, 3 * 2 ** len(switches)) == (row["holds"], row["choices"])
    finally:
        graph.close()


def _renumbered(post: Post, copy: int) -> Post:
    from msgspec.structs import replace

    return replace(post, id=f"{post.id}/{copy}")
