"""For graphkit: guest books, who posts at night, and when everybody posts. A reader, a metric and a diagram."""

import re
from datetime import datetime

from graphkit.post import Account, LeftOut, Post
from graphkit.readers import Claim, Reader

ENTRY = re.compile(r"(\S+) (\w+): (.*)")


def _recognise(glance):
    return Claim("posts") if glance.head.startswith(b"GUESTBOOK") else None


def _read(member, _options):
    with member.open() as file:
        for line, text in enumerate(file.read().decode("utf-8", "replace").split("\n")[1:], 2):
            if entry := ENTRY.match(text):
                time = int(datetime.fromisoformat(f"{entry[1]}+00:00").timestamp() * 1_000_000)
                yield Post("guestbook", Account(handle=entry[2]), str(line), time, entry[3], line=line)
            elif text:
                yield LeftOut("rejected", "guestbook.line", "no time, name and colon", line)


GUESTBOOK = Reader("guestbook", "Guest books: `2012-08-01T22:15 ann: thanks`", _recognise, _read, "guestbook")


def night_share(graph):
    """Share of a person's dated posts that were written between midnight and six, UTC."""
    posts = graph.interactions.dropna(subset="time").drop_duplicates(["source", "post"])
    return (posts["time"].dt.hour < 6).groupby(posts["source"]).mean()


def clock(graph, _people, figure):
    """How many posts there are in each hour of the day, UTC."""
    posts = graph.interactions.dropna(subset="time").drop_duplicates(["source", "post"])
    hours = posts["time"].dt.hour.value_counts()
    figure.add_subplot(xlabel="hour of the day, UTC", ylabel="posts").bar(hours.index, hours)
