"""A circle of the community as graph files: who acted on whom, counted or one act at a time."""

from collections import Counter
from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from _community import Person, Post
from _lists import acts
from _shapes import iso

FRIENDS = 5
SHOWN = 12
TWARC_WORDS = ("retweet", "reply", "quote", "mention")

Act = tuple[Post, str, Person]


def circle(centre: Person, posts: list[Post]) -> list[Act]:
    """The acts among somebody and those they act on most, self-mentions included."""
    given = Counter(target.handle for post, _, target in acts(posts) if post.by is centre and target is not centre)
    near = {
        centre.handle,
        *(handle for handle, _ in sorted(given.items(), key=lambda item: (-item[1], item[0]))[:FRIENDS]),
    }
    return [act for act in acts(posts) if act[0].by.handle in near and act[2].handle in near]


def _people(among: Iterable[Act]) -> list[Person]:
    found = {person.handle: person for post, _, target in among for person in (post.by, target)}
    return [found[handle] for handle in sorted(found)]


def gml(among: list[Act], alone: Person) -> str:
    """As twarc and networkx write it: nodes by number, edges with a count for each kind; somebody acts on nobody."""
    people = [*_people(among), alone]
    places = {person.handle: place for place, person in enumerate(people)}
    counts: dict[tuple[int, int], Counter[str]] = {}
    for post, kind, target in among:
        counts.setdefault((places[post.by.handle], places[target.handle]), Counter())[kind] += 1
    lines = ["graph [", "  directed 1"]
    for person in people:
        lines += ["  node [", f"    id {places[person.handle]}", f'    label "{person.handle}"', "  ]"]
    for (source, target), kinds in sorted(counts.items()):
        words = " ".join(f"{word} {kinds[word]}" for word in TWARC_WORDS)
        lines += [f"  edge [ source {source} target {target} weight {kinds.total()} {words} ]"]
    return "\n".join([*lines, "]", ""])


def gexf(among: list[Act]) -> str:
    """As Gephi writes it: ids of accounts, handles as labels, an edge for each of the first acts, with its time."""
    shown = among[:SHOWN]
    nodes = "".join(f"<node id={quoteattr(p.id)} label={quoteattr(p.handle)}/>\n" for p in _people(shown))
    edges = "".join(
        f'<edge id="{number}" source="{post.by.id}" target="{target.id}" start="{iso(post.time)}">'
        f'<attvalues><attvalue for="0" value="{kind}"/></attvalues></edge>\n'
        for number, (post, kind, target) in enumerate(shown)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
        '<graph defaultedgetype="directed" mode="dynamic" timeformat="datetime" timerepresentation="interval">\n'
        '<attributes class="edge" mode="static"><attribute id="0" title="interaction" type="string"/></attributes>\n'
        f"<nodes>\n{nodes}</nodes>\n<edges>\n{edges}</edges>\n</graph>\n</gexf>\n"
    )
