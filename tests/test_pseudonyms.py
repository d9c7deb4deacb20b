"""What is shared names nobody: no identifier is in its bytes, and its numbers are the same."""

import base64
import hashlib
import json
import os
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import closing
from html import escape
from pathlib import Path
from urllib.parse import quote

import duckdb
import pandas as pd
import pytest
from typer.testing import CliRunner

import graphkit as gk
from graphkit.cli import app
from graphkit.errors import UsageError
from graphkit.exports import FORMATS, cells
from graphkit.graph import Graph
from graphkit.privacy import key_from
from tests.test_load import tweet

DATA = Path(__file__).parents[1] / "data"
BY_CHANCE = {"community", "outside_share", "outside_share_low", "outside_share_high", "ei_index"}
"""Leiden's communities rest on the order of people, which pseudonyms change."""
CHOSEN = [
    name for name in gk.metrics.METRICS if name not in BY_CHANCE | {"betweenness", "percentile", "uncredited_copies"}
]
HANDLES = {
    "Marigold_Quince": "7300112233445566778",
    "tobias.wren": "7300112233445566779",
    "Zoë_Larkspur": "7300112233445566780",
}
FILE = "letters_of_marigold.jsonl"


def numbers(people: pd.DataFrame) -> list[tuple[str, ...]]:
    """The rows of people.csv without names, in an order of their own."""
    kept = [name for name in people.columns if name not in BY_CHANCE | {"id", "label"}]
    rows = sorted(zip(*(cells(people[name]) for name in kept), strict=True))
    return [tuple(cell.replace("in the part", "in the export") for cell in row) for row in rows]


@pytest.mark.parametrize(
    "exports",
    [("town.csv", "town_by_hand.csv"), ("community_v2.jsonl.gz",), ("community_edges.csv",),
     ("grailbird_amy_fox.zip", "mastodon_amy_fox.zip", "circle_amy_fox.gexf", "reddit_meadow.jsonl")],
)  # fmt: skip
def test_the_numbers_stay_the_same(exports: tuple[str, ...], tmp_path: Path) -> None:
    with closing(gk.load(*(DATA / name for name in exports))) as graph:
        with closing(gk.pseudonymous(graph)) as made:
            gk.export(made, tmp_path / "shared", to="parquet", people=gk.measure(made, ["counts"]))
        with closing(gk.load(tmp_path / "shared")) as shared:
            assert numbers(gk.measure(shared, CHOSEN)) == numbers(gk.measure(graph, CHOSEN))
            assert len(shared.interactions) == len(graph.interactions)
            assert shared.about["pseudonymous"]
            assert shared.about["cannot_show"][-1].startswith("who anybody is: people and posts are under pseudonyms")


def test_aliases_stay_together_and_parts_stay_parts(tmp_path: Path) -> None:
    aliases = tmp_path / "aliases.csv"
    aliases.write_text("account,person\ngus_bell,gus\nann_reed,gus\n")
    with closing(gk.load(DATA / "town.csv", aliases=aliases)) as graph:
        part = graph.where(since="2012-05-10")
        for each in (graph, part):
            with closing(gk.pseudonymous(each)) as shared:
                chosen = ["counts", "verdict", "reciprocity", "discussions_joined", "pagerank"]
                assert numbers(gk.measure(shared, chosen)) == numbers(gk.measure(each, chosen))
                assert numbers(gk.sensitivity(shared)) == numbers(gk.sensitivity(each))
        with pytest.raises(UsageError, match="choose --kind and --exclude when you read what is written"):
            gk.pseudonymous(graph.where(kinds=["retweet"]))


def letters(folder: Path) -> Path:
    """Posts with names wherever a name can stand: authors, mentions, words, links, bios, ids, the file's own name."""
    people = list(HANDLES.items())
    posts = []
    for number in range(12):
        (author, identity), (other, other_id) = people[number % 3], people[(number + 1) % 3]
        words = f"@{other} see https://{author}.example/{number} says Benedicta Ravenscroft"
        post = tweet(8100112233445566700 + number, author, text=words)
        post["user"] |= {
            "id_str": identity,
            "name": "Marigold Quincey-Adams",
            "description": "beekeeper in Lower Tansy",
        }
        for mention in post["entities"]["user_mentions"]:
            mention["id_str"] = other_id
        posts.append(json.dumps(post))
    path = folder / FILE
    path.write_text("\n".join(posts) + '\n{"id_str": "8199999999999999999", "broken_by": "Marigold_Quince"}\n')
    return path


SECRETS = (*HANDLES, *HANDLES.values(), "Marigold", "Quincey", "Ravenscroft", "beekeeper", "Tansy", "letters_of",
           *(f"81001122334455667{number:02d}" for number in range(2)), "8199999999999999999", "example/")  # fmt: skip


def forms(secret: str) -> Iterator[bytes]:
    """A name in every writing it could hide in."""
    for text in {secret, secret.lower(), secret.upper(), secret.title()}:
        yield text.encode()
        yield from (text.encode(code) for code in ("utf-16-le", "utf-16-be", "utf-32-le"))
        yield quote(text).encode()
        yield "".join(f"%{byte:02X}" for byte in text.encode()).encode()
        yield escape(text).encode()
        yield text.encode("ascii", "xmlcharrefreplace")
        yield "".join(f"&#{ord(sign)};" for sign in text).encode()
        yield "".join(f"\\u{ord(sign):04x}" for sign in text).encode()
        yield json.dumps(text)[1:-1].encode()
        for shift in range(3):  # three ways to lie in base64, without the ends that depend on neighbours
            yield base64.b64encode(b"\0" * shift + text.encode())[4 if shift else 0 : -4]
        for digest in ("md5", "sha1", "sha256"):
            whole = hashlib.new(digest, text.encode()).digest()
            yield from (whole, whole.hex().encode()[:16])


def unpacked(path: Path) -> bytes:
    """The bytes of a file, and what its compressed parts hold."""
    content = path.read_bytes()
    parts = [content]
    if path.suffix == ".parquet":
        with closing(duckdb.connect()) as other:
            parts.append(str(other.execute("select * from read_parquet(?)", [str(path)]).fetchall()).encode())
    for run in re.findall(rb"[A-Za-z0-9+/]{64,}={0,2}", content) if path.suffix == ".html" else []:
        plain = base64.b64decode(run + b"=" * (-len(run) % 4))
        parts.append(plain)
        for bits in (-15, 15, 31):
            try:
                parts.append(zlib.decompressobj(bits).decompress(plain))
            except zlib.error:
                continue
    return b"\0".join(parts)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    with closing(gk.load(letters(tmp_path_factory.mktemp("letters")), copies=True, keep_text=True)) as loaded:
        yield loaded


def test_no_name_is_in_the_bytes_of_what_is_shared(graph: Graph, tmp_path: Path) -> None:
    with closing(gk.pseudonymous(graph)) as shared:
        people = gk.measure(shared)
        for name in FORMATS:
            gk.export(shared, tmp_path / f"copy_{name}", to=name, people=people)
    secrets = {form for secret in SECRETS for form in forms(secret) if len(form) > 5}
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 18
    for path in files:
        content = unpacked(path)
        assert not [form for form in secrets if form in content], path.name


def test_a_name_would_be_found_where_it_is(graph: Graph, tmp_path: Path) -> None:
    people = gk.measure(graph, ["counts"])
    for name in FORMATS:
        gk.export(graph, tmp_path / f"own_{name}", to=name, people=people)
    secrets = {form for secret in SECRETS for form in forms(secret) if len(form) > 5}
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.stem in (
            "own_gexf",
            "own_graphml",
            "own_sqlite",
            "own_json",
            "people",
            "accounts",
            "posts",
        ):
            content = unpacked(path)
            assert [form for form in secrets if form in content], path.name


def test_nor_of_what_anybody_may_see(tmp_path: Path) -> None:
    export = str(letters(tmp_path))
    reported = CliRunner().invoke(app, ["report", export, "--public", "-o", str(tmp_path / "out"), "--keep-text"])
    measured = CliRunner().invoke(app, ["measure", export, "--public", "-f", "json"])
    assert (reported.exit_code, measured.exit_code) == (0, 0), reported.output
    folder = tmp_path / "out/public"
    secrets = {form for secret in SECRETS for form in forms(secret) if len(form) > 5}
    contents = [(path.name, unpacked(path)) for path in folder.rglob("*") if path.is_file()]
    for name, content in [*contents, ("stdout", (reported.stdout + measured.stdout).encode())]:
        assert not [form for form in secrets if form in content.replace(str(tmp_path).encode(), b"")], name
    names = {path.name for path in folder.iterdir()}
    assert not {"interactions.csv", "rejects.csv"} & names, "single acts stay at home"
    assert {"people.csv", "edges.csv", "index.html", "network.png"} <= names
    edges = pd.read_csv(folder / "edges.csv")
    assert edges["first"].str.endswith("T00:00:00Z").all()
    package = json.loads((folder / "datapackage.json").read_text())
    assert [resource["name"] for resource in package["resources"]] == ["people", "edges"]


def test_the_same_key_gives_the_same_pseudonyms_and_another_gives_others(graph: Graph) -> None:
    one, two, three = (gk.pseudonymous(graph, key=key).ids.tolist() for key in (b"a" * 16, b"a" * 16, b"b" * 16))
    assert one == two
    assert not set(one) & set(three)
    assert gk.pseudonymous(graph).ids.tolist() != gk.pseudonymous(graph).ids.tolist(), (
        "without a key: another each time"
    )
    assert all(re.fullmatch("p[0-9a-f]{16}", name) for name in one)


def test_the_order_of_names_is_not_kept(tmp_path: Path) -> None:
    names = [f"{a}{b}nna" for a in "abcdefgh" for b in "abcdefgh"]
    posts = pd.DataFrame({"author": names, "text": [f"@{name} hello" for name in reversed(names)]})
    with closing(gk.load(posts)) as graph, closing(gk.pseudonymous(graph)) as shared:
        gk.export(shared, tmp_path / "shared", to="parquet", people=gk.measure(shared, ["counts"]))
    with closing(duckdb.connect()) as other:
        place = tmp_path / "shared/store/accounts.parquet"
        ids = [one for (one,) in other.execute(f"select id from '{place}' order by row").fetchall()]
        authors = [
            one for (one,) in other.execute(f"select author from '{place.with_stem('posts')}' order by row").fetchall()
        ]
    assert ids == sorted(ids)
    assert len(ids) == 64
    assert authors != sorted(authors), "neither as accounts, nor as posts of a file that was sorted by author"


def test_a_key_is_made_for_its_owner_alone_and_kept_apart(tmp_path: Path) -> None:
    place = tmp_path / "key"
    key = key_from(place)
    assert len(key) == 64
    assert key_from(place) == key
    done = CliRunner().invoke(
        app,
        [
            "pseudonymise",
            str(DATA / "town.csv"),
            "-o",
            str(tmp_path / "shared.json"),
            "--to",
            "json",
            "--key-file",
            str(place),
        ],
    )
    assert done.exit_code == 0, done.output
    told = json.loads((tmp_path / "shared.json").read_text())
    with closing(gk.load(DATA / "town.csv")) as town, closing(gk.pseudonymous(town, key=key)) as again:
        assert [node["id"] for node in told["nodes"]] == again.ids.tolist()
    assert key.decode() not in (tmp_path / "shared.json").read_text()
    with pytest.raises(UsageError, match="a key has 16 bytes or more, this one has 5"):
        gk.pseudonymise(DATA / "town.csv", tmp_path / "no", key=b"short")
    assert not (tmp_path / "no").exists()
    if os.name == "posix":
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
        place.chmod(0o644)
        with pytest.raises(UsageError, match="others may read the key; run chmod 600 on it"):
            key_from(place)


def test_a_circle_of_names_is_refused(tmp_path: Path) -> None:
    circle = tmp_path / "circle.csv"
    circle.write_text("account\nann_reed\n")
    done = CliRunner().invoke(app, ["measure", str(DATA / "town.csv"), "--public", "--circle", str(circle)])
    assert "a circle names accounts" in str(done.exception)
