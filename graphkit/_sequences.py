"""Counted posts in order of time, in SQL: continuations of threads, and posts without a time, are left out.

Like the relations, in the subset that DuckDB and Spark both speak.
"""


def daily(facts: str, person: int | None) -> str:
    """One row a day (UTC, days since 1970) with dated posts: posts counted, and those for others."""
    day = 86_400_000_000
    whose = "" if person is None else f" and person = {person}"
    return f"""
    select cast((time - (time % {day} + {day}) % {day}) / {day} as bigint) as day, count(*) as posts,
           cast(sum(others) as bigint) as posts_for_others
    from {facts} where thread = 0 and time is not null{whose} group by 1 order by 1"""


def neighbours(facts: str) -> str:
    """One row a person: of counted posts that follow one another, how many are, or follow one, for others, or both."""
    return f"""
    select person, count(before) as pairs, cast(sum(case when before is not null then others end) as bigint) as later,
           cast(sum(before) as bigint) as earlier, cast(sum(others * before) as bigint) as both
    from (
        select person, others, lag(others) over (partition by person order by time, others) as before
        from {facts} where thread = 0 and time is not null) posts
    group by person"""


def dated(facts: str, person: int) -> str:
    """One row a moment with counted posts of a person, in order of time."""
    return f"""
    select time, count(*) as posts, cast(sum(others) as bigint) as posts_for_others
    from {facts} where thread = 0 and time is not null and person = {person} group by time order by time"""
