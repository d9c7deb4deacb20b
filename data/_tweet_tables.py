"""A few posts of the community as the tables that researchers' tools make of tweets; one function a tool."""

import csv
import io
import json
from collections.abc import Iterable, Sequence

from _community import Person, Post
from _feeds import entities_1
from _shapes import escaped, iso, links_in, long_date, names_in

ROWS_OF_A_KIND = 2


def some(posts: list[Post]) -> list[Post]:
    """Two posts each that say nothing of anybody, answer, pass on, quote, mention; in the order of their times."""
    tests = (
        lambda post: not post.acts and not post.parent,
        lambda post: post.reply_to is not None and post.reply_to != post.by,
        lambda post: post.retweet_of is not None and post.text.startswith("RT @"),
        lambda post: post.quote_of is not None,
        lambda post: [kind for kind, _ in post.acts] == ["mention"] and not post.text.startswith("@"),
    )
    found = [post for test in tests for post in list(filter(test, posts))[:ROWS_OF_A_KIND]]
    return sorted(found, key=lambda post: (post.time, post.id))


def _table(header: str, rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows(rows)
    return out.getvalue()


def _names(text: str, people: list[Person]) -> list[Person]:
    return [person for _, _, person in names_in(text, {p.handle: p for p in people})]


def _links(post: Post) -> list[str]:
    return [link for _, _, _, link in links_in(post, post.text)]


def twarc_table(people: list[Person], posts: list[Post]) -> str:
    """`twarc2 csv`: a native retweet has the words of the original."""
    header = (
        "id conversation_id referenced_tweets.replied_to.id referenced_tweets.retweeted.id referenced_tweets.quoted.id "
        "author_id in_reply_to_user_id in_reply_to_username retweeted_user_id retweeted_username quoted_user_id "
        "quoted_username created_at text entities.mentions entities.urls author.id author.username author.name"
    )
    return _table(header, (_twarc_row(post, people) for post in posts))


def _twarc_row(post: Post, people: list[Person]) -> Sequence[str]:
    passed, quoted, answered = post.retweet_of, post.quote_of, post.reply_to
    text = escaped((passed or post).text)
    mentions = [person.at for person in _names(text, people)]
    return (
        post.id,
        post.thread or post.id,
        post.parent,
        passed.id if passed else "",
        quoted.id if quoted else "",
        post.by.id,
        *((answered.id, answered.handle) if answered else ("", "")),
        *((passed.by.id, passed.by.handle) if passed else ("", "")),
        *((quoted.by.id, quoted.by.handle) if quoted else ("", "")),
        iso(post.time, ".000Z"),
        text.replace("\n", "\\n"),
        json.dumps(mentions) if mentions else "",
        json.dumps(links) if (links := _links(passed or post)) else "",
        post.by.id,
        post.by.handle,
        post.by.name,
    )


def twitwi_table(people: list[Person], posts: list[Post]) -> str:
    """minet's and gazouilloire's table: lists with `|`, the quoted post inside the quoting one."""
    header = (
        "id timestamp_utc local_time user_screen_name text to_username to_userid to_tweetid user_id user_name "
        "collected_via retweeted_id retweeted_user retweeted_user_id quoted_id quoted_user quoted_user_id "
        "mentioned_names mentioned_ids"
    )
    return _table(header, (_twitwi_row(post, people) for post in posts))


def _twitwi_row(post: Post, people: list[Person]) -> Sequence[str]:
    passed, quoted, answered = post.retweet_of, post.quote_of, post.reply_to
    text = post.text
    for _, _, short, link in links_in(post, post.text):
        words = f"« {quoted.by.handle}: {quoted.text} — {link} »" if quoted and "/status/" in link else link
        text = text.replace(short, words)
    named = sorted({person.handle: person.id for person in _names(text, people)}.items())
    return (
        post.id,
        f"{post.time}.0",
        iso(post.time + 3600, ""),
        post.by.handle,
        text,
        *((answered.handle, answered.id, post.parent) if answered else ("", "", post.parent)),
        post.by.id,
        post.by.name,
        "search",
        *((passed.id, passed.by.handle, passed.by.id) if passed else ("", "", "")),
        *((quoted.id, quoted.by.handle, quoted.by.id) if quoted else ("", "", "")),
        "|".join(handle for handle, _ in named),
        "|".join(number for _, number in named),
    )


def tcat_table(people: list[Person], posts: list[Post]) -> str:
    """The full export of DMI-TCAT, with mentions and addresses."""
    header = (
        "id time created_at from_user_name text filter_level lang to_user_name in_reply_to_status_id quoted_status_id "
        "from_user_id from_user_realname urls urls_expanded mentions"
    )
    rows = (
        (
            post.id,
            str(post.time),
            iso(post.time, "").replace("T", " "),
            post.by.handle,
            post.text,
            "low",
            "en",
            post.reply_to.handle if post.reply_to else "",
            post.parent,
            post.quote_of.id if post.quote_of else "",
            post.by.id,
            post.by.name,
            "; ".join(short for _, _, short, _ in links_in(post, post.text)),
            "; ".join(_links(post)),
            "; ".join(person.handle for person in _names(post.text, people)),
        )
        for post in posts
    )
    return _table(header, rows)


def tags_table(people: list[Person], posts: list[Post]) -> str:
    """A TAGS sheet that a spreadsheet has damaged: its ids are rounded, the addresses still have them."""
    header = (
        "id_str from_user text created_at time in_reply_to_user_id_str in_reply_to_screen_name from_user_id_str "
        "in_reply_to_status_id_str status_url entities_str"
    )
    return _table(header, (_tags_row(post, people) for post in posts))


def _tags_row(post: Post, people: list[Person]) -> Sequence[str]:
    text = escaped(post.text)
    entities = entities_1(post, text, {p.handle: p for p in people})
    kept = {
        "urls": [{"expanded_url": url["expanded_url"]} for url in entities["urls"]],
        "user_mentions": [{key: name[key] for key in ("screen_name", "id_str")} for name in entities["user_mentions"]],
    }
    return (
        f"{int(post.id):.5E}",
        post.by.handle,
        text,
        long_date(post.time),
        "",
        *((post.reply_to.id, post.reply_to.handle) if post.reply_to else ("", "")),
        post.by.id,
        post.parent,
        f"http://twitter.com/{post.by.handle}/statuses/{post.id}",
        json.dumps(kept),
    )


def networkx_list(posts: list[Post]) -> str:
    """`twarc2 network`: an edge a line, with its acts counted by kind in a dictionary of Python."""
    kinds = ("retweet", "reply", "quote", "mention")
    counts: dict[tuple[str, str], list[str]] = {}
    for post in posts:
        for kind, target in post.acts:
            counts.setdefault((post.by.handle, target.handle), []).append(kind)
    lines = []
    for (source, target), done in sorted(counts.items()):
        facts = {"weight": len(done)} | {kind: done.count(kind) for kind in kinds}
        lines.append(f"{source},{target},{facts}\n")
    return "".join(lines)
