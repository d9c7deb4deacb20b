"""A community of invented people, as API v2 would give it: fifty handles with roles, their posts and whom they name."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

FIRST = (
    *("ann", "bob", "cleo", "dora", "eli", "fay", "gus", "hana", "ivo", "jan", "kai", "lea", "max"),
    *("nora", "otto", "pia", "quin", "rosa", "sam", "tess", "ugo", "vera", "wim", "xena", "yuri"),
)
LAST = ("reed", "stone")
BASE = 1_900_000_000_000_000_000


@dataclass
class Town:
    """Users by id, posts by id (newest first), and who liked or reposted what."""

    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, user: str) -> list[dict[str, Any]]:
        """A timeline, newest first."""
        return [post for post in self.posts.values() if post["author_id"] == user]

    def mentioning(self, user: str) -> list[dict[str, Any]]:
        """Posts that name somebody, newest first."""
        handle = self.users[user]["username"]
        return [p for p in self.posts.values() if handle in [m["username"] for m in p["entities"]["mentions"]]]

    def handle(self, number: int = 0) -> str:
        """The handle of one of them."""
        return str(list(self.users.values())[number]["username"])


def town(people: int = 50, posts: int = 60, seed: int = 7) -> Town:
    """So many people with so many posts each; every eighth of them speaks of nobody but themselves."""
    rng = Random(seed)  # noqa: S311
    made = Town()
    for number in range(people):
        handle = f"{FIRST[number % len(FIRST)]}_{LAST[number // len(FIRST) % 2]}{'' if number < 50 else number}"
        user = {"id": str(1000 + number), "username": handle, "name": handle.replace("_", " ").title()}
        made.users[user["id"]] = user | {"public_metrics": {"tweet_count": posts}}
    written: list[dict[str, Any]] = []
    for number in range(people * posts):
        author = str(1000 + number % people)
        written.append(_post(rng, made, written, author, number))
    made.posts = {post["id"]: post for post in reversed(written)}
    return made


def _post(rng: Random, made: Town, written: list[dict[str, Any]], author: str, number: int) -> dict[str, Any]:
    loud = int(author) % 8 == 3
    circle = [u for u in made.users if u != author and (int(u) - int(author)) % 5 < 2]
    other = made.users[rng.choice(circle or list(made.users))]
    chance = 1.0 if loud and rng.random() > 0.04 else rng.random()
    earlier = [post for post in written[-200:] if post["author_id"] == other["id"]]
    month, day = 5 + number // 2600 % 6, 1 + number // 100 % 26
    post: dict[str, Any] = {
        "id": str(BASE + number * 1_000_003),
        "author_id": author,
        "created_at": f"2026-{month:02d}-{day:02d}T{number % 24:02d}:{number % 60:02d}:00.000Z",
        "text": f"a walk by the river, number {number}",
        "entities": {"mentions": []},
        "edit_history_tweet_ids": [str(BASE + number * 1_000_003)],
        "public_metrics": {"reply_count": 3, "quote_count": 12, "retweet_count": 5, "like_count": 9},
    }
    post["conversation_id"] = post["id"]
    named = [{"start": 0, "end": 5, "username": other["username"], "id": other["id"]}]
    if chance < 0.25 and earlier:
        old = rng.choice(earlier)
        post |= {"text": f"RT @{other['username']}: {old['text']}", "entities": {"mentions": named}}
        post["referenced_tweets"] = [{"type": "retweeted", "id": old["id"]}]
    elif chance < 0.45 and earlier:
        old = rng.choice(earlier)
        post |= {
            "text": f"@{other['username']} so true",
            "in_reply_to_user_id": other["id"],
            "entities": {"mentions": named},
        }
        post |= {
            "referenced_tweets": [{"type": "replied_to", "id": old["id"]}],
            "conversation_id": old["conversation_id"],
        }
    elif chance < 0.6:
        post |= {"text": f"good evening with @{other['username']}", "entities": {"mentions": named}}
    elif chance < 0.66:
        long = f"a long walk {'on and on ' * 40}with @{other['username']}"
        post["note_tweet"] = {"text": long, "entities": {"mentions": named}}
    return post
