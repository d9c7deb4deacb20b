"""From raw rows to relations, in SQL: each number of the first sections of METRICS has its one definition here.

Posts that stand in several exports count once; each (post, target) pair counts once, by its strongest kind;
self and thread are decided after identity. The text stays in the subset that DuckDB and Spark both speak.
"""

from graphkit import identity
from graphkit._acts import acts, acts_again, known_acts
from graphkit._tables import COLLECTED, KINDS, NAMING, NO_TIME, SAMPLES

_AUTHOR, _AUTHOR_JOINS = identity.who("r", "author")
_TARGET, _TARGET_JOINS = identity.who("r", "target")


# Without an id, the same words of the same author at the same time are one post, unless one file repeats them:
# `nth` numbers the repetitions within a file, so the largest number found in one file is what counts. Most posts stand
# alone with their id: they need no comparison.
def chosen_posts(raw: str) -> str:
    """One row a version of a post, with its place among them: the first is the one that counts."""
    root = "case when r.root = '' then r.id else r.root end"
    kept = "post, file, line, network, id, root, who, time, cut, text, via as collected"
    return f"""
    with again as (
        select r.network, {root} as root from {raw} r where r.id <> '' group by r.network, {root} having count(*) > 1),
    known as (
        select r.post, r.file, r.line, r.network, r.id, r.time, r.via, r.cut, r.text, r.words, r.fields,
               r.digest, case when r.id = '' then '' else {root} end as root, {_AUTHOR} as who,
               case when r.id = '' then 1 else 0 end as anonymous,
               case when r.id <> '' and a.root is null then 1 else 0 end as alone
        from {raw} r {_AUTHOR_JOINS}
        left join again a on a.network = r.network and a.root = {root} and r.id <> ''),
    keyed as (
        select post, file, line, network, id, root, who, time, via, cut, text, fields, digest,
               case when anonymous = 1 then who else -1 end as by_who,
               case when anonymous = 1 then time else 0 end as by_time,
               case when anonymous = 1 then words else 0 end as by_words,
               case when anonymous = 1 then row_number() over (
                   partition by file, network, anonymous, who, time, words order by line, post) else 0 end as nth
        from known where alone = 0)
    select {kept}, via, 1 as place from known where alone = 1
    union all
    select {kept},
           min(via) over (partition by network, root, by_who, by_time, by_words, nth) as via,
           row_number() over (
               partition by network, root, by_who, by_time, by_words, nth
               order by length(id) desc, id desc, fields desc, digest, file, line) as place
    from keyed"""


def posts(chosen: str) -> str:
    """One row a post that counts, with its author."""
    return f"""
    select c.post, c.file, c.line, c.network, c.id, c.who, p.person, nullif(c.time, {NO_TIME}) as time,
           c.via, c.cut, c.text
    from {chosen} c join who_person p on p.who = c.who where c.place = 1"""


def authors(wanted: str) -> str:
    """One row an id: whose post it is, whichever version of it; of the ids that the query `wanted` gives as `id`."""
    return f"""
    select v.network, v.id, min(v.who) as who from (
        select network, id, who from chosen_posts where id <> ''
        union all select network, root, who from chosen_posts where root <> '' and root <> id) v
    join ({wanted}) wanted on wanted.id = v.id group by v.network, v.id"""


# A reference whose author its record does not name is looked up here.
AUTHORS = authors("select distinct ref as id from raw_interactions where ref <> ''")


def named(posts: str, *, whose: str = "who_person") -> str:
    """One row for each act in the words and fields of these posts, with the people it joins; `whose`: who is who."""
    return f"""
    select r.post, s.person as source, t.person as target, nullif(r.time, {NO_TIME}) as time, r.kind,
           case when r.credit then 1 else 0 end as credit,
           case when r.native and r.kind = {KINDS["reply"]} and p.who = coalesce({_TARGET}, x.who)
                then 1 else 0 end as continues
    from raw_interactions r
    join {posts} p on p.post = r.post join {whose} s on s.who = p.who
    {_TARGET_JOINS}
    left join authors x on r.ref <> '' and x.network = p.network and x.id = r.ref
    left join {whose} t on t.who = coalesce({_TARGET}, x.who)"""


def strongest(named_acts: str) -> str:
    """One row a pair of post and target, by its strongest kind."""
    return f"""
    select post, source, target, time,
           case when kind = {KINDS["reply"]} and continues = 1 then {KINDS["thread"]} else kind end as kind,
           credit, continues,
           cast(case when kind = {KINDS["reply"]} and continues = 1 then 0 when kind in {NAMING} then 1 else 0
                end as bigint) as weight
    from (
        select post, source, target, min(time) as time, min(kind) as kind, max(credit) as credit,
               max(continues) as continues
        from {named_acts} group by post, source, target) strongest"""


def interactions(named_acts: str, counted_acts: str) -> str:
    """What posts do and what acts without a post do, one below the other; the latter say where they stand."""
    return f"""
    select s.*, cast(null as int) as file, cast(null as bigint) as line, cast(null as string) as post_id
    from ({strongest(named_acts)}) s
    union all
    select cast(null as bigint), source, target, time, kind, 0, 0, weight, file, line, post_id
    from {counted_acts} where place = 1"""


def ends(interactions: str) -> str:
    """One row a person at either end of an act: acts sent with a known target, those that go to the source itself
    (missing without any sent), and whether there is an act at this end: other than an echo; of an edge list, no like.
    """
    sends = f"kind in {NAMING} and target is not null"
    present = f"max(case when kind <> {KINDS['echo']} then 1 else 0 end)"
    held = f"max(case when post is null and kind <> {KINDS['like']} then 1 else 0 end)"
    return f"""
    select person, cast(max(sent) as bigint) as interactions_sent, cast(max(self) as bigint) as self_mentions,
           max(present) as present, max(held_source) as held_source, max(held_target) as held_target
    from (
        select source as person, sum(case when {sends} then weight end) as sent,
               sum(case when {sends} and target = source then weight when {sends} then 0 end) as self,
               {present} as present, {held} as held_source, 0 as held_target
        from {interactions} group by source
        union all
        select target, cast(null as bigint), cast(null as bigint), {present}, 0, {held}
        from {interactions} where target is not null group by target) ends
    group by person"""


_LISTED, _LISTED_JOINS = identity.who("r", "account")


def listed(raw: str) -> str:
    """One row a person that an export lists as such."""
    return f"""
    select s.person, max(r.observed) as observed from {raw} r {_LISTED_JOINS}
    join who_person s on s.who = {_LISTED} group by s.person"""


BUILD = (
    *identity.QUERIES,
    ("chosen_posts", chosen_posts("raw_posts")),
    ("posts", posts("chosen_posts")),
    ("authors", AUTHORS),
    ("known_acts", known_acts("raw_acts")),
    ("acts_again", acts_again("known_acts")),
    ("acts", acts("known_acts", "acts_again")),
    ("interactions", interactions(f"({named('posts')}) named", "acts")),
    ("listed", listed("raw_listed")),
    ("sent", ends("interactions")),
)
"""What is kept, in order, once for an export."""

DUPLICATES = """
    select file, count(*) as duplicates from (
        select file from chosen_posts where place > 1 union all select file from acts where place > 1) again
    group by file order by file"""

# What a file holds, whether or not another file holds it too; echoes name nobody new, and likes are acts.
_HELD = f"""
    with named as ({named("chosen_posts")}),
    held as (
        select c.file, n.source, n.target, n.time, n.kind, 1 as acts from ({strongest("named")}) n
        join chosen_posts c on c.post = n.post
        union all select file, source, target, time, kind, weight from acts)"""

BUNDLE_KINDS = f"""
    {_HELD}
    select f.bundle, h.kind, cast(sum(h.acts) as bigint) as acts
    from held h join files f on f.file = h.file group by f.bundle, h.kind order by f.bundle, h.kind"""

BUNDLE_PEOPLE = f"""
    {_HELD},
    present as (
        select file, source as person, 1 as acts, time from held
        union all select file, target, 0, time from held where target is not null and kind <> {KINDS["echo"]})
    select f.bundle, count(distinct p.person) as people,
           count(distinct case when p.acts = 1 then p.person end) as authors, min(p.time) as first, max(p.time) as last
    from present p join files f on f.file = p.file group by f.bundle order by f.bundle"""

# A personal archive is of the one who wrote more than half of what is in it.
BUNDLE_OWNERS = f"""
    select bundle, label from (
        select f.bundle, n.label, count(*) as own, sum(count(*)) over (partition by f.bundle) as every
        from chosen_posts c join files f on f.file = c.file
        join who_person w on w.who = c.who join named_people n on n.person = w.person
        where c.collected = {COLLECTED["archive"]} group by f.bundle, n.id, n.label) owners
    where own * 2 > every order by bundle"""

BUNDLE_REASONS = """
    select f.bundle, l.code,
           case when min(l.reason) < max(l.reason) then 'among others, ' else '' end || min(l.reason) as reason
    from left_out l join files f on f.file = l.file
    group by f.bundle, l.code order by f.bundle, l.code"""

PASSING_ON = (KINDS["retweet"], KINDS["quote"])
_FOR_OTHERS = f"kind in {NAMING} and (target is null or target <> source)"


def post_facts(posts: str, interactions: str) -> str:
    """One row a post: is it for others, does it continue a thread, whom does it name, by which strongest kind."""
    return f"""
    with facts as (
        select post,
               max(case when {_FOR_OTHERS} then 1 else 0 end) as others,
               min(case when {_FOR_OTHERS} then kind end) as kind,
               max(case when {_FOR_OTHERS} and (kind in {PASSING_ON} or credit = 1) then 1 else 0 end) as shares,
               max(case when {_FOR_OTHERS} and kind = {KINDS["reply"]} then 1 else 0 end) as answers,
               max(case when kind in {NAMING} and target = source then 1 else 0 end) as self,
               max(case when kind in {NAMING} and target <> source then 1 else 0 end) as known,
               max(case when kind in {NAMING} and target is null then 1 else 0 end) as unknown,
               max(case when kind = {KINDS["echo"]} and target = source then 1 else 0 end) as echoes_self,
               max(continues) as continues
        from {interactions} where post is not null group by post)
    select p.post, p.person, p.network, p.id, p.time, p.file, p.line, p.cut, p.text,
           case when p.via in {SAMPLES} then 1 else 0 end as sampled,
           coalesce(f.others, 0) as others, coalesce(f.shares, 0) as shares, coalesce(f.answers, 0) as answers,
           case when coalesce(f.continues, 0) = 1 and coalesce(f.others, 0) = 0 then 1 else 0 end as thread,
           coalesce(f.self, 0) as self,
           case when coalesce(f.unknown, 0) = 1 and coalesce(f.known, 0) = 0 then 1 else 0 end as unknown,
           case when f.kind in {PASSING_ON} and f.echoes_self = 1 then 1 else 0 end as praise,
           f.kind
    from {posts} p left join facts f on f.post = p.post"""


def posts_counted(facts: str) -> str:
    """One row an author: the counts of posts under every share."""
    return f"""
    select person, cast(sum(1 - thread) as bigint) as posts, cast(sum(others) as bigint) as posts_for_others,
           cast(sum(thread) as bigint) as threads, cast(sum(unknown) as bigint) as unknown_target_posts,
           cast(sum(praise) as bigint) as praise_posts, cast(sum(sampled * (1 - thread)) as bigint) as sampled_posts,
           cast(sum(shares) as bigint) as shared_posts, cast(sum(answers) as bigint) as reply_posts,
           cast(sum((1 - thread) * (1 - greatest(shares, answers))) as bigint) as created_posts
    from {facts} group by person"""


def apart(posts: str) -> str:
    """One row a person: the counts if each account stood for itself: naming one's own other one is for others."""
    acts = named(posts, whose="(select who, who as person from who_person)")
    facts = post_facts(posts, f"({strongest(f'({acts}) acts')}) interactions")
    return f"""
    select person, cast(sum(1 - thread) as bigint) as posts, cast(sum(others) as bigint) as posts_for_others,
           cast(sum(thread) as bigint) as threads, cast(sum(praise) as bigint) as praise_posts
    from ({facts}) facts group by person order by person"""


def likes(interactions: str) -> str:
    """One row a person who likes: how many likes go to others."""
    return f"""
    select source as person, cast(sum(weight) as bigint) as likes from {interactions}
    where kind = {KINDS["like"]} and target is not null and target <> source group by source order by source"""


def edges(interactions: str) -> str:
    """One row for each ordered pair that interacted; self-loops stay, echoes and threads weigh nothing."""
    kinds = ", ".join(
        f"cast(sum(case when kind = {KINDS[kind]} then weight else 0 end) as bigint) as {plural}"
        for kind, plural in (
            ("retweet", "retweets"),
            ("quote", "quotes"),
            ("reply", "replies"),
            ("mention", "mentions"),
            ("like", "likes"),
        )
    )
    return f"""
    select source, target, {kinds}, cast(sum(case when kind in {NAMING} then weight else 0 end) as bigint) as weight,
           min(time) as first, max(time) as last
    from {interactions} where target is not null and (kind in {NAMING} or kind = {KINDS["like"]})
    group by source, target"""


def ties(edges_table: str, people: str) -> str:
    """One row a person: the loop-free relations among observed people, for reciprocity and coverage."""
    return f"""
    with pairs as (
        select source, target, weight from {edges_table} where source <> target and weight > 0),
    both_ways as (
        select a.source as person, a.target as other, a.weight as given, 0 as received from pairs a
        union all select b.target, b.source, 0, b.weight from pairs b),
    neighbours as (
        select person, other, cast(sum(given) as bigint) as given, cast(sum(received) as bigint) as received
        from both_ways group by person, other)
    select n.person, count(*) as neighbours, cast(sum(o.observed) as bigint) as observed_neighbours,
           cast(sum(case when o.observed = 1 and given > 0 then 1 else 0 end) as bigint) as named,
           cast(sum(case when o.observed = 1 and received > 0 then 1 else 0 end) as bigint) as named_by,
           cast(sum(case when o.observed = 1 and given > 0 and received > 0 then 1 else 0 end) as bigint) as mutual,
           cast(sum(case when o.observed = 1 then given else 0 end) as bigint) as given,
           cast(sum(case when o.observed = 1 then least(given, received) else 0 end) as bigint) as matched
    from neighbours n join {people} o on o.person = n.other
    group by n.person"""


def exchanges(interactions: str, people: str) -> str:
    """One row a person: what passes between them and each observed other, loop-free, for giving and giving first.

    A gift is an act that passes on or credits. `met` counts the others with acts both ways, every one of them
    dated, whose first ones differ in time; `first` those of them towards whom the person acted first.
    """
    gift = f"case when kind in {PASSING_ON} or credit = 1 then weight else 0 end"
    return f"""
    with pairs as (
        select source, target, cast(sum({gift}) as bigint) as gifts, min(time) as began,
               max(case when time is null then 1 else 0 end) as undated
        from {interactions} where kind in {NAMING} and weight > 0 and target <> source group by source, target),
    both_ways as (
        select source as person, target as other, gifts as gave, 0 as got, began as own, cast(null as bigint) as others,
               undated from pairs
        union all select target, source, 0, gifts, cast(null as bigint), began, undated from pairs),
    neighbours as (
        select person, other, cast(sum(gave) as bigint) as gave, cast(sum(got) as bigint) as got, min(own) as own,
               min(others) as others, max(undated) as undated
        from both_ways group by person, other)
    select n.person, cast(sum(gave) as bigint) as gave, cast(sum(got) as bigint) as got,
           cast(sum(greatest(gave - got, 0)) as bigint) as unreturned,
           cast(sum(greatest(got - gave, 0)) as bigint) as owed,
           cast(sum(case when undated = 0 and own <> others then 1 else 0 end) as bigint) as met,
           cast(sum(case when undated = 0 and own < others then 1 else 0 end) as bigint) as first
    from neighbours n join {people} o on o.person = n.other and o.observed = 1
    group by n.person"""


def acts_of(person: int, interactions: str, posts: str, people: str) -> str:
    """One row for each act of a person and towards them, with where it stands; posts that name nobody are no acts."""
    return f"""
    select i.post as row, coalesce(o.id, i.post_id) as post, i.time,
           case when i.target = i.source then 'own' when i.source = {person} then 'sent' else 'received' end
               as direction, n.id as other, n.label, p.observed, i.kind, i.credit, i.weight,
           coalesce(o.file, i.file) as file, coalesce(o.line, i.line) as line
    from {interactions} i left join {posts} o on o.post = i.post
    left join named_people n on n.person = case when i.source = {person} then i.target else i.source end
    left join {people} p on p.person = n.person
    where i.target = {person} or (i.source = {person} and (i.target is not null or i.kind in {NAMING}))
    order by coalesce(i.time, {NO_TIME}), coalesce(o.file, i.file), coalesce(o.line, i.line), i.post nulls last,
             n.id nulls last, direction, i.kind, i.weight"""


def people(posts: str, ends_of_acts: str, observed: str, listed: str) -> str:
    """One row a person who wrote a post, acted, was named by others or is listed; echoes alone make nobody appear."""
    return f"""
    select n.person, n.id, n.label, n.network, case when o.person is null then 0 else 1 end as observed
    from named_people n left join {observed} o on o.person = n.person
    where n.person in (select person from {posts}
                       union select person from {ends_of_acts} where present = 1
                       union select person from {listed})"""


def observed(everyone: bool) -> str:
    """The people whose side the exports hold: authors of posts, and in edge lists everyone (or every source).

    Who is listed is held too, and whoever is listed as not observed is not made so by being a target.
    """
    sources = "select person from posts union select person from sent where held_source = 1"
    return (
        sources
        if not everyone
        else f"""{sources}
    union select person from sent where held_target = 1 and person not in (
        select person from listed where observed = 0)
    union select person from listed where observed = 1"""
    )


def observed_in(posts: str, acts: str, listed: str) -> str:
    """The observed people who write a post, stand in an act or are listed in some of the exports."""
    an_act = f"{acts} where place = 1 and kind <> {KINDS['like']}"
    return f"""
    select o.person from observed o
    join (select person from {posts} union select source from {an_act} union select target from {an_act}
          union select person from {listed} where observed = 1) present on present.person = o.person"""


def some(table: str, conditions: list[str]) -> str:
    """The rows of a table that a filter keeps."""
    return f"select * from {table} where {' and '.join(conditions) or 'true'}"


def some_interactions(interactions: str, posts: str, conditions: list[str]) -> str:
    """The interactions of kept posts, and the acts without a post, that a filter keeps."""
    return f"""
    select i.* from {interactions} i left join {posts} p on p.post = i.post
    where (i.post is null or p.post is not null) and ({" and ".join(conditions) or "true"})"""
