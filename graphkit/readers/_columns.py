"""What the columns of a table mean, by their headers.

Headers are compared without case, spaces, underscores, hyphens. The first word of a list that a header has wins.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from graphkit.errors import UsageError
from graphkit.readers._faults import FileFault
from graphkit.readers._times import read_time

WORDS: dict[str, str] = {
    "author": "author screen_name user_screen_name username user_name from_user_screen_name from_user"
    " from_user_name author_username author_screen_name author_handle user_username user_handle handle account"
    " account_name user author_name tweeter poster posted_by commenter sender nickname nick login name",
    "author_id": "author_id user_id from_user_id author_id_str user_id_str account_id uid userid did",
    "author_name": "display_name author_display_name user_display_name full_name real_name from_user_realname"
    " nickname name",
    "text": "text full_text tweet tweet_text tweet_content content body message post post_text status_text"
    " comment comment_text caption selftext raw_content document msg",
    "id": "id tweet_id post_id status_id id_str tweet_id_str message_id comment_id uri",
    "time": "created_at created_at_utc timestamp_utc datetime date_time timestamp created created_utc"
    " tweet_created published_at published publish_date posted_at date_utc post_date tweet_date date time",
    "clock": "time clock hour",
    "reply_to": "in_reply_to_screen_name in_reply_to_username in_reply_to_user reply_to_screen_name"
    " reply_to_username reply_to_user in_reply_to_handle replied_to_user replied_to reply_to in_reply_to"
    " to_user to_user_name",
    "reply_to_id": "in_reply_to_user_id in_reply_to_user_id_str reply_to_user_id to_user_id",
    "reply_to_post": "in_reply_to_status_id in_reply_to_status_id_str in_reply_to_tweet_id in_reply_to_post_id"
    " in_reply_to_id reply_to_status_id reply_to_post_id reply_to_id parent_id",
    "retweet_of": "retweeted_user retweeted_screen_name retweeted_username retweeted_user_screen_name"
    " retweet_user retweet_screen_name retweet_username retweet_of retweet_from rt_user user_rt reposted_user"
    " repost_of boost_of original_author",
    "retweet_of_id": "retweeted_user_id retweet_user_id user_rt_id",
    "retweet_of_post": "retweeted_status_id retweeted_tweet_id retweet_status_id retweeted_id retweet_id",
    "quote_of": "quoted_user quoted_screen_name quoted_username quoted_user_screen_name quote_of quoting",
    "quote_of_id": "quoted_user_id",
    "quote_of_post": "quoted_status_id quoted_tweet_id quoted_id quote_id",
    "is_retweet": "is_retweet is_rt retweeted retweet is_repost",
    "is_reply": "is_reply",
    "is_quote": "is_quote is_quote_status",
    "mentions": "mentions mentioned mentioned_users user_mentions mentioned_usernames mentioned_screen_names"
    " mentions_screen_name mentions_user_screen_name user_mentions_screen_name mentioned_names mentionees",
    "network": "network platform",
    "kind": "kind relationship relation interaction interaction_type edge_type action tweet_type post_type type",
    "weight": "weight edge_weight count frequency freq times n value",
}
PAIRS = tuple(
    tuple(pair.split())
    for pair in (
        "source target", "src dst", "from to", "src_account dst_account", "source_user target_user",
        "source_name target_name", "source_screen_name target_screen_name", "from_user to_user",
        "from_name to_name", "sender receiver", "sender recipient", "source_id target_id", "from_id to_id",
        "from_node_id to_node_id", "user1 user2", "user_1 user_2", "user_a user_b", "person1 person2",
        "node1 node2", "src dest", "source destination", "ego alter", "origin destination",
        "author target", "user target",
    )
)  # fmt: skip
TARGETS = ("reply_to", "retweet_of", "quote_of", "mentions")
EDGE_WORDS = ("kind", "weight", "time", "clock", "id", "network")
POST_WORDS = tuple(word for word in WORDS if word != "weight")
DAYS = ("date", "dateutc", "postdate", "tweetdate")
_NUMBER = re.compile(r"[-+]?\d[\d.,eE+-]*")
ENDS = ("source", "target")
ASKED = (*WORDS, *ENDS)
"""The words that `--columns` knows."""

FOREIGN = ({"user_did", "user_handle"}, {"vertex 1", "vertex 2"})
"""Headers of tables that are known and not tables of posts as read here: minet's of Bluesky, NodeXL's."""

WORKS = {"isbn", "isbn10", "isbn13", "issn"}
"""Headers of tables of books, whose authors act towards nobody."""
CODE = frozenset("{};")
"""Signs of a first line that is code, not a header."""


@dataclass(frozen=True)
class Columns:
    """What a table holds and where: our words for its columns, with their positions."""

    holds: Literal["posts", "edges"]
    at: Mapping[str, int]
    header: Sequence[str]
    twice: Sequence[str] = field(default=())

    def said(self) -> str:
        """The guess, for people: `columns read: author=name, text=text`."""
        named = ", ".join(f"{word}={self.header[place]}" for word, place in self.at.items())
        again = "".join(f"; two columns are called {name!r}, the first is read" for name in self.twice)
        return f"{self.holds}; columns read: {named}{again}"


def folded(header: str) -> str:
    """A header without what people write differently."""
    return re.sub(r"[\s_-]+", "", header).casefold()


_FOLDED = {word: tuple(map(folded, names.split())) for word, names in WORDS.items()}
_FOLDED_PAIRS = tuple((folded(source), folded(target)) for source, target in PAIRS)


def foreign(header: Sequence[str]) -> bool:
    """Whether a more specific reader knows this header."""
    found = {cell.strip().lower() for cell in header}
    return any(words <= found for words in FOREIGN)


def columns_of(header: Sequence[str], asked: Mapping[str, str]) -> Columns | None:
    """The meaning of a header, or None if it names neither an author with words or targets nor two ends."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        places.setdefault(folded(cell), place)
    at = _asked(header, places, asked)
    ends = _ends(places, at)
    for word, names in _FOLDED.items():
        if word not in at:
            free = (places[name] for name in names if name in places)
            at |= [(word, place) for place in free if place not in at.values()][:1]
    if WORKS & places.keys() and not asked:
        return None
    authored = ("author" in at or "author_id" in at) and any(word in at for word in ("text", *TARGETS))
    if ends and ("text" not in at or not authored or asked.keys() & set(ENDS)):
        return _columns("edges", {**ends, **_only(at, EDGE_WORDS, set(ends.values()))}, header)
    if authored:
        return _columns("posts", _only(at, POST_WORDS, set()), header)
    return None


def wanted(header: Sequence[str]) -> str:
    """What to tell someone whose table is not understood: what was found, what is wanted."""
    found = ", ".join(repr(cell[:40]) for cell in header[:12]) + (" …" if len(header) > 12 else "")
    if work := next((cell for cell in header if folded(cell) in WORKS), ""):
        return f"a table of books, whose authors write to nobody in it: its columns are {found} ({work!r} tells)"
    data = any(cell[:1] in "@{[" or _NUMBER.fullmatch(cell) or read_time(cell) for cell in header if cell)
    named = set(map(folded, header)) & {folded(name) for name in f"{WORDS['author']} {WORDS['author_id']}".split()}
    lacks = "says neither what its people write nor whom they name" if named else "names no author"
    start = "no header: its first line is" if data else f"a table that {lacks}: its columns are"
    return (
        f"{start} {found}; wanted are an author (author, user, screen_name …) with text or mentions, or source and"
        " target; name them with --columns author=HEADER"
    )


def _asked(header: Sequence[str], places: Mapping[str, int], asked: Mapping[str, str]) -> dict[str, int]:
    at: dict[str, int] = {}
    for word, name in asked.items():
        if word not in ASKED:
            raise UsageError(f"--columns knows no {word!r}; it knows {', '.join(ASKED)}")
        if name not in header and folded(name) not in places:
            found = ", ".join(map(repr, header[:12]))
            raise FileFault("table.columns", f"has no column {name[:80]!r} for --columns; found {found}")
        at[word] = header.index(name) if name in header else places[folded(name)]
    return at


def _ends(places: Mapping[str, int], at: dict[str, int]) -> dict[str, int]:
    """Where source and target stand, if the header names both."""
    ends: dict[str, int] = {}
    for source, target in _FOLDED_PAIRS:
        if source in places and target in places and not ends:
            ends = {"source": places[source], "target": places[target]}
    ends.update({word: at.pop(word) for word in ENDS if word in at})
    return ends if len(ends) == len(ENDS) else {}


def _only(at: Mapping[str, int], words: Sequence[str], taken: set[int]) -> dict[str, int]:
    return {word: at[word] for word in words if word in at and at[word] not in taken}


def _columns(holds: Literal["posts", "edges"], at: dict[str, int], header: Sequence[str]) -> Columns:
    if "clock" in at and ("time" not in at or folded(header[at["time"]]) not in DAYS):
        del at["clock"]
    names = [folded(cell) for cell in header]
    twice = [header[place] for place in at.values() if names.count(names[place]) > 1]
    return Columns(holds, at, header, twice)
