"""The community as two of its people got it: an X archive (2018-) and a Grailbird zip (2012-2019)."""

import csv
import io
from decimal import Decimal
from typing import Any

from _community import Person, Post
from _feeds import SOURCE, alive, entities_1, reply_1
from _shapes import Record, airy, escaped, iso, joined, links_in, long_date, names_in, zipped

ASKED_FOR = 1669894496  # the day in 2022 when the X archive was made
CSV_HEADER = (
    "tweet_id in_reply_to_status_id in_reply_to_user_id timestamp source text retweeted_status_id "
    "retweeted_status_user_id retweeted_status_timestamp expanded_urls"
)
README = "This is an invented archive in the shape of a real one. Nobody in it exists.\n"


def x_archive(owner: Person, people: list[Person], posts: list[Post]) -> bytes:
    """The zip of one person's own posts: no author, no retweeted post, every number a text."""
    own = [post for post in reversed(posts) if post.by == owner]
    known = {p.handle: p for p in people}
    liked = [post for post in reversed(posts) if owner.at in post.text and post.by != owner]
    parts: dict[str, list[Record]] = {
        "account": [{"account": _account(owner)}],
        "tweets": [{"tweet": _archived(post, known)} for post in own],
        "like": [{"like": _like(post)} for post in liked],
        "direct_messages": [_conversation(owner, other) for other in people[:3] if other != owner],
    }
    members = {
        f"data/{name.replace('_', '-')}.js": f"window.YTD.{name}.part0 = {airy(items)}" for name, items in parts.items()
    }
    counts = {name: str(len(items)) for name, items in parts.items()}
    members["data/manifest.js"] = "window.__THAR_CONFIG = " + airy(_manifest(owner, counts))
    return zipped({"data/README.txt": README} | members)


def _account(owner: Person) -> Record:
    return {
        "email": f"{owner.handle}@example.org",
        "createdVia": "web",
        "username": owner.handle,
        "accountId": owner.id,
        "createdAt": iso(joined(owner), ".000Z"),
        "accountDisplayName": owner.name,
    }


def _texts(value: Any) -> Any:
    """Every number as a text."""
    if isinstance(value, dict):
        return {key: _texts(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_texts(inner) for inner in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _archived(post: Post, known: dict[str, Person]) -> Record:
    text = escaped(post.text)
    entities = entities_1(post, text, known)
    for mention, (_, _, person) in zip(entities["user_mentions"], names_in(text, known), strict=True):
        if person.gone:
            mention |= {"id": -1, "id_str": "-1"}
    edit = {
        "editTweetIds": [post.id],
        "editableUntil": iso(post.time + 1800, ".000Z"),
        "editsRemaining": "5",
        "isEditEligible": not (post.reply_to or post.retweet_of),
    }
    tweet = {
        "edit_info": {"initial": edit},
        "retweeted": False,
        "source": SOURCE,
        "entities": entities,
        "display_text_range": [0, len(text)],
        "favorite_count": 0,
        "id_str": post.id,
        "truncated": False,
        "retweet_count": 0,
        "id": post.id,
        "created_at": long_date(post.time),
        "favorited": False,
        "full_text": text,
        "lang": "en",
    }
    answered = {key: value for key, value in reply_1(post).items() if value is not None}
    return _texts(tweet | answered)  # type: ignore[no-any-return]


def _like(post: Post) -> Record:
    return {
        "tweetId": post.id,
        "fullText": escaped(post.text),
        "expandedUrl": f"https://twitter.com/i/web/status/{post.id}",
    }


def _conversation(owner: Person, other: Person) -> Record:
    """Private messages: a reader that opens this file is wrong, and a test can find these words."""
    message = {
        "recipientId": owner.id,
        "reactions": [],
        "urls": [],
        "text": f"PRIVATE WORDS from @{other.handle} that no report may hold",
        "mediaUrls": [],
        "senderId": other.id,
        "id": str(2 * 10**17 + int(other.id)),
        "createdAt": "2012-06-01T10:00:00.000Z",
    }
    return {
        "dmConversation": {
            "conversationId": f"{owner.id}-{other.id}",
            "messages": [{"messageCreate": message}],
        }
    }


def _manifest(owner: Person, counts: dict[str, str]) -> Record:
    kinds = {
        "".join([name.split("_")[0], *(word.title() for word in name.split("_")[1:])]): {
            "files": [
                {
                    "fileName": f"data/{name.replace('_', '-')}.js",
                    "globalName": f"YTD.{name}.part0",
                    "count": count,
                }
            ]
        }
        for name, count in counts.items()
    }
    return {
        "userInfo": {"accountId": owner.id, "userName": owner.handle, "displayName": owner.name},
        "archiveInfo": {
            "sizeBytes": "500000",
            "generationDate": iso(ASKED_FOR, ".000Z"),
            "isPartialArchive": False,
            "maxPartSizeBytes": "53687091200",
        },
        "readmeInfo": {"fileName": "data/README.txt", "directory": "data/", "name": "README.txt"},
        "dataTypes": kinds,
    }


def grailbird(owner: Person, people: list[Person], posts: list[Post]) -> bytes:
    """The zip of 2012: a file a month, ids that JavaScript rounded, two formats of dates, and tweets.csv."""
    own = [post for post in reversed(posts) if post.by == owner]
    months = _months(own)
    details = {
        "screen_name": owner.handle,
        "location": "",
        "full_name": owner.name,
        "bio": f"{owner.circle} & more",
        "id": owner.id,
        "created_at": _plain_date(joined(owner)),
    }
    payload = {"tweets": len(own), "created_at": "2012-12-19 09:00:00 +0000", "lang": "en"}
    members = {
        "README.txt": README,
        "data/js/payload_details.js": f"var payload_details =  {_script(payload)}",
        "data/js/tweet_index.js": f"var tweet_index =  {_script(_index(months))}",
    }
    for month, written in sorted(months.items()):
        content = _script([_month_tweet(post, alive(people)) for post in written])
        members[f"data/js/tweets/{month}.js"] = f"Grailbird.data.tweets_{month} = \n {content}"
    members["data/js/user_details.js"] = f"var user_details =  {_script(details)}"
    return zipped(members | {"tweets.csv": _tweets_csv(own)})


def _months(own: list[Post]) -> dict[str, list[Post]]:
    """The posts of each month, such as `2012_05`, newest first; real zips repeat tweets where months meet."""
    months: dict[str, list[Post]] = {}
    for post in own:
        months.setdefault(iso(post.time)[:7].replace("-", "_"), []).append(post)
    if "2012_05" in months and "2012_06" in months:
        months["2012_05"].insert(0, months["2012_06"][-1])
    return months


def _index(months: dict[str, list[Post]]) -> list[Record]:
    return [
        {
            "file_name": f"data/js/tweets/{month}.js",
            "year": int(month[:4]),
            "var_name": f"tweets_{month}",
            "tweet_count": len(months[month]),
            "month": int(month[5:]),
        }
        for month in sorted(months, reverse=True)
    ]


def _script(value: Any) -> str:
    return airy(value).replace("/", "\\/").replace("<", "\\u003C").replace("[]", "[ ]").replace("{}", "{ }")


def _plain_date(time: int) -> str:
    return iso(time, " +0000").replace("T", " ")


def _rounded(id_: str) -> int:
    """The id after JavaScript took it for a number: 17 digits are right."""
    return int(Decimal(repr(float(id_))))


def _month_tweet(post: Post, known: dict[str, Person]) -> Record:
    text = escaped(post.text)
    tweet: Record = {
        "source": SOURCE,
        "entities": entities_1(post, text, known) | {"media": []},
        "geo": {},
        "id_str": post.id,
        "text": text,
        "id": _rounded(post.id),
        # From July on the network printed dates in its own way.
        "created_at": _plain_date(post.time) if iso(post.time) < "2012-07" else long_date(post.time),
        "user": {
            "name": post.by.name,
            "screen_name": post.by.handle,
            "protected": False,
            "id_str": post.by.id,
            "profile_image_url_https": "https://example.org/egg.png",
            "id": int(post.by.id),
            "verified": False,
        },
    }
    answered = {key: value for key, value in reply_1(post).items() if value is not None}
    if "in_reply_to_status_id" in answered:
        answered["in_reply_to_status_id"] = _rounded(post.parent)
    tweet |= answered
    if post.retweet_of:
        tweet["retweeted_status"] = _month_tweet(post.retweet_of, known)
    return tweet


def _tweets_csv(posts: list[Post]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(CSV_HEADER.split())
    for post in posts:
        original = post.retweet_of
        writer.writerow(
            (
                post.id,
                post.parent,
                post.reply_to.id if post.reply_to else "",
                _plain_date(post.time),
                SOURCE,
                post.text,
                original.id if original else "",
                original.by.id if original else "",
                _plain_date(original.time) if original else "",
                ",".join(url for *_, url in links_in(post, post.text)),
            )
        )
    return out.getvalue()
