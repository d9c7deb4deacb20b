"""An invented community of 300 people over 100 days of 2012: who they are, whom they know, when they write.

Each post carries its `acts`: whom it names and how, by graphkit's definitions. A retweet, quote, reply or
mention of one person counts once, by the strongest kind; names inside passed-on words are nobody's acts. They
are known because the sentence was built around them, not because anybody read it.
"""

from dataclasses import dataclass, replace
from random import Random

import _words as words
from _chance import bell, below, happens, heavy, shuffled, weighted

PEOPLE = 300
DAYS = 100
START = 1335830400  # 2012-05-01T00:00:00Z
DAY = 86400

SHARE_OF_ROLE = {
    "sharer": 0.17, "conversationalist": 0.17, "mixed": 0.24, "broadcaster": 0.055, "selfpromoter": 0.03,
    "hub": 0.02, "named": 0.04, "gone": 0.01, "quiet": 0.265,
}  # fmt: skip
"""`named` people have an account and never write; of `gone` ones only the handle is left, in texts."""
USUAL_POSTS = {
    "sharer": 16.5, "conversationalist": 19, "mixed": 12, "broadcaster": 38, "selfpromoter": 56,
    "hub": 40, "named": 0, "gone": 0, "quiet": 1.5,
}  # fmt: skip
FAME = {"hub": 14.0, "broadcaster": 2.5, "selfpromoter": 2.0, "named": 1.2, "gone": 0.8, "quiet": 0.5}
HABITS = {
    #                     passes on, names, answers, plain, thread, own retweet, own name, own link, praise
    "sharer": (0.52, 0.20, 0.11, 0.145, 0.02, 0.0, 0.005, 0.0, 0.0),
    "conversationalist": (0.12, 0.16, 0.58, 0.11, 0.025, 0.0, 0.005, 0.0, 0.0),
    "mixed": (0.25, 0.22, 0.20, 0.28, 0.035, 0.005, 0.01, 0.0, 0.0),
    "broadcaster": (0.01, 0.015, 0.005, 0.955, 0.01, 0.0, 0.005, 0.0, 0.0),
    "selfpromoter": (0.006, 0.004, 0.002, 0.368, 0.14, 0.18, 0.25, 0.04, 0.01),
    "hub": (0.20, 0.22, 0.12, 0.43, 0.02, 0.0, 0.01, 0.0, 0.0),
    "quiet": (0.30, 0.20, 0.20, 0.27, 0.02, 0.0, 0.01, 0.0, 0.0),
}
PINNED = {"selfpromoter": "Tom Gray", "sharer": "Amy Fox"}
"""The loudest of these roles, whose personal archives are written."""


@dataclass(frozen=True)
class Person:
    """An invented account."""

    id: str
    handle: str
    name: str
    role: str
    circle: str
    posts: int
    fame: float

    @property
    def at(self) -> str:
        """The handle as it stands in a text."""
        return "@" + self.handle

    @property
    def habits(self) -> tuple[float, ...]:
        """How often they pass on, name, answer, write plainly …, in the order of `_writing.IDEAS`."""
        return HABITS[self.role]

    @property
    def gone(self) -> bool:
        """True for an account that was deleted before the exports were made."""
        return self.role == "gone"


@dataclass(frozen=True)
class Post:
    """A post, and what it does."""

    text: str
    acts: tuple[tuple[str, Person], ...] = ()
    reply_to: Person | None = None
    parent: str = ""
    """Id of the post that is answered; it may be lost."""
    retweet_of: "Post | None" = None
    lost_original: str = ""
    """Id of a retweeted post that was deleted before the exports were made."""
    quote_of: "Post | None" = None
    thread: str = ""
    """Id of the first post of the conversation."""
    id: str = ""
    time: int = 0
    author: Person | None = None

    @property
    def by(self) -> Person:
        """Who wrote it."""
        if self.author is None:
            raise ValueError("a post that nobody has written yet")
        return self.author


def invent_people(rng: Random) -> list[Person]:
    """The community: names, roles, circles, how much each writes and how often they are noticed."""
    names = shuffled(rng, [(a.title(), b.title()) for a in words.FIRST.split("|") for b in words.LAST.split("|")])
    roles = [role for role, share in SHARE_OF_ROLE.items() for _ in range(int(share * PEOPLE + 0.5))]
    circle_size = {circle: heavy(rng, 5) for circle in words.CIRCLES}
    people = []
    for place, role in enumerate(roles[:PEOPLE]):
        first, last = names[place]
        handle = f"{first}{'_' if happens(rng, 0.7) else ''}{last}".lower()
        # Display names are not unique, and nothing may depend on them.
        name = f"{first} {last}" if place % 3 == 0 else first
        loud = heavy(rng, 6) * (0.7 + 0.6 * rng.random())
        posts = 0 if role in ("named", "gone") else max(1, int(USUAL_POSTS[role] * loud + 0.5))
        fame = FAME.get(role, 1.0) * heavy(rng, 12)
        account = str(1_000_000 + below(rng, 600_000_000))
        circle = weighted(rng, circle_size)
        people.append(Person(account, handle, name, role, circle, min(posts, 260), fame))
    return _pin(people)


def _pin(people: list[Person]) -> list[Person]:
    """Give the loudest self-promoter and the loudest sharer the names that the documentation uses."""
    pinned = {
        max((p for p in people if p.role == role), key=lambda p: p.posts).id: name for role, name in PINNED.items()
    }
    return [
        replace(p, name=pinned[p.id], handle=pinned[p.id].lower().replace(" ", "_")) if p.id in pinned else p
        for p in people
    ]


def acquaint(rng: Random, people: list[Person]) -> dict[str, list[Person]]:
    """Whom each person tends to name, dearest first: mostly their own circle, often those who name them."""
    fame = {p: p.fame for p in people}
    circles = {circle: {p: p.fame for p in people if p.circle == circle} for circle in words.CIRCLES}
    contacts: dict[str, list[Person]] = {p.id: [] for p in people}
    for person in people:
        for _ in range(2 + min(28, person.posts // 3)):
            other = weighted(rng, circles[person.circle] if happens(rng, 0.86) else fame)
            if other is person or other in contacts[person.id]:
                continue
            contacts[person.id].append(other)
            if (
                happens(rng, 0.4)
                and other.role not in ("broadcaster", "selfpromoter")
                and person not in contacts[other.id]
            ):
                contacts[other.id].insert(below(rng, 1 + len(contacts[other.id])), person)
    gone = next(p for p in people if p.gone)
    for person in people:
        # Self-promoters remember somebody who has left, so that an archive holds such a name.
        if person.role == "selfpromoter" or not contacts[person.id]:
            contacts[person.id].insert(0, gone)
    return contacts


def moments(rng: Random, people: list[Person]) -> list[tuple[int, Person]]:
    """When each post is written, in order of time; nobody writes twice within the same second."""
    taken: dict[tuple[int, str], Person] = {}
    for person in people:
        for _ in range(person.posts):
            second = int((13 + 4.5 * bell(rng)) * 3600) % DAY
            time = START + below(rng, DAYS) * DAY + second
            while (time, person.id) in taken:
                time += 1
            taken[time, person.id] = person
    return [(time, taken[time, id_]) for time, id_ in sorted(taken)]
