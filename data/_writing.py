"""What the people of the community write: each idea is a function from an author to a post, or to None."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

import _words as words
from _chance import below, early, happens, pick, weighted
from _community import DAY, Person, Post

LONGEST = 140
TWITTER_EPOCH = 1288834974657
LOST = 1000
"""Counter in the ids of posts that were deleted before the exports were made."""
IDEAS = ("pass_on", "name", "answer", "plain", "thread", "own_retweet", "own_name", "own_link", "praise")
MANNERS = {
    "native": 0.62, "by_hand": 0.14, "quote": 0.05, "modified": 0.02, "credit": 0.12, "link": 0.03,
    "recycled": 0.005, "lost": 0.015,
}  # fmt: skip
"""How posts are passed on, by how often: roughly as in 2012."""
BY_HAND = {
    "RT {x}: {t}": 0.7,
    "RT {x} {t}": 0.14,
    "RT: {x} {t}": 0.05,
    "RT{x} {t}": 0.03,
    "rt {x}: {t}": 0.08,
}
SELF_CENTRED = ("broadcaster", "selfpromoter")


@dataclass(frozen=True)
class Memory:
    """What the community knows so far."""

    rng: Random
    contacts: dict[str, list[Person]]
    said: dict[str, list[Post]]
    """By author: posts that are not native retweets, oldest first."""
    inbox: dict[str, list[Post]]
    """By person: posts of others that name them, oldest first."""
    passed_on: set[tuple[str, str]] = field(default_factory=set)
    sentences: set[str] = field(default_factory=set)


def tell(
    rng: Random, people: list[Person], contacts: dict[str, list[Person]], moments: list[tuple[int, Person]]
) -> list[Post]:
    """Everything the community writes, oldest first."""
    memory = Memory(rng, contacts, {p.id: [] for p in people}, {p.id: [] for p in people})
    posts: list[Post] = []
    for time, author in moments:
        draft = write(memory, author, time)
        number = post_id(time, len(posts) % 97)
        post = replace(draft, id=number, time=time, author=author, thread=draft.thread or number)
        posts.append(post)
        if not (post.retweet_of or post.lost_original):
            memory.said[author.id].append(post)
        for _, other in post.acts:
            if other != author:
                memory.inbox[other.id].append(post)
    return sorted(posts, key=lambda post: int(post.id))


def post_id(time: int, low: int) -> str:
    """An id as the network gave them since 2010: milliseconds in the high bits, a counter in the low ones."""
    return str((time * 1000 - TWITTER_EPOCH << 22) + low)


def write(memory: Memory, author: Person, time: int) -> Post:
    """One post of this author; where an idea fails for want of anything to pass on or answer, a plain one."""
    idea = weighted(memory.rng, dict(zip(IDEAS, author.habits, strict=True)))
    return WRITERS[idea](memory, author, time) or plain(memory, author, time)


def new(memory: Memory, templates: tuple[str, ...] | list[str], circle: str, **names: str) -> str:
    """A sentence that nobody has written before and that fits."""
    while True:
        text = words.say(memory.rng, templates, circle, **names)
        if len(text) <= LONGEST and text not in memory.sentences:
            memory.sentences.add(text)
            return text


def someone(memory: Memory, author: Person) -> Person:
    """One of the people this author tends to name."""
    return early(memory.rng, memory.contacts[author.id])


def found(memory: Memory, author: Person) -> Post | None:
    """A recent post of somebody this author knows, which they have not passed on yet."""
    for _ in range(6):
        said = memory.said[someone(memory, author).id]
        post = pick(memory.rng, said[-6:]) if said else None
        if post and (author.id, post.id) not in memory.passed_on:
            memory.passed_on.add((author.id, post.id))
            return post
    return None


def is_simple(post: Post) -> bool:
    """True for words that can stand inside quotation marks and behind RT without confusion."""
    return not any(mark in post.text for mark in ("“", "”", '"', "♺", "RT", "MT", "rt @", "\n", "\u2028"))


def shorten(text: str, room: int) -> str:
    """The text, cut between words where it is too long; never right behind a name."""
    if len(text) <= room:
        return text
    kept = text[: room - 1].rsplit(" ", 1)[0].split(" ")
    while kept and "@" in kept[-1]:
        kept.pop()
    return " ".join(kept) + "…"


def remark(memory: Memory, author: Person) -> str:
    """A few words to go with somebody else's."""
    return words.say(memory.rng, words.REMARKS, author.circle)


def pass_on(memory: Memory, author: Person, time: int) -> Post | None:
    """Somebody else's post, passed on or credited in one of the manners of 2012."""
    manner = weighted(memory.rng, MANNERS)
    if manner in ("credit", "lost"):
        return credit(memory, author) if manner == "credit" else lost(memory, author, time)
    post = found(memory, author)
    if post is None:
        return None
    if manner == "link":
        text = f"{remark(memory, author)} {words.short_link(memory.rng)}"
        return Post(text, (("quote", post.by),), quote_of=post)
    if manner == "native" or not is_simple(post):
        return native(post)
    return in_words(memory, author, post, manner)


def native(post: Post) -> Post:
    """The network's own retweet: the text is cut at 140 characters, even through a name."""
    text = f"RT {post.by.at}: {post.text}"
    cut = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return Post(cut, (("retweet", post.by),), retweet_of=post, thread="")


def in_words(memory: Memory, author: Person, post: Post, manner: str) -> Post:
    """Passed on by hand: RT, MT, quotation marks, with or without a remark."""
    kind, at, rng = "quote", post.by.at, memory.rng
    comment = remark(memory, author)
    if manner == "quote":
        marks = "“{x}: {t}” {r}" if happens(rng, 0.8) else '"{x}: {t}" {r}'
    elif manner == "modified":
        marks, comment = "MT {x}: {t}", ""
    else:
        kind = "retweet"
        marks = "♺ {x}: {t}" if manner == "recycled" else weighted(rng, BY_HAND)
        marks = "{r} " + marks if happens(rng, 0.4) else marks
    frame = len(marks.format(x=at, t="", r=comment))
    room = min(LONGEST - frame, 60 if manner == "modified" else LONGEST)
    text = marks.format(x=at, t=shorten(post.text, room), r=comment)
    return Post(text, ((kind, post.by),))


def credit(memory: Memory, author: Person) -> Post:
    """A find of one's own telling, with a word on where it came from."""
    other = someone(memory, author)
    return Post(new(memory, words.CREDITS, other.circle, x=other.at), (("mention", other),))


def lost(memory: Memory, author: Person, time: int) -> Post:
    """A native retweet whose original was deleted since: only the text still names its author."""
    other = someone(memory, author)
    original = post_id(time - below(memory.rng, 3 * DAY) - 60, LOST)
    text = f"RT {other.at}: {shorten(new(memory, words.PLAIN, other.circle), 110)}"
    return Post(text, (("retweet", other),), lost_original=original)


def name(memory: Memory, author: Person, time: int) -> Post | None:
    """A post that names one or two people."""
    rng, other = memory.rng, someone(memory, author)
    if other.role == "selfpromoter" and happens(rng, 0.6):
        text = new(memory, words.PRAISE, other.circle, x=other.at)
        return Post(text, (("reply", other),), reply_to=other)
    third = someone(memory, author)
    if third != other and happens(rng, 0.12):
        text = new(memory, words.PAIRS, author.circle, x=other.at, y=third.at)
        return Post(text, (("mention", other), ("mention", third)))
    text = new(memory, words.MENTIONS, author.circle, x=other.at)
    return Post(_longer(memory, author, text), (("mention", other),))


def _longer(memory: Memory, author: Person, text: str) -> str:
    """Now and then with a sentence before it: whoever retweets that loses its end, where the name stands."""
    if not happens(memory.rng, 0.15):
        return text
    long = f"{new(memory, words.PLAIN, author.circle)} {text}"
    return long if len(long) <= LONGEST else text


def answer(memory: Memory, author: Person, time: int) -> Post | None:
    """A reply: to somebody who named the author, or to something an acquaintance wrote."""
    rng = memory.rng
    if happens(rng, 0.006):
        original = post_id(time - below(rng, DAY) - 60, LOST)
        return Post(new(memory, words.REPLIES, author.circle), parent=original)
    heard = [p for p in memory.inbox[author.id][-8:] if time - p.time < 7 * DAY]
    if heard and author.role not in SELF_CENTRED and happens(rng, 0.55):
        parent: Post | None = pick(rng, heard)
    else:
        said = memory.said[someone(memory, author).id]
        parent = pick(rng, said[-4:]) if said else None
    other = parent.by if parent else someone(memory, author)
    if other == author:
        return None
    return _addressed(memory, author, other, parent)


def _addressed(memory: Memory, author: Person, other: Person, parent: Post | None) -> Post:
    """`@other …`: mostly the network's own reply; sometimes typed, with or without the network noticing."""
    rng, acts, at = memory.rng, [("reply", other)], other.at
    named = [p for _, p in parent.acts if p not in (author, other)] if parent else []
    if named and happens(rng, 0.3):
        acts.append(("mention", named[0]))
        at += " " + named[0].at
    text = f"{at} {new(memory, words.REPLIES, other.circle)}"
    if len(text) > LONGEST:
        text = shorten(text, LONGEST)
    typed = rng.random()
    if typed < 0.07 or other.gone:
        return Post(text, tuple(acts))
    if typed < 0.19 or parent is None:
        return Post(text, tuple(acts), reply_to=other)
    return Post(text, tuple(acts), reply_to=other, parent=parent.id, thread=parent.thread)


def plain(memory: Memory, author: Person, time: int) -> Post:
    """A post that names nobody; the self-centred now and then take one from others, word for word."""
    rng = memory.rng
    if author.role in SELF_CENTRED and happens(rng, 0.03):
        copied = found(memory, author)
        if copied and not copied.acts and not copied.parent and "http" not in copied.text:
            return Post(copied.text)
    return Post(words.in_lines(rng, _longer(memory, author, new(memory, words.PLAIN, author.circle))))


def thread(memory: Memory, author: Person, time: int) -> Post | None:
    """A native reply to one's own last post; one in twelve names somebody else."""
    said = memory.said[author.id]
    if not said or time - said[-1].time > 3 * DAY:
        return None
    acts: tuple[tuple[str, Person], ...] = ()
    text = new(memory, words.PLAIN, author.circle)
    if happens(memory.rng, 0.08):
        other = someone(memory, author)
        acts, text = (("mention", other),), new(memory, words.MENTIONS, author.circle, x=other.at)
    return Post(text, acts, reply_to=author, parent=said[-1].id, thread=said[-1].thread)


def own_retweet(memory: Memory, author: Person, time: int) -> Post | None:
    """One's own words once more, with RT and one's own name before them."""
    plain_ones = [p for p in memory.said[author.id] if not p.acts and is_simple(p) and not p.parent]
    if not plain_ones:
        return None
    post = pick(memory.rng, plain_ones)
    start = "" if happens(memory.rng, 0.6) else words.say(memory.rng, words.REMINDERS, author.circle) + " "
    room = LONGEST - len(f"{start}RT {author.at}: ")
    return Post(f"{start}RT {author.at}: {shorten(post.text, room)}", (("retweet", author),))


def own_name(memory: Memory, author: Person, time: int) -> Post | None:
    """A post about oneself, by name."""
    return Post(new(memory, words.BOASTS, author.circle, x=author.at), (("mention", author),))


def own_link(memory: Memory, author: Person, time: int) -> Post | None:
    """A link to an earlier post of one's own."""
    said = memory.said[author.id]
    if not said:
        return None
    text = f"{words.say(memory.rng, words.REMINDERS, author.circle)} {words.short_link(memory.rng)}"
    return Post(text, (("quote", author),), quote_of=pick(memory.rng, said))


def praise(memory: Memory, author: Person, time: int) -> Post | None:
    """Somebody's post that names the author, retweeted by the author."""
    for post in reversed(memory.inbox[author.id]):
        fresh = (author.id, post.id) not in memory.passed_on
        if fresh and author.at in post.text and not post.retweet_of and not post.lost_original:
            memory.passed_on.add((author.id, post.id))
            return native(post)
    return None


WRITERS: dict[str, Callable[[Memory, Person, int], Post | None]] = {
    "pass_on": pass_on,
    "name": name,
    "answer": answer,
    "plain": plain,
    "thread": thread,
    "own_retweet": own_retweet,
    "own_name": own_name,
    "own_link": own_link,
    "praise": praise,
}
