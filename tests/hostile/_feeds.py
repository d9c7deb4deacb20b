"""Bluesky repositories, graph files as text and JSON, mail, chats."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from tests.hostile._case import Case, Made, fixed, noise, put
from tests.readers._cars import CARS

DID = "did:plc:ann"
AT = "2023-08-16T12:59:00.000Z"
ANY = "ok|partial|refused|nodata"
BAD = "refused|nodata|partial"
NOTES = 6
HEAD = b"\x01\x71\x12\x20"


def note(number: int) -> dict[str, Any]:
    """A post."""
    return {"$type": "app.bsky.feed.post", "text": f"note {number}", "createdAt": AT}


def good(count: int = NOTES, **more: Any) -> bytes:
    """A repository of ann's notes."""
    notes = {f"app.bsky.feed.post/3k{number:04}": note(number) for number in range(count)}
    data: bytes = CARS.repository(DID, notes | more)
    return data


def car(bend: Callable[[bytes, Random], bytes] = lambda data, _: data, **truth: Any) -> Callable[[Path, Random], Made]:
    """A repository, after something was done to its bytes."""
    return lambda folder, rng: put(folder, "repo.car", bend(good(), rng), **truth)


def with_block(data: bytes, *, cid: bytes = b"") -> bytes:
    """The repository and one more block."""
    part = (cid or HEAD + sha256(data).digest()) + data
    whole: bytes = good() + CARS._varint(len(part)) + part
    return whole


def as_record(data: bytes) -> bytes:
    """A repository whose only record is these bytes."""
    blocks: dict[bytes, bytes] = {}
    cid = CARS.Cid(HEAD + sha256(data).digest())
    blocks[cid] = data
    root = CARS.tree(blocks, [(b"app.bsky.feed.post/3k1", cid), (b"app.bsky.feed.post/3k2", CARS.put(blocks, note(2)))])
    commit = {"did": DID, "version": 3, "data": root, "rev": "3k", "prev": None, "sig": b""}
    whole: bytes = CARS.car([CARS.put(blocks, commit)], blocks)
    return whole


def _turned_in_a_block(data: bytes, _: Random) -> bytes:
    return data.replace(b"note 3", b"note X")


def _cycle(folder: Path, _: Random) -> Made:
    """A node whose left child is itself: its CID cannot be right, so nothing of it is believed."""
    blocks: dict[bytes, bytes] = {}
    cid = CARS.Cid(HEAD + sha256(b"self").digest())
    blocks[cid] = CARS.encoded({"l": cid, "e": []})
    commit = {"did": DID, "version": 3, "data": cid, "rev": "3k", "prev": None, "sig": b""}
    return put(folder, "cycle.car", CARS.car([CARS.put(blocks, commit)], blocks))


def node_link(nodes: int, **more: Any) -> str:
    """A directed graph in JSON in which each acts on the next."""
    return json.dumps(
        {"directed": True, "nodes": [{"id": n} for n in range(nodes)],
         "links": [{"source": n, "target": (n + 1) % nodes} for n in range(min(nodes, 50))], **more}
    )  # fmt: skip


def gml(*parts: str) -> str:
    """A directed graph in GML."""
    return "graph [\n directed 1\n" + "\n".join(parts) + "\n]\n"


PAIR = ' node [ id 1 label "ann" ]\n node [ id 2 label "bob" ]\n edge [ source 1 target 2 ]'
MAIL = "From ann@mail.example Thu Aug 16 12:00:00 2012\nFrom: Ann <ann@mail.example>\nDate: Thu, 16 Aug 2012 12:00:00 +0000\nMessage-ID: <{0}@x>\nSubject: hi\n\n{1}\n\n"

CAR = (
    Case("car", "ok.car", "ok", "control", car(used=NOTES, people=1)),
    Case("car", "garbage.car", BAD, "random bytes", lambda folder, rng: put(folder, "g.car", noise(rng, 9_999))),
    Case("car", "empty.car", BAD, "0 bytes", fixed("e.car", b"")),
    Case("car", "varint_overflow.car", BAD, "a number of 20 bytes", car(lambda data, _: data + b"\xff" * 20 + b"\x01")),
    Case("car", "huge_length.car", BAD, "a block of 2**62 bytes", car(lambda data, _: data + CARS._varint(2**62) + b"x" * 99)),
    Case("car", "truncated.car", BAD, "cut in a block", car(lambda data, rng: data[: -rng.randrange(5, 40)])),
    Case("car", "deep_cbor.car", BAD, "100,000 arrays, one in another", lambda folder, _: put(folder, "d.car", as_record(b"\x81" * 100_000 + b"\xf6"), used=1)),
    Case("car", "cid_mismatch.car", BAD, "a block that is not its CID", car(_turned_in_a_block, used=NOTES - 1)),
    Case("car", "mst_cycle.car", BAD, "a node that points at itself", _cycle),
    Case("car", "bignum.car", BAD, "1e100000000", lambda folder, _: put(folder, "b.car", as_record(b"\xa1\x61a\xc4\x82\x1a\x05\xf5\xe1\x00\x01"), used=1)),
    Case("car", "string_lies.car", BAD, "a string of 2**60 bytes", lambda folder, _: put(folder, "s.car", as_record(b"\xa1\x64text\x7b" + (2**60).to_bytes(8, "big") + b"x"), used=1)),
    Case("car", "map_lies.car", BAD, "a map of 2**40 pairs", lambda folder, _: put(folder, "m.car", as_record(b"\xbb" + (2**40).to_bytes(8, "big") + b"\x61a\x01"), used=1)),
    Case("car", "zeros.car", BAD, "a million blocks of no length", car(lambda data, _: data + bytes(1_000_000))),
    Case("car", "odd_records.car", ANY, "records of other types", lambda folder, _: put(folder, "o.car", good(**{"app.bsky.feed.post/3z1": [1], "app.bsky.feed.post/3z2": {"text": 7, "createdAt": []},
         "app.bsky.feed.like/3z3": {"subject": "x"}, "app.bsky.feed.repost/3z4": {"subject": {"uri": "at://x"}}}), used=range(NOTES, NOTES + 5))),
    Case("car", "no_root.car", BAD, "no root", lambda folder, _: put(folder, "n.car", CARS.car([], {}))),
)  # fmt: skip

GRAPHS = (
    Case("graph", "deep_100000.gml", ANY, "nested 100,000 deep", fixed("d.gml", lambda: gml(PAIR, " x [" * 100_000))),
    Case("graph", "ids_lie.gml", ANY, "ids that are texts, lists and missing", fixed("i.gml", lambda: gml(PAIR, ' node [ id "x" ]', " node [ id [ a 1 ] ]", " node [ ]", ' edge [ source 9 ]', " edge [ source 1e400 target -2 ]"))),
    Case("graph", "open_string.gml", ANY, "a string that stays open, 8 MB", fixed("o.gml", lambda: gml(PAIR) + 'graph [ label "' + "x" * 8_000_000)),
    Case("graph", "brackets.gml", ANY, "a million brackets", fixed("b.gml", lambda: "graph [" + "]" * 1_000_000)),
    Case("graph", "two_billion.net", ANY, "2,000,000,000 vertices are declared", fixed("v.net", lambda: '*Vertices 2000000000\n1 "ann"\n2 "bob"\n*Arcs\n1 2 1\n', used=1)),
    Case("graph", "arcs_lie.net", ANY, "arcs to nobody, below zero, in letters", fixed("a.net", lambda: '*Vertices 2\n1 "ann"\n2 "bob"\n*Arcs\n1 2\n1 99\n-1 2\na b\n1\n1 2 nan\n1 2 1e999\n2 1 -4\n', used=range(1, 8))),
    Case("graph", "sections.net", ANY, "300,000 sections", fixed("s.net", lambda: '*Vertices 2\n1 "ann"\n2 "bob"\n*Arcs\n1 2\n' + "*Arcs\n" * 300_000, used=1)),
    Case("graph", "matrix.net", ANY, "a row of 4 million numbers", fixed("m.net", lambda: '*Vertices 2\n1 "ann"\n2 "bob"\n*Arcslist\n' + "1 " + "2 " * 4_000_000)),
    Case("graph", "ok_node_link.json", "ok", "control", fixed("o.json", lambda: node_link(5), used=5, people=5)),
    Case("graph", "nodes_20000.json", "ok", "20,000 people of whom 50 act", fixed("n.json", lambda: node_link(20_000), used=50)),
    Case("graph", "node_link_cut.json", ANY, "cut in the links", fixed("c.json", lambda: node_link(30)[:-40])),
    Case("graph", "node_link_odd.json", ANY, "nodes and links of other types", fixed("o.json", lambda: json.dumps({"directed": True, "nodes": [{"id": 1}, 7, None, [], {"id": {"x": 1}}, {"id": "a" * 9_999}],
         "links": [{"source": 1, "target": 1}, {"source": 1, "target": "a"}, 7, {"source": [], "target": {}}, {"source": 1.5, "target": True}, {"source": 1, "target": 2, "weight": -1}]}))),
    Case("graph", "source_is_object.json", ANY, "an object for an end, nested", fixed("s.json", lambda: json.dumps({"nodes": [{"id": "a"}], "links": [{"source": {"id": {"id": "a"}}, "target": {"id": "a"}}]}))),
    Case("graph", "edge_list_nulls.txt", ANY, "an edge list with NULs and a line of 9 MB", fixed("e.txt", lambda: "1 2\n2 3\n3\0 4\n" + "5" * 9_000_000 + " 6\n" + "1 3\n" * 20)),
    Case("graph", "edge_list_times.txt", ANY, "an edge list with times beyond time", fixed("e.txt", lambda: "".join(f"{n} {n + 1} {t}\n" for n, t in enumerate((1345121940, 10**18, -5, 0, 10**30, 1345121941, 1345121942))))),
    Case("graph", "edge_list_self.txt", ANY, "200,000 edges of one to itself", fixed("e.txt", lambda: "1 1\n" * 200_000 + "1 2\n2 1\n")),
)  # fmt: skip

CHATS = (
    Case("chat", "from_lines.mbox", ANY, "a million From lines", fixed("f.mbox", lambda: MAIL.format(1, "hi") + "From ann@mail.example Thu Aug 16 12:00:00 2012\n" * 1_000_000)),
    Case("chat", "references.mbox", ANY, "a mail that answers itself, and a hundred thousand others",
         fixed("r.mbox", lambda: MAIL.format(1, "hi").replace("Subject", "In-Reply-To: <1@x>\nReferences: " + " ".join(f"<{n}@x>" for n in range(100_000)) + "\nSubject", 1) + MAIL.format(2, "you"), used=range(1, 3), nowhere=("ann@mail.example",))),
    Case("chat", "header_8MB.mbox", ANY, "a header of 8 MB", fixed("h.mbox", lambda: MAIL.format(1, "hi").replace("Subject: hi", "Subject: " + "x" * 8_000_000) + MAIL.format(2, "you"), used=range(1, 3))),
    Case("chat", "boundaries.mbox", ANY, "parts in parts, a thousand deep", fixed("b.mbox", lambda: MAIL.format(1, "hi").replace("Subject", 'Content-Type: multipart/mixed; boundary="x"\nSubject') + '--x\nContent-Type: multipart/mixed; boundary="x"\n\n' * 1_000 + MAIL.format(2, "you"))),
    Case("chat", "charset.mbox", ANY, "a charset that nobody knows", fixed("c.mbox", lambda: MAIL.format(1, "caf\u00e9").replace("Subject", "Content-Type: text/plain; charset=x-evil\nContent-Transfer-Encoding: base64\nSubject") + MAIL.format(2, "you"), used=range(1, 3))),
    Case("chat", "telegram_odd.json", ANY, "messages of other types",
         fixed("t.json", lambda: json.dumps({"name": "x", "type": "public_supergroup", "id": 1, "messages": [{"id": n, "type": "message", "date": "2012-08-16T12:00:00", "from": "Ann", "from_id": "user1", "text": each}
              for n, each in enumerate(("hi", ["a", {"type": "mention", "text": "@bob"}], {"x": 1}, None, [[["x"]]], 7))]}))),
    Case("chat", "telegram_cut.json", ANY, "cut in a message",
         fixed("t.json", lambda: json.dumps({"name": "x", "type": "public_supergroup", "id": 1, "messages": [{"id": n, "type": "message", "date": "2012-08-16T12:00:00", "from": "Ann", "from_id": "user1", "text": "hi"} for n in range(9)]})[:-70], used=range(7, 9))),
    Case("chat", "jetstream_odd.jsonl", ANY, "events of other types",
         fixed("j.jsonl", lambda: "".join(json.dumps({"did": DID, "time_us": 1, "kind": "commit", "commit": each}) + "\n" for each in (
             {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "1", "record": note(1)}, {"operation": "create"}, [], None, {"operation": "create", "collection": "app.bsky.feed.post", "rkey": 7, "record": 7}))), ),
    Case("chat", "v2_page_odd.json", ANY, "a page of v2 with everything of another type",
         fixed("v.json", lambda: json.dumps({"data": [{"id": "1", "text": "hi @bob", "author_id": "11"}, {"id": "2", "text": "x", "author_id": 11}, 7, None, {"id": "3"}], "includes": {"users": [{"id": "11", "username": "ann", "name": "A"}, 7, {"id": []}]}, "errors": 7, "meta": []}))),
    Case("chat", "mastodon_direct.json", ANY, "what is not public is not read",
         fixed("m.json", lambda: json.dumps([{"id": str(n), "uri": f"https://x.example/{n}", "created_at": AT, "visibility": v, "content": "<p>private words</p>", "account": {"id": "1", "acct": "ann", "username": "ann", "url": "https://x.example/@ann"}, "mentions": [], "tags": [], "reblog": None, "in_reply_to_id": None}
              for n, v in enumerate(("public", "direct", "private", "unlisted", "evil", None))]), nowhere=("private words",))),
)  # fmt: skip
CASES = (*CAR, *GRAPHS, *CHATS)
