"""From raw acts (of exports that hold acts but no posts) to those that count, in the SQL of `_relations`.

An act belongs to the post of its id; without one, a source's rows of one moment are one post. A row with neither
stands for itself: what two files both say counts once, with the largest number of repetitions found in one of them.
A like is an act of its own beside them. Most acts stand alone: they need no comparison.
"""

from graphkit._tables import KINDS, NO_TIME

_UNDATED = f"post_id = '' and time = {NO_TIME}"
_KEY = {
    "source": "source",
    "target": "target",
    "liking": f"case when kind = {KINDS['like']} then 1 else 0 end",
    "post_id": "post_id",
    "moment": "case when post_id = '' then time else 0 end",
    "by_kind": f"case when {_UNDATED} then kind else 0 end",
    "by_weight": f"case when {_UNDATED} then weight else 0 end",
}
"""What acts that may say the same have in common."""
_KEYED = ", ".join(f"{expression} as {name}" for name, expression in _KEY.items())
_ALIKE = " and ".join(f"a.{name} = k.{name}" for name in _KEY)


def known_acts(raw: str) -> str:
    """One row a record of an act, with the people it joins."""
    return f"""
    select r.file, r.line, coalesce(s.person, u.person) as source, coalesce(t.person, v.person) as target,
           r.post_id, r.time, r.kind, r.weight
    from {raw} r
    left join account_person s on s.account = r.author left join account_person t on t.account = r.target
    left join dated_person u on u.account = r.author and u.time = r.time
    left join dated_person v on v.account = r.target and v.time = r.time
    where coalesce(s.person, u.person) is not null and coalesce(t.person, v.person) is not null"""


def acts_again(known: str) -> str:
    """What several records say."""
    return f"""
    select {", ".join(_KEY)} from (select {_KEYED} from {known}) keys
    group by {", ".join(_KEY)} having count(*) > 1"""


def acts(known: str, again: str) -> str:
    """One row a record of an act, with its place among those that say the same: the first is the one that counts."""
    kept = f"file, line, source, target, post_id, nullif(time, {NO_TIME}) as time, kind, weight"
    every = f"(select file, line, time, kind, weight, {_KEYED} from {known}) k"
    undated = f"k.post_id = '' and k.time = {NO_TIME}"
    return f"""
    with keyed as (
        select k.*, case when {undated} then row_number() over (
                   partition by k.file, case when {undated} then 1 else 0 end, k.source, k.target, k.kind, k.weight
                   order by k.line) else 0 end as nth
        from {every} join {again} a on {_ALIKE})
    select k.file, k.line, k.source, k.target, k.post_id, nullif(k.time, {NO_TIME}) as time, k.kind, k.weight,
           1 as place
    from {every} left join {again} a on {_ALIKE} where a.source is null
    union all
    select {kept}, row_number() over (
               partition by {", ".join(_KEY)}, nth order by kind, weight desc, time desc, file, line) as place
    from keyed"""
