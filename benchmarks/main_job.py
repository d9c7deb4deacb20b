"""Reading v2 tweets and measuring people, beside a plain script of json and networkx that only builds the graph.

python benchmarks/main_job.py [TWEETS]
"""

import json
import random
import sys
import tempfile
from pathlib import Path

from _timing import cost

OURS = "import sys, graphkit as gk; gk.measure(gk.load(sys.argv[1]), ['third_person_share', 'reciprocity', 'pagerank'])"
PEER = """
import json, sys, networkx as nx
graph = nx.DiGraph()
for line in open(sys.argv[1], encoding="utf-8"):
    page = json.loads(line)
    for tweet in page["data"]:
        for named in tweet.get("entities", {}).get("mentions", ()):
            graph.add_edge(tweet["author_id"], named["id"])
nx.pagerank(graph), nx.reciprocity(graph, graph.nodes)
"""


def write_pages(path: Path, tweets: int, *, people: int = 20_000, seed: int = 1) -> None:
    """Raw pages of 100 invented tweets each, activity and fame heavy-tailed, about 1 KB a tweet."""
    chance = random.Random(seed)
    padding = "lorem ipsum " * 50
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, tweets, 100):
            made = [_tweet(number, chance, people, padding) for number in range(start, min(start + 100, tweets))]
            users = {tweet["author_id"] for tweet in made}
            includes = {"users": [{"id": user, "username": f"u{user}"} for user in sorted(users)]}
            file.write(json.dumps({"data": made, "includes": includes}) + "\n")


def _tweet(number: int, chance: random.Random, people: int, padding: str) -> dict[str, object]:
    author, named = (int(people * chance.random() ** 3) for _ in range(2))
    tweet: dict[str, object] = {
        "id": str(10**15 + number),
        "author_id": str(author),
        "created_at": f"2021-03-{1 + number % 28:02d}T12:00:00.000Z",
        "text": "words of the day",
        "context_annotations": [{"domain": {"description": padding}}],
    }
    if chance.random() < 0.6:
        tweet["text"] = f"well said @u{named}"
        tweet["entities"] = {"mentions": [{"start": 10, "end": 15, "username": f"u{named}", "id": str(named)}]}
    return tweet


def main() -> None:
    """Write the tweets, run both, print the ratio."""
    tweets = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.jsonl"
        write_pages(path, tweets)
        ours, our_peak = cost([sys.executable, "-c", OURS, str(path)])
        theirs, their_peak = cost([sys.executable, "-c", PEER, str(path)])
        size = path.stat().st_size / 1e6
    print(f"{tweets:,} tweets, {size:.0f} MB")
    print(f"graphkit          {ours:6.2f} CPU s  {our_peak:6.0f} MiB")
    print(f"json + networkx   {theirs:6.2f} CPU s  {their_peak:6.0f} MiB")
    print(f"ratio             {theirs / ours:6.2f}        {their_peak / our_peak:6.2f}")


if __name__ == "__main__":
    main()
