"""Invented archives of any size, seeded: v2 pages of about 3.1 KB a tweet, v1.1 lines, Grailbird zips."""

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec.json import encode
from msgspec.json import format as laid_out

WORDS = "share the table bread news garden morning reading water music open letter small bright road window"
DOMAIN = {"id": "131", "name": "Unified Twitter Taxonomy", "description": "A taxonomy of user interests. " * 2}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PER_PAGE = 100
Tweet = dict[str, Any]


class Town:
    """People who write: activity and fame are heavy-tailed, a fifth of the posts name nobody."""

    def __init__(self, people: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.people = people
        self.known = WORDS.split()

    def somebody(self) -> int:
        """A number of a person; small ones are busy and well known."""
        return int(self.people * self.chance.random() ** 3)

    def words(self) -> str:
        """Something to say."""
        return " ".join(self.chance.choices(self.known, k=self.chance.randrange(6, 22)))


def user_id(person: int) -> str:
    """The platform's id of a person."""
    return str(100_000_000 + 7_919 * person)


def v2_pages(path: Path, tweets: int, *, people: int = 20_000, seed: int = 1) -> None:
    """Raw pages as twarc2 keeps them: 100 tweets, with the users and the tweets that they refer to."""
    town = Town(people, seed)
    with path.open("wb") as file:
        for start in range(0, tweets, PER_PAGE):
            users: dict[str, Tweet] = {}
            inner: dict[str, Tweet] = {}
            numbers = range(start, min(start + PER_PAGE, tweets))
            made = [_v2_tweet(town, 10**18 + 4_194_304 * number, number, users, inner) for number in numbers]
            includes = {"users": list(users.values()), "tweets": list(inner.values())}
            meta = {"newest_id": made[0]["id"], "oldest_id": made[-1]["id"], "result_count": len(made)}
            twarc = {"url": "https://api.twitter.com/2/tweets/search/all?query=news", "version": "2.14.0"}
            page = {"data": made, "includes": includes, "meta": meta, "__twarc": twarc}
            file.write(encode(page) + b"\n")


def _v2_tweet(town: Town, number: int, moment: int, users: dict[str, Tweet], inner: dict[str, Tweet]) -> Tweet:
    """A tweet: 35 % pass on, 10 % quote, 25 % answer, 10 % name somebody, 20 % name nobody."""
    author, other = town.somebody(), town.somebody()
    drawn = town.chance.random()
    tweet = _v2_base(town, number, moment, author)
    users.setdefault(user_id(author), _v2_user(author))
    if drawn < 0.8:
        users.setdefault(user_id(other), _v2_user(other))
    if drawn < 0.45:
        kind = "retweeted" if drawn < 0.35 else "quoted"
        whole = _v2_base(town, number - 4_194_304 * town.chance.randrange(1, 50_000), moment, other)
        inner[whole["id"]] = whole
        tweet["referenced_tweets"] = [{"type": kind, "id": whole["id"]}]
        if kind == "retweeted":
            tweet["text"] = f"RT @person_{other}: {whole['text']}"[:140]
            tweet["entities"]["mentions"] = [_v2_mention(other, 3)]
    elif drawn < 0.7:
        tweet["text"] = f"@person_{other} {tweet['text']}"
        tweet["entities"]["mentions"] = [_v2_mention(other, 0)]
        tweet["in_reply_to_user_id"] = user_id(other)
        tweet["referenced_tweets"] = [{"type": "replied_to", "id": str(number - 4_194_304)}]
    elif drawn < 0.8:
        tweet["text"] = f"{tweet['text']} with @person_{other}"
        tweet["entities"]["mentions"] = [_v2_mention(other, len(tweet["text"]))]
    return tweet


def _v2_base(town: Town, number: int, moment: int, author: int) -> Tweet:
    second, minute, hour = moment % 60, moment // 60 % 60, moment // 3_600 % 24
    text = town.words()
    return {
        "id": str(number),
        "conversation_id": str(number),
        "author_id": user_id(author),
        "created_at": f"2021-03-{1 + moment // 86_400 % 28:02d}T{hour:02d}:{minute:02d}:{second:02d}.000Z",
        "text": text,
        "lang": "en",
        "source": "Twitter Web App",
        "possibly_sensitive": False,
        "reply_settings": "everyone",
        "edit_history_tweet_ids": [str(number)],
        "edit_controls": {
            "edits_remaining": 5,
            "is_edit_eligible": False,
            "editable_until": "2021-03-01T13:00:00.000Z",
        },
        "public_metrics": {
            "retweet_count": 3,
            "reply_count": 1,
            "like_count": 12,
            "quote_count": 0,
            "impression_count": 0,
        },
        "entities": {
            "annotations": [{"start": 0, "end": 8, "probability": 0.62, "type": "Place", "normalized_text": text[:8]}],
            "hashtags": [{"start": 4, "end": 12, "tag": "sharing"}],
            "urls": [
                {
                    "start": 80,
                    "end": 103,
                    "url": "https://t.co/abcdefghij",
                    "expanded_url": f"https://example.org/{number}/a-page-with-a-long-name",
                    "display_url": "example.org/a-page-with-a…",
                    "status": 200,
                    "title": "A page with a long name",
                    "description": "What is on the page, in a sentence or two, as it is kept beside the link.",
                }
            ],
        },
        "context_annotations": [
            {"domain": DOMAIN, "entity": {"id": str(7_000_000 + nth), "name": "News", "description": "News of the day"}}
            for nth in range(2)
        ],
    }


def _v2_mention(person: int, start: int) -> Tweet:
    name = f"person_{person}"
    return {"start": start, "end": start + len(name) + 1, "username": name, "id": user_id(person)}


def _v2_user(person: int) -> Tweet:
    return {
        "id": user_id(person),
        "username": f"person_{person}",
        "name": f"Person {person}",
        "created_at": "2012-08-16T12:59:00.000Z",
        "description": "Shares more than they create. " * 3,
        "location": "Somewhere",
        "protected": False,
        "verified": False,
        "profile_image_url": f"https://pbs.example.org/profile_images/{person}/normal.jpg",
        "public_metrics": {"followers_count": 120, "following_count": 80, "tweet_count": 900, "listed_count": 2},
    }


def v1_lines(path: Path, tweets: int, *, people: int = 20_000, seed: int = 1) -> None:
    """Tweets of the v1.1 API, one a line, about 3 KB each."""
    town = Town(people, seed)
    with path.open("wb") as file:
        for number in range(tweets):
            file.write(encode(_v1_tweet(town, number, town.somebody())) + b"\n")


def _v1_tweet(town: Town, number: int, author: int) -> Tweet:
    other, drawn, text = town.somebody(), town.chance.random(), town.words()
    tweet = _v1_base(number, author, text)
    named = {
        "id": int(user_id(other)),
        "id_str": user_id(other),
        "screen_name": f"person_{other}",
        "name": f"Person {other}",
    }
    if drawn < 0.35:
        tweet["retweeted_status"] = _v1_base(number - 50_000, other, text)
        tweet["text"] = f"RT @person_{other}: {text}"
    elif drawn < 0.6:
        tweet["text"] = f"@person_{other} {text}"
        tweet["in_reply_to_user_id_str"], tweet["in_reply_to_screen_name"] = user_id(other), named["screen_name"]
        tweet["in_reply_to_status_id_str"] = str(10**17 + number - 1)
    elif drawn < 0.8:
        tweet["text"] = f"{text} with @person_{other}"
    if drawn < 0.8:
        tweet["entities"]["user_mentions"] = [{**named, "indices": [0, 5]}]
    return tweet


def _v1_base(number: int, author: int, text: str) -> Tweet:
    second, minute, hour = number % 60, number // 60 % 60, number // 3_600 % 24
    day, month = 1 + number // 86_400 % 28, MONTHS[number // 2_419_200 % 12]
    return {
        "created_at": f"Thu {month} {day:02d} {hour:02d}:{minute:02d}:{second:02d} +0000 2012",
        "id": 10**17 + number,
        "id_str": str(10**17 + number),
        "text": text,
        "source": '<a href="https://example.org" rel="nofollow">a client</a>',
        "truncated": False,
        "user": {**_v2_user(author), "id_str": user_id(author), "screen_name": f"person_{author}"},
        "entities": {"hashtags": [], "symbols": [], "urls": [], "user_mentions": []},
        "retweet_count": 2,
        "favorited": False,
        "lang": "en",
    }


def grailbird(folder: Path, posts: int, *, archives: int, seed: int = 1) -> list[str]:
    """Personal archives of 2012, a zip each, with a file a month; their names."""
    town = Town(20_000, seed)
    return [_grailbird(folder, owner, posts // archives, town) for owner in range(archives)]


def _grailbird(folder: Path, owner: int, posts: int, town: Town) -> str:
    path = folder / f"archive_{owner}.zip"
    about = {"screen_name": f"person_{owner}", "full_name": f"Person {owner}", "id": user_id(owner)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("data/js/user_details.js", b"var user_details = " + encode(about))
        for month, tweets in enumerate(_by_month(town, owner, posts), 1):
            name = f"data/js/tweets/2012_{month:02d}.js"
            archive.writestr(
                name, b"Grailbird.data.tweets_2012_%02d =\n %b" % (month, laid_out(encode(tweets), indent=1))
            )
    return str(path)


def _by_month(town: Town, owner: int, posts: int) -> Iterator[list[Tweet]]:
    first = owner * posts
    for month in range(12):
        numbers = range(first + posts * month // 12, first + posts * (month + 1) // 12)
        yield [_v1_tweet(town, number, owner) for number in numbers]
