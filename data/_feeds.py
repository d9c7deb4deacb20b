"""The community as the network's interfaces delivered it: version 1.1 and version 2."""

from collections import Counter

from _community import Person, Post
from _shapes import HASHTAG, Record, dense, display, escaped, iso, links_in, long_date, names_in

PAGE = 100
SOURCE = '<a href="http://example.org/web" rel="nofollow">web</a>'
NOT_FOUND = "https://api.twitter.com/2/problems/resource-not-found"


def alive(people: list[Person]) -> dict[str, Person]:
    """By handle: the accounts that still exist when an export is made."""
    return {p.handle: p for p in people if not p.gone}


def by_timeline(posts: list[Post]) -> list[Post]:
    """One author after the other, the newest post first, as timelines are collected."""
    return sorted(posts, key=lambda post: (post.by.handle, -int(post.id)))


def version_1(people: list[Person], posts: list[Post]) -> str:
    """Tweets of version 1.1 in extended mode, one a line."""
    known, retweets = alive(people), Counter(p.retweet_of.id for p in posts if p.retweet_of)
    return "".join(dense(tweet_1(post, known, retweets)) + "\n" for post in by_timeline(posts))


def tweet_1(post: Post, known: dict[str, Person], retweets: Counter[str]) -> Record:
    """One tweet of version 1.1, with the tweet that it passes on or quotes inside."""
    text = escaped(post.text)
    tweet: Record = {
        "created_at": long_date(post.time),
        "id": int(post.id),
        "id_str": post.id,
        "full_text": text,
        "truncated": False,
        "entities": entities_1(post, text, known),
        **reply_1(post),
        "user": _user_1(post.by),
    }
    if post.retweet_of:
        tweet["retweeted_status"] = tweet_1(post.retweet_of, known, retweets)
    if post.quote_of:
        tweet["quoted_status_id"] = int(post.quote_of.id)
        tweet["quoted_status_id_str"] = post.quote_of.id
        # The network nests a quotation once; a quotation in a quotation is an id only.
        quoted = tweet_1(post.quote_of, known, retweets)
        quoted.pop("quoted_status", None)
        tweet["quoted_status"] = quoted
    return tweet


def reply_1(post: Post) -> Record:
    """The five fields that say what is answered; null where nothing is."""
    other = post.reply_to
    return {
        "in_reply_to_status_id": int(post.parent) if post.parent else None,
        "in_reply_to_status_id_str": post.parent or None,
        "in_reply_to_user_id": int(other.id) if other else None,
        "in_reply_to_user_id_str": other.id if other else None,
        "in_reply_to_screen_name": other.handle if other else None,
    }


def entities_1(post: Post, text: str, known: dict[str, Person]) -> Record:
    """The hashtags, links and names that stand in the text."""
    return {
        "hashtags": [{"text": m[1], "indices": [m.start(), m.end()]} for m in HASHTAG.finditer(text)],
        "symbols": [],
        "urls": [
            {"url": short, "expanded_url": url, "display_url": display(url), "indices": [start, end]}
            for start, end, short, url in links_in(post, text)
        ],
        "user_mentions": [
            {
                "screen_name": p.handle,
                "name": p.name,
                "id": int(p.id),
                "id_str": p.id,
                "indices": [start, end],
            }
            for start, end, p in names_in(text, known)
        ],
    }


def _user_1(person: Person) -> Record:
    return {
        "id": int(person.id),
        "id_str": person.id,
        "name": person.name,
        "screen_name": person.handle,
    }


def version_2(people: list[Person], posts: list[Post]) -> str:
    """Pages of version 2 as twarc keeps them, one a line, the newest post first."""
    newest = by_timeline(posts)
    pages = [newest[start : start + PAGE] for start in range(0, len(newest), PAGE)]
    return "".join(dense(_page(page, people, newest)) + "\n" for page in pages)


def _page(page: list[Post], people: list[Person], every: list[Post]) -> Record:
    known = {p.handle: p for p in people}
    referenced = {ref.id: ref for post in page for ref in (post.retweet_of, post.quote_of) if ref}
    wanted = {post.parent for post in page if post.parent}
    referenced |= {post.id: post for post in every if post.id in wanted}
    tweets = [referenced[id_] for id_ in sorted(referenced)]
    persons = [p.by for p in page] + [p.by for p in tweets] + [p.reply_to for p in page if p.reply_to]
    persons += [person for post in page for _, _, person in names_in(post.text, known)]
    users = {p.id: p for p in persons if not p.gone}
    record: Record = {
        "data": [_tweet_2(post, known, with_ids=place % 3 == 0) for place, post in enumerate(page)],
        "includes": {
            "users": [_user_2(users[id_]) for id_ in sorted(users)],
            "tweets": [_tweet_2(post, known, with_ids=False) for post in tweets],
        },
    }
    errors = [_missing_tweet(id_) for post in page for id_ in _references(post).values() if id_ not in referenced]
    errors += [_missing_user(p) for p in dict.fromkeys(p for p in persons if p.gone)]
    if errors:
        record["errors"] = errors
    record["meta"] = {"newest_id": page[0].id, "oldest_id": page[-1].id, "result_count": len(page)}
    return record


def _references(post: Post) -> dict[str, str]:
    refs = {
        "retweeted": post.retweet_of.id if post.retweet_of else post.lost_original,
        "quoted": post.quote_of.id if post.quote_of else "",
        "replied_to": post.parent,
    }
    return {kind: id_ for kind, id_ in refs.items() if id_}


def _tweet_2(post: Post, known: dict[str, Person], *, with_ids: bool) -> Record:
    text = escaped(post.text)
    tweet: Record = {
        "id": post.id,
        "author_id": post.by.id,
        "created_at": iso(post.time, ".000Z"),
        "conversation_id": post.thread,
        "text": text,
    }
    if post.reply_to:
        tweet["in_reply_to_user_id"] = post.reply_to.id
    references = _references(post)
    if references:
        tweet["referenced_tweets"] = [{"type": kind, "id": id_} for kind, id_ in references.items()]
    entities = _entities_2(post, text, known, with_ids=with_ids)
    if entities:
        tweet["entities"] = entities
    return tweet


def _entities_2(post: Post, text: str, known: dict[str, Person], *, with_ids: bool) -> Record:
    """Only what there is; whether mentions carry ids depends on the year the page was fetched."""
    found: Record = {
        "mentions": [
            {"start": start, "end": end, "username": p.handle} | ({"id": p.id} if with_ids and not p.gone else {})
            for start, end, p in names_in(text, known)
        ],
        "urls": [
            {"start": start, "end": end, "url": short, "expanded_url": url, "display_url": display(url)}
            for start, end, short, url in links_in(post, text)
        ],
        "hashtags": [{"start": m.start(), "end": m.end(), "tag": m[1]} for m in HASHTAG.finditer(text)],
    }
    return {kind: items for kind, items in found.items() if items}


def _user_2(person: Person) -> Record:
    return {"id": person.id, "username": person.handle, "name": person.name}


def _missing_tweet(id_: str) -> Record:
    return {
        "value": id_,
        "detail": f"Could not find tweet with referenced_tweets.id: [{id_}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "referenced_tweets.id",
        "resource_id": id_,
        "type": NOT_FOUND,
    }


def _missing_user(person: Person) -> Record:
    return {
        "value": person.handle,
        "detail": f"Could not find user with entities.mentions.username: [{person.handle}].",
        "title": "Not Found Error",
        "resource_type": "user",
        "parameter": "entities.mentions.username",
        "resource_id": person.handle,
        "type": NOT_FOUND,
    }
