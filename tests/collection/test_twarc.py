"""twarc, as it is on PyPI, flattens our files, and we read what it writes; skipped by name where it is absent."""

import json
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from requests import PreparedRequest
from requests.adapters import HTTPAdapter

import graphkit as gk
from tests.collection._fake import TOKEN, Fake, serving
from tests.collection._town import Town, town
from tests.collection.support import Collected

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    twarc = pytest.importorskip("twarc")
    from twarc.client2 import Twarc2
    from twarc.expansions import ensure_flattened

LISTS = (("user", "ann_reed"), ("mentions", "bob_reed"), ("search", "walk"), ("quotes", "1900000000294000882"))


@pytest.fixture(scope="module")
def five() -> Town:
    return town(people=5, posts=60)


@pytest.mark.parametrize(("what", "name"), [*LISTS, ("likes", "1900000000294000882")])
def test_twarc_flattens_our_files(what: str, name: str, five: Town, tmp_path: Path) -> None:
    with serving(Fake(five)) as fake:
        got = Collected(fake, tmp_path, what, name)
    flat = [thing for line in got.lines for thing in ensure_flattened(line)]
    assert [thing["id"] for thing in flat] == got.ids
    posts = [thing for thing in flat if "text" in thing]
    assert all(post["author"]["username"] for post in posts)
    assert all("username" in mention and "id" in mention for post in posts for mention in post["entities"]["mentions"])
    (tmp_path / "flat.jsonl").write_text("".join(json.dumps(post) + "\n" for post in posts), encoding="utf-8")
    ours = gk.load(got.file).counts[["posts"]]
    theirs = gk.load(tmp_path / "flat.jsonl").counts[["posts"]]
    assert ours["posts"].sum() == theirs["posts"].sum()


def test_we_read_what_twarc_writes(five: Town, tmp_path: Path) -> None:
    with serving(Fake(five, most=20)) as fake:
        got = Collected(fake, tmp_path, "user", "ann_reed")
        client = Twarc2(bearer_token=TOKEN)
        client.connect()
        client.client.mount("https://", Elsewhere(fake.base))
        pages = list(client.timeline("ann_reed", max_results=100))
    theirs = tmp_path / "twarc.jsonl"
    theirs.write_text("".join(json.dumps(page) + "\n" for page in pages), encoding="utf-8")
    one, other = gk.load(got.file), gk.load(theirs)
    assert one.posts("ann_reed").drop(columns="file").equals(other.posts("ann_reed").drop(columns="file"))
    assert one.edges.equals(other.edges)
    both = gk.load(got.file, theirs)
    assert len(both.posts("ann_reed")) == 60


class Elsewhere(HTTPAdapter):
    """Sends requests to the fake."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def send(self, request: PreparedRequest, **given: Any) -> Any:  # type: ignore[override]
        parts = urlsplit(request.url or "")
        request.url = f"{self.base}{parts.path}?{parts.query}"
        return super().send(request, **given)
