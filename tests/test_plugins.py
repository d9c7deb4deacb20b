"""Plug-ins: the example of the docs, installed as anybody would; it changes nothing until it is named."""

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import graphkit as gk
from graphkit import plugins
from graphkit.errors import UsageError
from graphkit.metrics._measure import named as metric_named
from tests._commands import run

ROOT = Path(__file__).parents[1]
GUESTS = "GUESTBOOK\n2012-08-01T22:15 ann: thank you @bob\n2012-08-02T03:20 ann: good night\nno entry\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the example package is installed."""
    place = tmp_path_factory.mktemp("plugin")
    shutil.copytree(ROOT / "docs/plugin", place / "source")
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--target")
    command = [sys.executable, "-m", "pip", "install", *options, place / "site", place / "source"]
    subprocess.run(command, check=True, capture_output=True)
    return place / "site"


@pytest.fixture
def installed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(site))


def test_the_example_is_short() -> None:
    assert len((ROOT / "docs/plugin/graphkit_night.py").read_text().splitlines()) < 40


@pytest.mark.usefixtures("installed")
def test_an_installed_metric_changes_no_table_until_it_is_named() -> None:
    graph = gk.load(ROOT / "data/town.csv")
    assert "night_share" not in gk.measure(graph).columns
    named = gk.measure(graph, ["night_share"])
    assert list(named.columns) == ["id", "label", "network", "observed", "night_share"]
    assert named.set_index("label")["night_share"].dropna().between(0, 1).all()


@pytest.mark.usefixtures("installed")
def test_a_format_of_a_plugin_is_read_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "guests.txt").write_text(GUESTS)
    with pytest.raises(gk.errors.NoDataError):
        gk.load(tmp_path / "guests.txt")
    graph = gk.load(tmp_path / "guests.txt", input_format="guestbook")
    assert (graph.about["posts"], graph.provenance.files[0].codes) == (2, {"guestbook.line": 1})
    people = gk.measure(graph, ["counts", "night_share"]).set_index("label")
    assert (people.loc["ann", "posts_for_others"], people.loc["ann", "night_share"]) == (1, 0.5)


@pytest.mark.usefixtures("installed")
def test_a_diagram_of_a_plugin_is_drawn_where_it_is_named() -> None:
    graph = gk.load(ROOT / "data/town.csv")
    figure = gk.draw(graph, gk.measure(graph), "clock")
    assert sum(bar.get_height() for bar in figure.axes[0].patches) == graph.about["posts"]


def test_the_command_line_names_plugins_too(site: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), str(ROOT)])}
    code = "from graphkit.cli import main; main()"
    words = ("measure", str(ROOT / "data/town.csv"), "-m", "night_share", "--top", "1", "-f", "json")
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, check=True
    )
    assert "night_share" in json.loads(done.stdout)[0]
    listed = subprocess.run(
        [sys.executable, "-c", code, "list", "metrics", "night_share"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert listed.stdout.splitlines()[-1] == "From the package graphkit-night."


def test_what_is_not_installed_is_a_usage_error() -> None:
    done = run("measure", str(ROOT / "data/town.csv"), "-m", "night_share")
    assert done.returncode == 2
    assert "no metric is called 'night_share'" in done.stderr


@pytest.mark.parametrize(
    ("value", "said"),
    [("nowhere:thing", "No module named 'nowhere'"), ("json:thing", "module 'json' has no attribute 'thing'")],
)
def test_a_plugin_that_cannot_be_loaded_is_named(value: str, said: str) -> None:
    entry = EntryPoint("broken", value, "graphkit.metrics")
    with pytest.raises(UsageError, match=f"'broken' of the package .* cannot be loaded .*{said}"):
        plugins.loaded(entry)


@pytest.mark.parametrize(
    ("kind", "ask"),
    [
        ("metrics", lambda: metric_named("odd", {})),
        ("readers", lambda: gk.readers.reader_named("odd")),
        ("engines", lambda: gk.engines.engine_named("odd")),
    ],
)
def test_a_plugin_of_another_kind_is_refused(kind: str, ask: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "named", lambda asked, name: 7 if (asked, name) == (kind, "odd") else None)
    with pytest.raises(UsageError, match=r"'odd' is no .* but a int"):
        ask()  # type: ignore[operator]
