"""A small corner of Reddit as its dumps hold it: submissions and comments, one a line, some by people who are gone."""

import json

from _community import START, Person
from _shapes import Record

GONE = "[deleted]"


def forum(people: list[Person]) -> str:
    """Two threads, a crosspost, a lost parent, a deleted author; `u/name` names, a quoted `u/name` does not."""
    ann, bob, cat, dan = [person for person in people if person.role == "conversationalist"][:4]
    records = [
        _submission("aa1", ann, "Where do you leave books for others?", f"u/{bob.handle} asked me on the market."),
        _comment("c1", bob, "aa1", "t3_aa1", "On the bench by the mill."),
        _comment("c2", ann, "aa1", "t1_c1", f"&gt; as u/{cat.handle} does\n\nThat one is taken by pigeons."),
        _comment("c3", dan, "aa1", "t1_c1", f"Ask /u/{cat.handle}, who built the shelf there."),
        _comment("c4", None, "aa1", "t1_c3", GONE),
        _comment("c5", cat, "aa1", "t1_c4", "You were quick, and now you are gone."),
        _comment("c6", cat, "aa1", "t1_c6x", "The comment I answer is not in this file."),
        _submission("aa2", dan, "A shelf for the mill", "Me, me, me: I sawed every board."),
        _comment("c7", dan, "aa2", "t3_aa2", "And here is how I did it."),
        _submission("aa3", bob, "A shelf for the mill", "", _origin("aa2", dan, "A shelf for the mill")),
    ]
    for number, record in enumerate(records):
        record["created_utc"] = START + 3600 * number
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _by(person: Person | None) -> Record:
    if person is None:
        return {"author": GONE}
    return {"author": person.handle, "author_fullname": f"t2_{int(person.id):x}"}


def _submission(number: str, by: Person, title: str, text: str, more: Record | None = None) -> Record:
    place = {"id": number, "name": f"t3_{number}", "subreddit": "meadow", "num_comments": 0}
    return {**_by(by), **place, "title": title, "selftext": text, **(more or {})}


def _comment(number: str, by: Person | None, thread: str, parent: str, text: str) -> Record:
    place = {"id": number, "link_id": f"t3_{thread}", "parent_id": parent, "subreddit": "meadow"}
    return {**_by(by), **place, "body": text}


def _origin(number: str, by: Person, title: str) -> Record:
    origin = {**_by(by), "id": number, "name": f"t3_{number}", "title": title}
    return {"crosspost_parent": f"t3_{number}", "crosspost_parent_list": [origin]}
