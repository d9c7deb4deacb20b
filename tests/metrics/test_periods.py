from collections import Counter
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit._load import from_items
from graphkit.errors import UsageError
from graphkit.metrics import over_time
from graphkit.post import Account, Post, Ref
from tests.metrics import _reference as reference

ANN, BOB, ZOE = (Account(id=name, handle=name) for name in ("ann", "bob", "zoe"))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def post(author: Account, moment: str, *names: Account, number: int = 0) -> Post:
    time = micros(datetime.fromisoformat(moment).replace(tzinfo=UTC))
    return Post("twitter", author, id=f"{author.id}{moment}{number}", time=time, mentions=names)


def rows(frame: pd.DataFrame) -> list[tuple[str, int, int]]:
    days = frame["period"].dt.strftime("%Y-%m-%d")
    return list(zip(days, frame["posts"].tolist(), frame["posts_for_others"].tolist(), strict=True))


def test_weeks_begin_on_monday_and_an_empty_one_is_a_row_without_a_share() -> None:
    # 2012-01-01 is a Sunday
    graph = from_items(
        [
            post(ANN, "2012-01-01T23:59:59.999999"),
            post(ANN, "2012-01-02T00:00:00", ZOE),
            post(ANN, "2012-01-08T12:00:00"),
            post(ANN, "2012-01-16T12:00:00", ZOE),
        ]
    )
    found = over_time(graph, person="@ann", by="week")
    expected = [("2011-12-26", 1, 0), ("2012-01-02", 2, 1), ("2012-01-09", 0, 0), ("2012-01-16", 1, 1)]
    assert rows(found) == expected
    assert found["third_person_share"].isna().tolist() == [False, False, True, False]
    assert found.loc[1, ["third_person_share_low", "third_person_share_high"]].tolist() == pytest.approx(
        reference.wilson(1, 2)
    )
    assert set(found["person"]) == {"ann"}


def test_everybody_together_is_pooled_over_posts() -> None:
    graph = from_items([post(ANN, "2012-02-29T00:00:00", ZOE), post(BOB, "2012-02-01T00:00:00")])
    found = over_time(graph)
    assert rows(found) == [("2012-02-01", 2, 1)]
    assert found["person"].isna().all()


def test_threads_and_posts_without_a_time_are_in_no_period() -> None:
    thread = Post("twitter", ANN, id="t", time=micros(datetime(2013, 1, 1, tzinfo=UTC)), reply_to=Ref(ANN, "x"))
    graph = from_items([post(ANN, "2012-02-29T00:00:00"), thread, Post("twitter", ANN, id="u")])
    assert rows(over_time(graph)) == [("2012-02-01", 1, 0)]
    assert over_time(graph, person="ann").columns.tolist() == [
        "person",
        "period",
        "posts",
        "posts_for_others",
        "third_person_share",
        "third_person_share_low",
        "third_person_share_high",
    ]


def test_without_dated_posts_there_are_no_rows() -> None:
    assert over_time(from_items([Post("twitter", ANN, id="u", mentions=(ZOE,))])).empty
    assert over_time(from_items([post(ANN, "2012-02-29T00:00:00", ZOE)]), person="zoe", by="week").empty


def test_other_periods_are_a_usage_error() -> None:
    with pytest.raises(UsageError, match="a period is a week or a month, not 'year'"):
        over_time(from_items([post(ANN, "2012-02-29T00:00:00")]), by="year")


MOMENTS = st.datetimes(datetime(1969, 11, 1), datetime(1970, 4, 1)) | st.datetimes(
    datetime(2011, 12, 1), datetime(2012, 3, 3)
)


@settings(deadline=None, max_examples=15)
@given(
    st.lists(st.tuples(MOMENTS, st.booleans()), min_size=1, max_size=30),
    st.sampled_from(["week", "month"]),
    st.booleans(),
)
def test_periods_count_as_the_calendar_does(posts: list[tuple[datetime, bool]], by: str, one: bool) -> None:
    items = [
        Post("twitter", ANN, id=str(i), time=micros(moment.replace(tzinfo=UTC)), mentions=(ZOE,) * named)
        for i, (moment, named) in enumerate(posts)
    ]

    def first_day(moment: datetime) -> str:
        day = moment.date()
        return str(day - timedelta(days=day.weekday()) if by == "week" else day.replace(day=1))

    written = Counter(first_day(moment) for moment, _ in posts)
    named = Counter(first_day(moment) for moment, for_others in posts if for_others)
    found = rows(over_time(from_items(items), person="ann" if one else None, by=by))
    assert {(day, n, t) for day, n, t in found if n} == {(day, n, named[day]) for day, n in written.items()}
    days = [day for day, *_ in found]
    assert (days[0], days[-1]) == (min(written), max(written))
    steps = pd.period_range(days[0], days[-1], freq="W-SUN" if by == "week" else "M")
    assert days == [str(step.start_time.date()) for step in steps]
