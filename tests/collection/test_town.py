"""From nothing to a report: a community of fifty invented people, collected and drawn with one command each."""

import json
from pathlib import Path

import pytest

from graphkit._ending import _code_of
from graphkit.cli import app
from tests.collection._fake import TOKEN, Fake, serving
from tests.collection._town import town


def test_a_community_is_collected_and_reported_with_one_command_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BEARER_TOKEN", TOKEN)
    people = town(people=50, posts=60)
    handles = [user["username"] for user in people.users.values()]
    pages = str(tmp_path / "town.jsonl")
    with serving(Fake(people)) as fake:
        words = ["collect", "user", *handles, "-o", pages, "--max-posts", "3000", "--yes", "--api-base", fake.base]
        assert _code_of(lambda: app(words, standalone_mode=False), lambda: False) == 0
    assert "50 accounts: at most $15.50" in capsys.readouterr().err
    report = ["report", pages, "-o", str(tmp_path / "reports")]
    assert _code_of(lambda: app(report, standalone_mode=False), lambda: False) == 0
    folder = tmp_path / "reports" / "town"
    assert "1 of 50 accounts names almost no one else" in capsys.readouterr().out
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["about"]["posts"] == 3000
    assert "posts of a timeline before the latest 3,200" in summary["about"]["cannot_show"]
    assert {"network.png", "quadrant.png", "forest.png", "index.html"} <= {path.name for path in folder.iterdir()}
