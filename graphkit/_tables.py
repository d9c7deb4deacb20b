"""The tables that intake fills: their columns, and the small codes they hold instead of words.

Counting is close to a sort of integers, so kinds, ways of collecting and accounts are numbers inside. The
order of the codes is the order of the rules: the smallest kind of a (post, target) pair is the one that counts.
"""

KINDS = {"retweet": 1, "quote": 2, "reply": 3, "mention": 4, "echo": 5, "post": 6, "like": 7, "thread": 8}
NAMING = "(1, 2, 3, 4)"
"""The kinds that weigh something: retweet, quote, reply, mention."""
KIND_NAMES = {code: kind for kind, code in KINDS.items()}

COLLECTED = {"archive": 1, "timeline": 2, "unknown": 3, "stream": 4, "search": 5}
SAMPLES = (COLLECTED["stream"], COLLECTED["search"])

NATIVE, CREDIT = 16, 32
"""Beside a kind in one number: the platform's own reference says so; the author gives credit."""

NO_TIME = -(2**63)
NO_ACCOUNT = -1

RAW_POSTS = {
    "post": "bigint",
    "file": "int",
    "line": "bigint",
    "network": "varchar",
    "id": "varchar",
    "root": "varchar",
    "parent": "varchar",
    "conversation": "varchar",
    "author": "bigint",
    "time": "bigint",
    "words": "bigint",
    "fields": "bigint",
    "digest": "bigint",
    "via": "tinyint",
    "cut": "boolean",
    "text": "varchar",
}
"""`root`, the id of the first version of a post, is empty where that is the post itself."""
RAW_INTERACTIONS = {
    "post": "bigint",
    "author": "bigint",
    "target": "bigint",
    "time": "bigint",
    "kind": "tinyint",
    "native": "boolean",
    "credit": "boolean",
    "ref": "varchar",
}
RAW_ACTS = {
    "file": "int",
    "line": "bigint",
    "post_id": "varchar",
    "author": "bigint",
    "target": "bigint",
    "time": "bigint",
    "kind": "bigint",
    "weight": "bigint",
}
WORDINGS = {"post": "bigint", "wording": "bigint", "linked": "boolean"}
SHINGLES = {"wording": "bigint", "shingle": "bigint"}
SOUGHT = {"what": "varchar"}
"""What the user asked to look for while reading."""
SIGHTINGS = {"account": "bigint", "time": "bigint"}
RAW_LISTED = {"file": "int", "account": "bigint", "time": "bigint", "observed": "bigint"}
ALIASES = {"account": "varchar", "person": "varchar"}
CIRCLE = {"account": "varchar"}
ACCOUNTS = {
    "account": "bigint",
    "network": "varchar",
    "id": "varchar",
    "handle": "varchar",
    "name": "varchar",
}
FILES = {"file": "int", "bundle": "int"}
LEFT_OUT = {
    "file": "int",
    "line": "bigint",
    "byte_offset": "bigint",
    "record_id": "varchar",
    "fate": "varchar",
    "code": "varchar",
    "reason": "varchar",
}
