"""From raw acts (of exports that hold acts but no posts) to those that count, in the SQL of `_relations`."""

from graphkit import identity
from graphkit._tables import KINDS, NO_TIME

_AUTHOR, _AUTHOR_JOINS = identity.who("r", "author")
_TARGET, _TARGET_JOINS = identity.who("r", "target")


# An act belongs to the post of its id; without one, a source's rows of one moment are one post. A row with neither
# stands for itself: what two files both say counts once, with the largest number of repetitions found in one of them.
# A like is an act of its own beside them. Most acts stand alone: they need no comparison.
def acts(raw: str) -> str:
    """One row a record of an act, with its place among those that say the same: the first is the one that counts."""
    undated = f"r.post_id = '' and r.time = {NO_TIME}"
    key = ("source", "target", "liking", "post_id", "moment", "by_kind", "by_weight")
    kept = f"file, line, source, target, post_id, nullif(time, {NO_TIME}) as time, kind, weight"
    return f"""
    with known as (
        select r.file, r.line, s.person as source, t.person as target, r.post_id, r.time, r.kind, r.weight,
               case when r.kind = {KINDS["like"]} then 1 else 0 end as liking,
               case when {undated} then 1 else 0 end as undated,
               case when r.post_id = '' then r.time else 0 end as moment,
               case when {undated} then r.kind else 0 end as by_kind,
               case when {undated} then r.weight else 0 end as by_weight
        from {raw} r {_AUTHOR_JOINS} {_TARGET_JOINS}
        join who_person s on s.who = {_AUTHOR} join who_person t on t.who = {_TARGET}),
    again as (select {", ".join(key)} from known group by {", ".join(key)} having count(*) > 1),
    marked as (
        select k.*, case when a.source is null then 1 else 0 end as alone
        from known k left join again a on {" and ".join(f"a.{name} = k.{name}" for name in key)}),
    keyed as (
        select {", ".join(key)}, file, line, time, kind, weight, case when undated = 1 then row_number() over (
                   partition by file, undated, source, target, kind, weight order by line) else 0 end as nth
        from marked where alone = 0)
    select {kept}, 1 as place from marked where alone = 1
    union all
    select {kept}, row_number() over (
               partition by {", ".join(key)}, nth order by kind, weight desc, time desc, file, line) as place
    from keyed"""
