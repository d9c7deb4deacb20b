"""Make the invented samples: `python data/make.py [FOLDER]`; without a folder, those beside this script.

Every byte follows from SEED. All people, posts, blogs and places are invented.
"""

import sys
from pathlib import Path
from random import Random

from _blog import blog
from _chats import discord_json, mailing_list, slack_zip, telegram_json
from _community import acquaint, invent_people, moments
from _exports import facebook, google_plus, linkedin
from _fediverse import mastodon_archive
from _feeds import version_1, version_2
from _forum import forum
from _lists import edges_list, edges_table, posts_table
from _networks import circle, gexf, gml
from _personal import grailbird, x_archive
from _shapes import gzipped
from _skies import Sky, sky_feed, sky_repository, sky_stream, sky_table
from _tweet_tables import networkx_list, some, tags_table, tcat_table, twarc_table, twitwi_table
from _workbooks import nodexl_workbook, plain_workbook
from _writing import tell

SEED = 2256


def samples() -> dict[str, bytes]:
    """The content of each sample, by file name."""
    rng = Random(SEED)  # noqa: S311  invented people need no secrets
    people = invent_people(rng)
    posts = tell(rng, people, acquaint(rng, people), moments(rng, people))
    tom = next(p for p in people if p.handle == "tom_gray")
    amy = next(p for p in people if p.handle == "amy_fox")
    sky = Sky(amy, people, posts)
    talkers = [amy, tom, *[p for p in people if p.role == "conversationalist"][:2]]
    around_amy = circle(amy, posts)
    return {
        "facebook_nell_harper.zip": facebook(),
        "google_plus_nell_harper.zip": google_plus(),
        "linkedin_nell_harper.zip": linkedin(),
        "community_v1.jsonl.gz": gzipped(version_1(people, posts)),
        "community_v2.jsonl.gz": gzipped(version_2(people, posts)),
        "community_posts.csv": posts_table(posts).encode(),
        "community_edges.csv": edges_table(posts).encode(),
        "community_edges.txt.gz": gzipped(edges_list(posts)),
        "archive_tom_gray.zip": x_archive(tom, people, posts),
        "grailbird_amy_fox.zip": grailbird(amy, people, posts),
        "mastodon_amy_fox.zip": mastodon_archive(amy, people, posts),
        "bluesky_amy_fox.car": sky_repository(sky),
        "bluesky_feed.json": sky_feed(sky),
        "bluesky_posts.csv": sky_table(sky),
        "bluesky_stream.jsonl": sky_stream(sky),
        "reddit_meadow.jsonl": forum(people).encode(),
        "slack_meadow.zip": slack_zip(talkers),
        "discord_meadow.json": discord_json(talkers),
        "telegram_meadow.json": telegram_json(talkers),
        "list_meadow.mbox": mailing_list(talkers),
        **{
            f"tweets_{name}.csv": table(people, some(posts)).encode()
            for name, table in (
                ("twarc", twarc_table),
                ("twitwi", twitwi_table),
                ("tcat", tcat_table),
                ("tags", tags_table),
            )
        },
        "edges_networkx.csv": networkx_list(some(posts)).encode(),
        "evening.xlsx": plain_workbook(posts),
        "evening_nodexl.xlsx": nodexl_workbook(people, posts),
        "circle_amy_fox.gexf": gexf(around_amy).encode(),
        "circle_amy_fox.gml": gml(around_amy, tom).encode(),
        "blog.xml": blog(Random(SEED)).encode(),  # noqa: S311
    }


def main() -> None:
    """Write the samples and say what was written."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in samples().items():
        (folder / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
