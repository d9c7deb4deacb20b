import base64
import csv
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

import graphkit as gk
from graphkit._columns import meaning
from graphkit._folder import replacing
from graphkit._load import from_items, load
from graphkit.errors import OutputError
from graphkit.exports import text_cell, write_csv
from graphkit.graph import Graph
from graphkit.post import Account, Post
from tests._graphs import posts_of
from tests.test_load import jsonl, tweet

NASTY = '"><script>alert(1)</script>, $$$ me $$$\x1b[31m\n=1+1'


def fingerprints(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> str:
    me = [tweet(i, "eve", f"sun {i}") for i in range(60)]
    ann = [tweet(100 + i, "ann", "good point @bob") for i in range(40)]
    return jsonl(tmp_path_factory.mktemp("exports") / "town.jsonl", *me, *ann, "{broken")


@pytest.fixture(scope="module")
def written(export: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports") / "town"
    gk.report(load(export), folder)
    return folder


def test_a_report_is_complete_and_lists_its_files(written: Path) -> None:
    wanted = {"people.csv", "edges.csv", "interactions.csv", "rejects.csv", "network.png", "index.html"}
    wanted |= {"quadrant.png", "quadrant.alt.txt", "forest.png", "forest.alt.txt"}
    found = set(fingerprints(written))
    assert wanted < found
    summary = json.loads((written / "summary.json").read_text())
    assert set(summary["files"]) == found
    assert summary["verdicts"]["me..me..me"] == 1


def test_a_report_shows_the_weeks_where_posts_have_times(tmp_path: Path) -> None:
    graph = load(Path(__file__).parents[1] / "data/town.csv")
    gk.report(graph, tmp_path / "town")
    assert {"timeline.png", "timeline.alt.txt"} < set(fingerprints(tmp_path / "town"))
    assert "46 of 103 posts were for someone else" in (tmp_path / "town" / "timeline.alt.txt").read_text()
    assert 'href="timeline.png"' in (tmp_path / "town" / "index.html").read_text()
    gk.report(from_items(_posts("eve", 3)), tmp_path / "untimed")
    assert not [name for name in fingerprints(tmp_path / "untimed") if "timeline" in name]


def test_the_conservation_law_stands_in_the_summary(written: Path) -> None:
    (row,) = json.loads((written / "summary.json").read_text())["records"]
    assert row["read"] == row["used"] + row["duplicate"] + row["ignored"] + row["rejected"] == 101
    (reject,) = csv.DictReader((written / "rejects.csv").read_text().splitlines())
    assert (reject["file"], reject["line"], reject["code"]) == ("town.jsonl", "101", "json.syntax")


def test_every_column_is_described(written: Path) -> None:
    package = json.loads((written / "datapackage.json").read_text())
    for resource in package["resources"]:
        header = next(csv.reader((written / resource["path"]).read_text().splitlines()))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        assert all(field["description"] for field in resource["schema"]["fields"])
    assert meaning("me_share_low").startswith("lower end")


def test_the_same_input_gives_the_same_bytes_in_two_processes(export: str, written: Path, tmp_path: Path) -> None:
    code = f"import graphkit as gk; gk.report(gk.load({export!r}), {str(tmp_path / 'again')!r})"
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    )
    assert fingerprints(tmp_path / "again") == fingerprints(written)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_overlapping_exports_give_the_same_bytes_in_any_order_and_given_twice(tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", *(tweet(i, "ann", "@bob hi") for i in range(6)), "{broken")
    jsonl(tmp_path / "b.jsonl", *(tweet(i, "ann", "@bob hi") for i in range(3, 9)), tweet(9, "bob", "via @ann"))
    shutil.copy(Path(__file__).parents[1] / "data/grailbird_amy_fox.zip", tmp_path / "c.zip")
    a, b, c = tmp_path / "a.jsonl", tmp_path / "b.jsonl", tmp_path / "c.zip"
    orders = ((a, b, c), (c, b, a), (b, a, tmp_path / "../" / tmp_path.name / "a.jsonl", c, b))
    found = []
    for number, order in enumerate(orders):
        gk.report(load(*order), tmp_path / str(number))
        found.append(fingerprints(tmp_path / str(number)))
    assert found[0] == found[1] == found[2]


def test_a_copy_of_an_export_changes_no_number(tmp_path: Path) -> None:
    one = jsonl(tmp_path / "a.jsonl", *(tweet(i, "ann", "@bob hi") for i in range(6)))
    two = shutil.copy(one, tmp_path / "copy.jsonl")
    gk.report(load(one), tmp_path / "once")
    gk.report(load(one, two), tmp_path / "twice")
    once, twice = (fingerprints(tmp_path / name) for name in ("once", "twice"))
    for name in ("people.csv", "edges.csv", "interactions.csv"):
        assert once[name] == twice[name]


def test_the_page_runs_nothing_asks_nothing_and_escapes_names(tmp_path: Path) -> None:
    nasty = Account(id="9", handle="x", name="x")
    graph = from_items(
        [Post("twitter", Account(id="1", name=NASTY), id=str(i)) for i in range(50)]
        + [Post("twitter", nasty, id="z", mentions=(Account(id="1", name=NASTY),))]
    )
    gk.report(graph, tmp_path / "r")
    page = _Page()
    text = (tmp_path / "r" / "index.html").read_text()
    page.feed(text)
    assert [attrs.get("type") for tag, attrs in page.tags if tag == "script"] == ["application/octet-stream"] * 2 + [
        None
    ]
    assert not [tag for tag, _ in page.tags if tag in {"iframe", "object", "embed", "img", "form", "base"}]
    assert not [value for _, attrs in page.tags for name, value in attrs.items() if name.startswith("on")]
    assert not [attrs for _, attrs in page.tags if "src" in attrs or "style" in attrs]
    assert "default-src 'none'" in text
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text
    rows = list(csv.reader((tmp_path / "r" / "people.csv").read_text().splitlines()))
    assert len({len(row) for row in rows}) == 1
    assert "\x1b" not in (tmp_path / "r" / "people.csv").read_text()


def test_no_words_of_posts_reach_a_report(tmp_path: Path) -> None:
    words = "unmistakable words of mine"
    path = jsonl(tmp_path / "a.jsonl", *(tweet(i, "eve", words) for i in range(40)))
    gk.report(load(path), tmp_path / "r")
    for file in (tmp_path / "r").rglob("*"):
        if file.is_file():
            assert words.encode() not in file.read_bytes()
    assert words not in page_data_of((tmp_path / "r/index.html").read_text())


def page_data_of(text: str) -> str:
    """What is packed in a page: labels, counts, and what they are called."""
    found = re.search(r'id="data">([^<]*)</script>', text)
    assert found
    return gzip.decompress(base64.b64decode(found[1])).decode("utf-8", "replace")


def test_the_page_links_to_the_files_that_are_there(written: Path) -> None:
    text = (written / "index.html").read_text()
    links = {link for link in re.findall(r'href="([^"]*)"', text) if not link.startswith(("#", "data:"))}
    files = set(fingerprints(written))
    assert links <= files
    assert {"people.csv", "edges.csv", "interactions.csv", "rejects.csv", "summary.json", "datapackage.json"} <= links
    assert {name for name in files if name.endswith(".png")} <= links


FORBIDDEN = ("narcissis", "selfish", "toxic", "offender", "worst", "shame")


def test_no_text_of_ours_diagnoses_people(written: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in Path(gk.__file__).parent.rglob("*.py")]
    texts += [
        path.read_text(encoding="utf-8") for path in written.rglob("*") if path.suffix in {".html", ".json", ".txt"}
    ]
    assert not [word for word in FORBIDDEN for text in texts if word in text.lower()]


def test_a_second_report_replaces_the_first_and_keeps_what_others_put_there(written: Path, tmp_path: Path) -> None:
    folder = tmp_path / "r"
    gk.report(from_items(_posts("old", 50)), folder)
    (folder / "notes.md").write_text("mine")
    gk.report(from_items(_posts("new", 50)), folder)
    assert (folder / "notes.md").read_text() == "mine"
    assert "new" in (folder / "people.csv").read_text()
    assert not list(folder.glob("cards/old*"))
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def _posts(name: str, count: int) -> list[Post]:
    return [Post("twitter", Account(id=name, handle=name), id=f"{name}{i}") for i in range(count)]


def test_a_run_that_fails_leaves_the_old_set(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    with replacing(folder, ours=lambda old: frozenset()) as fresh:
        (fresh / "a").write_text("old")

    def fail() -> None:
        with replacing(folder, ours=lambda old: frozenset({"a"})) as fresh:
            (fresh / "a").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (folder / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


def test_without_an_exchange_the_old_set_is_moved_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphkit._folder._exchange", lambda first, second: False)
    for words in ("old", "new"):
        with replacing(tmp_path / "set", ours=lambda old: frozenset({"a"})) as fresh:
            (fresh / "a").write_text(words)
    assert (tmp_path / "set" / "a").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "r").write_text("mine")
    with pytest.raises(OutputError, match="there is a file of that name"):
        gk.report(from_items(_posts("eve", 3)), tmp_path / "r")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("tom_gray", "tom_gray"),
        ("=1+1", "'=1+1"),
        ("@bob", "'@bob"),
        ('a "b", c', '"a ""b"", c"'),
        ("a\nb\x1bc", "a b c"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
    ],
)
def test_text_cells_cannot_break_a_table_or_run_a_formula(text: str, cell: str) -> None:
    assert text_cell(text) == cell


def test_csv_keeps_ids_missing_values_and_times(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "id": pd.Series(["007", "12345678901234567890"], dtype="str"),
            "n": pd.array([1, None], dtype="Int64"),
            "x": [1 / 3, float("nan")],
            "t": pd.to_datetime(["2012-08-16T12:59:00", None]).as_unit("us"),
            "b": [True, False],
        }
    )
    write_csv(frame, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == (
        "id,n,x,t,b\n007,1,0.333333333,2012-08-16T12:59:00Z,true\n12345678901234567890,,,,false\n"
    )


def test_an_export_of_acts_gets_a_report_without_verdicts(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("source,target\nann,bob\nbob,ann\nann,cyd\n")
    graph: Graph = load(tmp_path / "e.csv")
    gk.report(graph, tmp_path / "r")
    summary = json.loads((tmp_path / "r" / "summary.json").read_text())
    assert sum(summary["verdicts"].values()) == 0
    assert summary["not_judged"] == {"no posts in the export": 3}
    page = (tmp_path / "r" / "index.html").read_text()
    assert "whose own acts are in the export" in page
    assert "They need posts" in page
    assert "wrote something" not in page
    assert ". ." not in page


def test_a_report_on_many_draws_circles_first_and_the_network_of_those_who_matter(tmp_path: Path) -> None:
    pairs = [f"a{k},a{k * 7 % 800}\na{k},a{k // 40}" for k in range(1600)]
    (tmp_path / "e.csv").write_text("\n".join(["source,target", *pairs]))
    written = gk.report(load(tmp_path / "e.csv"), tmp_path / "r")
    pictures = [path.name for path in written if path.suffix == ".png"]
    assert pictures == ["circles.png", "network.png"]
    alts = [(tmp_path / "r" / f"{name}.alt.txt").read_text() for name in ("circles", "network")]
    title = alts[0].partition(".")[0]
    assert title.startswith("1,600 people, ")
    page = (tmp_path / "r" / "index.html").read_text()
    assert f"<h1>{title}" in page
    assert 0 < page.index('href="circles.png"') < page.index('href="network.png"')
    assert "1,500 people and" in alts[1]


def test_files_of_others_with_our_names_are_never_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "people.csv").write_text("my own")
    (folder / "summary.json").write_text('{"files": ["people.csv", "../x"]}')
    with pytest.raises(OutputError, match="not written by graphkit"):
        gk.report(from_items(_posts("eve", 3)), folder)
    assert (folder / "people.csv").read_text() == "my own"
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_empty_folders_links_and_the_mode_of_the_old_folder_stay(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    gk.report(from_items(_posts("old", 50)), folder)
    folder.chmod(0o700)
    (folder / "empty").mkdir()
    (folder / "link").symlink_to(tmp_path)
    gk.report(from_items(_posts("new", 50)), folder)
    assert (folder / "empty").is_dir()
    assert (folder / "link").is_symlink()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert not list((folder / "cards").glob("old*"))


def test_a_report_through_a_link_lands_where_the_link_leads(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    gk.report(from_items(_posts("eve", 3)), tmp_path / "link")
    assert (tmp_path / "real" / "people.csv").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / f".r.graphkit-{dead.pid}-abc"
    left.mkdir()
    (left / "half").touch()
    gk.report(from_items(_posts("eve", 3)), tmp_path / "r")
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_two_runs_into_one_folder_give_one_set(tmp_path: Path) -> None:
    code = (
        "import sys, graphkit as gk; from graphkit._load import from_items; from tests.test_reports import _posts\n"
        "for _ in range(3): gk.report(from_items(_posts(sys.argv[1], 50)), sys.argv[2])"
    )
    root = str(Path(__file__).parents[1])
    runs = [
        subprocess.Popen([sys.executable, "-c", code, name, str(tmp_path / "r")], cwd=root) for name in ("ann", "bob")
    ]
    assert [run.wait(timeout=120) for run in runs] == [0, 0]
    cards = [path.name.partition("-")[0] for path in (tmp_path / "r" / "cards").glob("*.png")]
    assert len(cards) == 1
    summary = json.loads((tmp_path / "r" / "summary.json").read_text())
    assert set(summary["files"]) == set(fingerprints(tmp_path / "r"))
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_the_page_says_in_one_clause_why_reciprocity_is_not_known(tmp_path: Path) -> None:
    ann, bob = Account(id="1", handle="ann"), Account(id="2", handle="bob")
    gk.report(from_items([Post("twitter", ann, id="1", mentions=(bob,))]), tmp_path / "r")
    assert (
        "not known: others&#x27; posts are not in the export; exports of the people named"
        in (tmp_path / "r" / "index.html").read_text()
    )


def test_the_page_says_whose_circle_was_used(tmp_path: Path) -> None:
    (tmp_path / "circle.csv").write_text("ann\nzoe\n")
    graph = from_items(posts_of("ann>bob bob>ann"), circle=tmp_path / "circle.csv")
    gk.report(graph, tmp_path / "out")
    assert "The circle is that of circle.csv; of its 2 accounts the export knows 1." in (
        tmp_path / "out/index.html"
    ).read_text(encoding="utf-8")


def test_sensitivity_adds_a_table_sentences_and_counts_and_changes_nothing_else(
    export: str, written: Path, tmp_path: Path
) -> None:
    gk.report(load(export), tmp_path / "r", sensitivity=True)
    plain, more = fingerprints(written), fingerprints(tmp_path / "r")
    assert more.keys() - plain.keys() == {"sensitivity.csv"}
    told = {"index.html", "summary.json", "datapackage.json", "sensitivity.csv"}
    assert {name: mark for name, mark in more.items() if name not in told} == {
        name: mark for name, mark in plain.items() if name not in told
    }
    assert "sensitivity" not in (written / "index.html").read_text() + (written / "summary.json").read_text()
    page = (tmp_path / "r" / "index.html").read_text()
    assert "<bdi>eve</bdi>: the verdict “me..me..me” holds under 2 of 3 choices; it would be “undecided” if" in page
    summary = json.loads((tmp_path / "r" / "summary.json").read_text())["sensitivity"]
    assert summary["choices"] == 3
    assert summary["verdicts"]["me..me..me"] == {"people": 1, "hold_under_every_choice": 0}
    assert summary["varied"]["verdict_at_0_05"]["verdicts_changed"] == 1
    resource = json.loads((tmp_path / "r" / "datapackage.json").read_text())["resources"][-1]
    header = next(csv.reader((tmp_path / "r" / "sensitivity.csv").read_text().splitlines()))
    assert header == [field["name"] for field in resource["schema"]["fields"]]
    assert all(field["description"] for field in resource["schema"]["fields"])


def test_a_report_without_sensitivity_takes_the_table_of_an_earlier_one_away(export: str, tmp_path: Path) -> None:
    gk.report(load(export), tmp_path / "r", sensitivity=True)
    gk.report(load(export), tmp_path / "r")
    assert not (tmp_path / "r" / "sensitivity.csv").exists()


def test_sensitivity_of_an_edge_list_says_that_there_are_no_verdicts(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("source,target\nann,bob\nbob,ann\nann,cyd\n")
    gk.report(load(tmp_path / "e.csv"), tmp_path / "r", sensitivity=True)
    assert "<h2>Do the verdicts hold?</h2><div>\n<p>There are none.</p>" in (tmp_path / "r" / "index.html").read_text()


def test_only_people_of_the_people_table_are_in_the_sensitivity_table(export: str, tmp_path: Path) -> None:
    gk.report(load(export), tmp_path / "r", min_posts=50, sensitivity=True)
    rows = list(csv.DictReader((tmp_path / "r" / "sensitivity.csv").read_text().splitlines()))
    assert [row["label"] for row in rows] == ["eve"]


def test_the_page_and_the_summary_say_what_would_change_it_and_what_is_not_shown(written: Path) -> None:
    (person,) = json.loads((written / "summary.json").read_text())["people"]
    assert (person["label"], (written / person["card"]).is_file()) == ("eve", True)
    assert person["would_change"][0] == "With 2 more posts for others the verdict would no longer be “me..me..me”."
    page = (written / "index.html").read_text()
    assert all(sentence in page for sentence in person["would_change"] + person["cannot_show"])


def test_sentences_of_a_card_are_inert_on_the_page(tmp_path: Path) -> None:
    names = [Account(id=str(i), handle="", name=f"{NASTY}{i}") for i in range(7)]
    posts = [Post("twitter", names[i], id=f"1{i}", time=i, text="words", mentions=(names[0],)) for i in range(1, 7)]
    posts += [Post("twitter", names[0], id=f"2{i}", time=i, text=f"sun {i}") for i in range(60)]
    gk.report(from_items(posts), tmp_path / "out")
    page = (tmp_path / "out/index.html").read_text()
    assert "Not yet acted towards, longest first" in page
    assert "<script>alert" not in page
    assert "\x1b" not in page
