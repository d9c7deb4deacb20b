"""Small sound files of every format, cut out of the invented samples in data/."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from graphkit.readers import READERS, FileFault, Member, glance, members

DATA = Path(__file__).parents[2] / "data"
MOST = 6000
"""Bytes of a text that is used whole."""
ROWS = 4
MORE = {
    "graphml": [
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="w" for="edge" attr.name="weight" '
        'attr.type="double"/><key id="l" for="node" attr.name="label" attr.type="string"/>'
        '<graph edgedefault="directed"><node id="a"><data key="l">ann</data></node><node id="b"/>'
        '<edge source="a" target="b"><data key="w">2</data></edge><edge source="b" target="a"/></graph></graphml>'
    ],
    "pajek": ['*Vertices 3\n1 "ann"\n2 "bob"\n3 cyd\n*Arcs\n1 2 3\n2 1 1.5\n*Edges\n1 3 1\n'],
    "node-link": [
        '{"directed": true, "multigraph": false, "graph": {}, "nodes": [{"id": "ann"}, {"id": "bob"}], '
        '"links": [{"source": "ann", "target": "bob", "weight": 2}, {"source": "bob", "target": "ann"}]}'
    ],
    "mastodon-api": [
        '{"id": "1", "created_at": "2012-08-16T12:59:00.000Z", "in_reply_to_id": "7", "in_reply_to_account_id": "12", '
        '"visibility": "public", "uri": "https://a.example/users/ann/statuses/1", "url": "https://a.example/@ann/1", '
        '"content": "<p>tea &amp; cake</p>", "reblog": null, "account": {"id": "11", "acct": "ann", "username": "ann", '
        '"display_name": "Ann", "url": "https://a.example/@ann"}, "mentions": [{"id": "12", "acct": "bob@b.example", '
        '"username": "bob", "url": "https://b.example/@bob"}]}\n'
    ],
    "twitter-gnip": [
        '{"id": "tag:search.twitter.com,2005:1", "objectType": "activity", "verb": "post", "body": "hi @bob", '
        '"postedTime": "2012-08-15T13:00:00.000Z", "actor": {"id": "id:twitter.com:11", "preferredUsername": "ann", '
        '"displayName": "Ann"}, "twitter_entities": {"user_mentions": [{"id_str": "12", "screen_name": "bob"}]}}\n'
    ],
}


def corpus() -> dict[str, list[bytes]]:
    """Sound files for each reader that takes files; `containers`: archives as they are; `load`: one of each."""
    found: dict[str, list[bytes]] = {reader.name: [] for reader in READERS}
    found["containers"] = []
    for path in sorted(DATA.iterdir()):
        if not path.is_file() or path.suffix in {".py", ".md"}:
            continue
        if path.suffix in {".zip", ".xlsx", ".gz"} and path.stat().st_size < 50_000:
            found["containers"].append(path.read_bytes())
        for member in members([path]):
            if isinstance(member, Member):
                _add(member, found)
    for name, texts in MORE.items():
        found[name] += [text.encode() for text in texts]
    found["table"] += [_sqlite(), _parquet()]
    found["containers"] += list(_packed(found["twitter-v1"][0]))
    found["load"] = [files[0] for files in found.values() if files]
    return found


def _add(member: Member, found: dict[str, list[bytes]]) -> None:
    seen = glance(member)
    for reader in READERS:
        try:
            claimed = reader.recognise(seen) is not None
        except FileFault:
            continue
        if claimed:
            with member.open() as file:
                small = shortened(file.read())
            if small not in found[reader.name]:
                found[reader.name].append(small)
            return


def shortened(data: bytes) -> bytes:
    """A file with fewer records, as sound as before where its format is one of text."""
    if len(data) <= MOST and data.lstrip()[:1] != b"[":
        return data
    if data[:2] == b"PK" or b"\0" in data[:1000]:
        return data
    text = data.decode("utf-8", "replace")
    if text.lstrip().startswith("<"):
        return _short_xml(text)
    head, brace, rest = _prefix(text)
    if brace:
        try:
            return (head + json.dumps(_few(json.loads(brace + rest.rstrip().rstrip(";"))))).encode()
        except ValueError:  # one document a line
            rest = ""
    if text.startswith("{"):
        return "".join(json.dumps(_few(json.loads(line))) + "\n" for line in text.splitlines()[:ROWS]).encode()
    rows = list(csv.reader(io.StringIO(text)))[: ROWS + 1]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _prefix(text: str) -> tuple[str, str, str]:
    """A script's assignment and the JSON behind it."""
    if text.lstrip()[:1] in "[{":
        return "", text.lstrip()[0], text.lstrip()[1:]
    head, equals, rest = text.partition("=")
    rest = rest.lstrip()
    is_script = bool(equals) and len(head) < 80 and rest[:1] in ("[", "{")
    return (f"{head}= ", rest[0], rest[1:]) if is_script else (text, "", "")


def _few(value: Any) -> Any:
    if isinstance(value, list):
        return [_few(item) for item in value[: ROWS // 2]]
    if isinstance(value, dict):
        return {key: _few(item) for key, item in value.items()}
    return value


def _short_xml(text: str) -> bytes:
    for prefix, space in _namespaces(text):
        ElementTree.register_namespace(prefix, space)
    root = ElementTree.fromstring(text)  # our own file
    pending = [root]
    while pending:
        parent = pending.pop()
        seen: dict[str, int] = {}
        for child in list(parent):
            seen[child.tag] = seen.get(child.tag, 0) + 1
            if seen[child.tag] > ROWS:
                parent.remove(child)
            else:
                pending.append(child)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _namespaces(text: str) -> Iterator[tuple[str, str]]:
    for _, pair in ElementTree.iterparse(io.StringIO(text), events=("start-ns",)):
        if isinstance(pair, tuple) and pair[0]:
            yield pair


def _sqlite() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.executescript("create table posts (id integer primary key, author text, text text);")
    connection.executemany("insert into posts values (?, ?, ?)", [(n, f"ann{n % 3}", f"hi @bob {n}") for n in range(9)])
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def _parquet() -> bytes:
    import tempfile

    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        rows = "select i as id, 'ann' || (i % 3) as author, 'hi @bob ' || i as text from range(9) t(i)"
        connection.execute(f"copy ({rows}) to '{folder}/f.parquet' (format parquet)")
        return (Path(folder) / "f.parquet").read_bytes()


def _packed(data: bytes) -> Iterator[bytes]:
    """The same file in every packing, and packings in packings."""
    import bz2
    import gzip
    import lzma
    import tarfile
    import zipfile

    yield from (gzip.compress(data, mtime=0), bz2.compress(data), lzma.compress(data))
    yield gzip.compress(data, mtime=0) + gzip.compress(data, mtime=0)
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as packed:
            packed.writestr("a.jsonl", data)
            packed.writestr("b/c.jsonl.gz", gzip.compress(data, mtime=0))
        yield file.getvalue()
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w", format=form) as tar:
            for name in ("a.jsonl", f"{'long/' * 30}b.jsonl"):
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
        yield file.getvalue()
        yield gzip.compress(file.getvalue(), mtime=0)
