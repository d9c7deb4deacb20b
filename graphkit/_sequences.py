"""Counted posts in order of time, in SQL: continuations of threads, and posts without a time, are left out.

Like the relations, in the subset that DuckDB and Spark both speak.
"""

from graphkit._tables import KINDS


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


def kinds(facts: str, people: str) -> str:
    """One row a person with counted posts: posts for others by kind, of the rest those that name their author or
    nobody, and the times of the first and the last."""
    columns = ", ".join(
        f"cast(sum(case when f.others = 1 and f.kind = {KINDS[kind]} then 1 else 0 end) as bigint) as {kind}"
        for kind in ("retweet", "quote", "reply", "mention")
    )
    return f"""
    select p.id, {columns},
           cast(sum(case when f.others = 0 and f.self = 1 then 1 else 0 end) as bigint) as self,
           cast(sum(case when f.others = 0 and f.self = 0 then 1 else 0 end) as bigint) as post,
           min(f.time) as first, max(f.time) as last
    from {facts} f join {people} p on p.person = f.person where f.thread = 0 group by p.id order by p.id"""


def latest(facts: str, people: str, most: int) -> str:
    """Each person's latest counted posts, oldest first, as `Graph.posts` orders them."""
    return f"""
    select p.id, f.kind, f.others, f.self from (
        select person, kind, others, self, post, time,
               row_number() over (partition by person order by coalesce(time, 0) desc, post desc) as place
        from {facts} where thread = 0) f
    join {people} p on p.person = f.person where f.place <= {most}
    order by p.id, f.place desc"""
