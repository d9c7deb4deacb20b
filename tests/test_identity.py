import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit._load import from_items
from graphkit.errors import UsageError
from graphkit.post import Account, Post, Ref, Sighting

DAY = 86_400 * 10**6


def post(author: Account, *named: Account, day: int = 0, network: str = "twitter", number: int = 0) -> Post:
    return Post(network, author, id=f"{author.id or author.handle}-{day}-{number}", time=day * DAY, mentions=named)


def edges(items: list[object], **options: object) -> set[tuple[str, str]]:
    frame = from_items(items, **options).edges  # type: ignore[arg-type]
    return set(zip(frame["source"], frame["target"], strict=True))


def test_a_handle_is_the_id_that_bears_it() -> None:
    assert edges(
        [post(Account("1", "ann"), Account("2", "bob")), post(Account("2", "bob"), Account(handle="ANN"))]
    ) == {
        ("1", "2"),
        ("2", "1"),
    }


def test_a_handle_nobody_bears_stays_a_handle_in_any_case() -> None:
    items = [
        post(Account("1", "ann"), Account(handle="Zed"), number=1),
        post(Account("1", "ann"), Account(handle="zED")),
    ]
    assert edges(items) == {("1", "handle:zed")}


def test_a_reused_handle_belongs_to_whoever_bore_it_nearest_in_time() -> None:
    first, second = Account("7", "desk"), Account("8", "desk")
    ann = Account("1", "ann")
    items = [post(first, day=0), post(second, day=100)]
    early = edges([*items, post(ann, Account(handle="desk"), day=10)])
    late = edges([*items, post(ann, Account(handle="desk"), day=90)])
    assert (early, late) == ({("1", "7")}, {("1", "8")})


def test_an_old_handle_from_the_archive_is_the_owners() -> None:
    items = [
        post(Account("1", "ann_new"), Account(handle="ann_old"), day=5),
        Sighting("twitter", Account("1", "ann_old"), 0),
    ]
    assert edges(items) == {("1", "1")}


def test_an_old_handle_in_a_post_is_the_id_the_record_means() -> None:
    zed, amy, new = Account("9", "zed"), Account("3", "amy"), Account("1", "new")
    items = [
        Post("twitter", zed, id="1", time=0, text="RT @old: hi", retweet_of=Ref(new, "8")),
        Post("twitter", amy, id="3", time=1, text="I saw @old there"),
    ]
    assert edges(items) == {("9", "1"), ("3", "1")}
    assert gk.measure(from_items(items)).set_index("id").loc["1", "label"] == "new"


def test_a_rename_keeps_one_person_and_shows_the_last_handle() -> None:
    people = gk.measure(from_items([post(Account("1", "old"), day=0), post(Account("1", "new"), day=9)]))
    assert people["label"].tolist() == ["new"]
    assert people["posts"].tolist() == [2]


def test_numeric_handles_stay_apart() -> None:
    people = gk.measure(from_items([post(Account(handle="007")), post(Account(handle="7"))]))
    assert people["label"].tolist() == ["007", "7"]


def test_the_same_id_on_two_networks_is_two_people() -> None:
    items = [post(Account("1", "ann")), post(Account("1", "ann"), network="mastodon")]
    people = gk.measure(from_items(items))
    assert people["id"].tolist() == ["mastodon:1", "twitter:1"]


def test_aliases_make_several_accounts_one_person(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "aliases.csv"
    path.write_text("account,person\nann,Ann Fox\nhandle_of_the_shop,Ann Fox\n99,Ann Fox\n")
    items = [post(Account("1", "ann")), post(Account("2", "handle_of_the_shop")), post(Account("99", "x"))]
    people = gk.measure(from_items(items, aliases=path))
    assert people["label"].tolist() == ["Ann Fox"]
    assert people["posts"].tolist() == [3]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,who\na,b\n", "line 1: the header must be 'account,person'"),
        ("account,person\n,b\n", "line 2: an account and a person are needed"),
    ],
)
def test_a_wrong_alias_file_is_named_with_its_line(tmp_path, text: str, message: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "aliases.csv"
    path.write_text(text)
    with pytest.raises(UsageError, match=message):
        from_items([post(Account("1", "ann"))], aliases=path)


def test_a_name_that_nobody_bears_is_answered_with_the_nearest() -> None:
    graph = from_items([post(Account("1", "tom_gray"))])
    assert graph.find("@Tom_Gray") == "1"
    with pytest.raises(UsageError, match="nobody in the export is called 'tom_grey'; did you mean 'tom_gray'"):
        graph.find("tom_grey")


accounts = st.builds(Account, st.sampled_from(["", "1", "2", "3"]), st.sampled_from(["a", "b", "B"]))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(accounts, st.lists(accounts, max_size=2).map(tuple), st.integers(0, 5)), min_size=1, max_size=15
    ),
    st.randoms(),
)
def test_the_order_of_records_never_matters(made: list[tuple[Account, tuple[Account, ...], int]], chance) -> None:  # type: ignore[no-untyped-def]
    posts = [Post("twitter", a, id=str(i), time=t * DAY, mentions=m) for i, (a, m, t) in enumerate(made)]
    shuffled = list(posts)
    chance.shuffle(shuffled)
    one, two = from_items(posts), from_items(shuffled)
    try:
        assert gk.measure(one).equals(gk.measure(two))
        assert one.edges.equals(two.edges)
    finally:
        one.close()
        two.close()
