"""Who answers whom, in SQL: in which conversations people stand, which acts towards them could be answered, and when.

What an export can show of a person ends somewhere: an act that came a day before that end had no time to be answered.
"""

from graphkit._relations import authors, named
from graphkit._tables import KINDS, NAMING, NO_TIME
from graphkit._window import Window

DAY = 24 * 3600 * 1_000_000
WEEK = 7 * DAY

# A post leads to the post that its format says began the conversation, else to the one it answers; whichever version
# of an edited post is meant. Posts and conversations are numbered by their ids, so that the order of inputs never
# matters. `begins`: the post answers and passes on nothing, so whoever wrote it began the conversation it stands in.
LINKS = f"""
    with versions as (
        select network, id, min(root) as root from chosen_posts where id <> '' group by network, id),
    steps as (
        select p.post, p.person, p.network, case when r.root = '' then r.id else r.root end as root,
               case when r.conversation <> '' then r.conversation else r.parent end as higher,
               case when r.parent = '' and f.answers = 0 and f.thread = 0 and u.post is null then 1 else 0 end as begins
        from posts p join raw_posts r on r.post = p.post join facts f on f.post = p.post
        left join (select post from ({named("posts")}) named
                   where kind = {KINDS["retweet"]} or kind = {KINDS["reply"]} and target is null
                   group by post) u on u.post = p.post
        where r.conversation <> '' or r.parent <> ''),
    linked as (
        select l.post, l.person, l.network, l.root, coalesce(v.root, l.higher) as higher, l.begins
        from steps l left join versions v on v.network = l.network and v.id = l.higher),
    nodes as (
        select network, name, row_number() over (order by network, name) - 1 as node from (
            select network, root as name from linked where root <> '' union select network, higher from linked) ends)
    select l.post, l.person, l.begins, coalesce(o.node, -1) as own, a.node as higher,
           coalesce(w.person, -1) as author
    from linked l join nodes a on a.network = l.network and a.name = l.higher
    left join nodes o on l.root <> '' and o.network = l.network and o.name = l.root
    left join ({authors("select distinct higher as id from linked")}) u on u.network = l.network and u.id = l.higher
    left join who_person w on w.who = u.who"""


def answering(facts: str) -> str:
    """One row for each post that answers somebody else."""
    return f"select post, person from {facts} where answers = 1"


def spans(window: Window) -> str:
    """One row a person: first and last moment of the exports that hold posts or acts of theirs, inside a window.

    An export is what files of it belong together. One that holds only likes of a person, or only names them, tells
    nothing of what they leave undone; in an edge list both ends of an act are held.
    """
    first, last = "min(b.first)", "max(b.last)"
    if window.since is not None:
        first = f"case when {first} < {window.since} then {window.since} else {first} end"
    if window.until is not None:
        last = f"case when {last} > {window.until} then {window.until} else {last} end"
    return f"""
    with held as (
        select c.file, w.person, nullif(c.time, {NO_TIME}) as time
        from chosen_posts c join who_person w on w.who = c.who
        union all select file, case when kind <> {KINDS["like"]} then source end, time from acts
        union all select file, case when kind <> {KINDS["like"]} then target end, time from acts),
    bundles as (
        select f.bundle, min(h.time) as first, max(h.time) as last
        from held h join files f on f.file = h.file group by f.bundle),
    holders as (
        select distinct f.bundle, h.person from held h join files f on f.file = h.file where h.person is not null)
    select h.person, {first} as first, {last} as last
    from holders h join bundles b on b.bundle = h.bundle group by h.person"""


def _act(i: str = "") -> str:
    """An act towards somebody else, whose columns bear this prefix."""
    return f"{i}kind in {NAMING} and {i}weight > 0 and {i}target <> {i}source"


def undated(interactions: str) -> str:
    """The ordered pairs with an act that has no time: nobody knows when it answered, if it did."""
    return f"select distinct source, target from {interactions} where {_act()} and time is null"


def answerable(interactions: str, people: str, spans_table: str, undated_table: str) -> str:
    """The acts of others towards observed people that a week of what the exports show of these people follows."""
    return f"""
    select i.source, i.target, i.time, i.kind, i.post
    from {interactions} i join {people} p on p.person = i.target and p.observed = 1
    join {spans_table} s on s.person = i.target
    left join {undated_table} u on u.source = i.target and u.target = i.source
    where {_act("i.")}
      and i.time >= s.first and i.time <= s.last - {WEEK} and u.source is null"""


def received(interactions: str, answerable_table: str, spans_table: str) -> str:
    """One row a person: acts of others towards them, the dated ones, the answerable ones; whether there is a span."""
    return f"""
    select t.person, t.acts, t.dated, coalesce(a.answerable, 0) as answerable,
           case when s.last is null then 0 else 1 end as spanned
    from (select target as person, count(*) as acts, count(time) as dated
          from {interactions} where {_act()} group by target) t
    left join (select target, count(*) as answerable from {answerable_table} group by target) a on a.target = t.person
    left join {spans_table} s on s.person = t.person"""


def answers(interactions: str) -> str:
    """What can be an answer: an act towards somebody else, likes too, with a time."""
    return f"""
    select source, target, time from {interactions}
    where ({_act()} or kind = {KINDS["like"]} and target <> source) and time is not null"""


def exchanged(interactions: str, answerable_table: str) -> str:
    """The acts that could be answered and the possible answers (`answer` = 1), of pairs that have both."""
    return f"""
    with given as ({answers(interactions)}),
    met as (
        select distinct a.target as person, a.source as other
        from {answerable_table} a join given g on g.source = a.target and g.target = a.source)
    select m.person, m.other, a.time, 0 as answer
    from met m join {answerable_table} a on a.target = m.person and a.source = m.other
    union all
    select m.person, m.other, g.time, 1 from met m join given g on g.source = m.person and g.target = m.other"""


def between(interactions: str, answerable_table: str, posts: str, *, person: int) -> str:
    """One person's acts that could be answered, each with its post's id, and the answers they gave (`answer` = 1)."""
    return f"""
    select a.source as other, a.time, 0 as answer, a.kind, coalesce(p.id, '') as post
    from {answerable_table} a left join {posts} p on p.post = a.post where a.target = {person}
    union all
    select target, time, 1, 0, '' from ({answers(interactions)}) given where source = {person}"""
