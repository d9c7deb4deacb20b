"""From the wordings of posts to uncredited near-copies, in SQL: who posted whose words later without naming them.

Everything is compared within the whole export, whatever part of it is looked at: the earlier post may lie outside.
Near means: of the distinct shingles of both, at least four fifths are in both (Jaccard). No pair is missed: with all
shingles in one order, the rarest first, two such wordings share one among the first fifth (and one more) of each.
Source: R. Bayardo, Y. Ma and R. Srikant, Scaling up all pairs similarity search (2007).
"""

from graphkit._tables import NAMING

LOOKS = 16
"""Of more wordings than this that share a rare shingle, the earliest are compared with the later ones."""
COMMON = 3
"""Words that so many people post without naming one another are nobody's."""
_LATE = 2**63 - 1

# The posts that count, with their wordings: those in the author's own words, as far as they say.
WORDED = """
    select p.post, p.person, p.network, p.time, p.id, p.file, p.line, w.wording, w.linked
    from posts p join wordings w on w.post = p.post"""

WORDING_SIZES = f"""
    select s.wording, s.size, f.first from (
        select wording, count(*) as size from shingles group by wording) s
    join (select wording, min(coalesce(time, {_LATE})) as first from worded group by wording) f
      on f.wording = s.wording"""

# The rarest shingles of each wording, and of each such shingle the wordings in order of time.
RARE_SHINGLES = """
    with uses as (select shingle, count(*) as uses from shingles group by shingle),
    placed as (
        select s.wording, s.shingle, z.size, z.first, u.uses,
               row_number() over (partition by s.wording order by u.uses, s.shingle) as place
        from shingles s join uses u on u.shingle = s.shingle join wording_sizes z on z.wording = s.wording)
    select wording, shingle, size, row_number() over (partition by shingle order by first, wording) as turn
    from placed where uses > 1 and 5 * (place - 1) <= size"""

COMPARED_PAIRS = f"""
    select distinct a.wording, b.wording as earlier
    from rare_shingles a join rare_shingles b on b.shingle = a.shingle and b.turn < a.turn
    where b.turn <= {LOOKS} and 5 * a.size >= 4 * b.size and 5 * b.size >= 4 * a.size"""

SHINGLES_OF_PAIRS = """
    select s.wording, s.shingle from shingles s
    join (select wording from compared_pairs union select earlier from compared_pairs) p on p.wording = s.wording
    order by s.wording, s.shingle"""
ALIKE = {"wording": "bigint", "earlier": "bigint", "common": "bigint", "either": "bigint"}
"""The pairs that are near, of those compared: shingles in both, and in either."""

# Each wording with itself and the earliest near ones.
NEAR = f"""
    with both_ways as (
        select wording, earlier as other, common, either from alike
        union all select earlier, wording, common, either from alike),
    ranked as (
        select b.wording, b.other, b.common, b.either,
               row_number() over (partition by b.wording order by z.first, b.other) as turn
        from both_ways b join wording_sizes z on z.wording = b.other)
    select wording, other, common, either from ranked where turn <= {LOOKS}
    union all select wording, wording, size, size from wording_sizes"""

POSTERS = "select wording, person, min(time) as first from worded group by wording, person"

# Whom a post names, beside each wording near its own; then the posts that name somebody else who posted the words.
NAMED_BESIDE = f"""
    select distinct w.post, i.target, n.other
    from worded w join interactions i on i.post = w.post and i.kind in {NAMING} and i.target <> w.person
    join near n on n.wording = w.wording"""

NAMING_POSTS = """
    select distinct b.post from named_beside b join posters q on q.wording = b.other and q.person = b.target"""

# Of each wording no more people than it takes to make words common.
COMMON_WORDINGS = f"""
    with alone as (
        select wording, person, row_number() over (partition by wording order by person) as place from (
            select distinct w.wording, w.person from worded w left join naming_posts m on m.post = w.post
            where m.post is null) posted)
    select n.wording from near n join alone a on a.wording = n.other and a.place <= {COMMON}
    group by n.wording having count(distinct a.person) >= {COMMON}"""

ORIGINALS = """
    select wording, post, person, time, id, file, line, linked from (
        select wording, post, person, time, id, file, line, linked,
               row_number() over (partition by wording order by time, person, id, file, line, post) as place
        from worded where time is not null) dated
    where place = 1"""

# The earliest post with these words counts; where its author, or the same moment, is the later one's own, none does.
COPIES = """
    with suspects as (
        select w.* from worded w left join naming_posts m on m.post = w.post
        left join common_wordings c on c.wording = w.wording
        where m.post is null and c.wording is null and w.time is not null),
    compared as (
        select s.post, s.person, s.time, s.linked, o.wording as earlier, o.post as original, o.person as author,
               o.time as original_time, o.linked as original_linked, n.common, n.either,
               min(q.first) over (partition by s.post) as own,
               row_number() over (
                   partition by s.post order by o.time, o.person, o.id, o.file, o.line, o.post) as place
        from suspects s join near n on n.wording = s.wording join originals o on o.wording = n.other
        left join posters q on q.wording = n.other and q.person = s.person)
    select p.post, p.person, p.time, p.linked, p.original, p.author, p.original_time, p.original_linked,
           p.common, p.either
    from compared p left join common_wordings c on c.wording = p.earlier
    where p.place = 1 and p.author <> p.person and p.original_time < p.own and c.wording is null"""

PAIRS = (
    ("worded", WORDED),
    ("wording_sizes", WORDING_SIZES),
    ("rare_shingles", RARE_SHINGLES),
    ("compared_pairs", COMPARED_PAIRS),
)
"""Name and SQL of each step up to the pairs that must be compared, in order."""
FINDINGS = (
    ("near", NEAR),
    ("posters", POSTERS),
    ("named_beside", NAMED_BESIDE),
    ("naming_posts", NAMING_POSTS),
    ("common_wordings", COMMON_WORDINGS),
    ("originals", ORIGINALS),
    ("copies", COPIES),
)
"""Name and SQL of each step from the pairs that are alike, in order."""


def evidence(posts: str) -> str:
    """One row a copy among these posts: both people and posts, with times, places and how alike they are."""
    return f"""
    select s.id as copier, s.label as copier_label, p.id as post, c.time, p.file, p.line,
           t.id as author, t.label as author_label, o.id as original, c.original_time,
           o.file as original_file, o.line as original_line, c.common, c.either,
           c.linked, c.original_linked
    from copies c join {posts} p on p.post = c.post join posts o on o.post = c.original
    join named_people s on s.person = c.person join named_people t on t.person = c.author
    order by c.time, s.id, p.id, p.file, p.line, p.post"""


def compared(posts: str) -> str:
    """One row an author of these posts: dated posts that could be compared, how many of them are copies.

    `peers` counts the other people of the same networks, in the whole export, with a post that could be compared.
    """
    return f"""
    with peers as (
        select network, count(distinct person) - 1 as peers from worded where time is not null group by network)
    select w.person, count(*) as compared, count(c.post) as copies, max(p.peers) as peers
    from worded w join {posts} k on k.post = w.post join peers p on p.network = w.network
    left join copies c on c.post = w.post
    where w.time is not null group by w.person"""
