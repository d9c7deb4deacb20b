"""What the page unpacks is what the tables say."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from graphkit.diagrams._looks import ties
from graphkit.viewer import packed, script
from graphkit.viewer._codes import SHARE_STEPS
from graphkit.viewer._pack import COUNTS, SHARES, TIE_KINDS, WORDS
from tests.diagrams._cases import Case, case, kept, odd_names

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
READ = """
const text = require('fs').readFileSync(0, 'utf8');
unpack(text).then((data) => {
  const plain = {};
  for (const [name, column] of Object.entries(data.people)) plain[name] = column.length ? Array.from(column) : column;
  for (const [name, column] of Object.entries(data.ties)) plain['tie_' + name] = column.length === undefined
    ? column : Array.from(column);
  const people = Array.from({ length: data.people.count }, (_, i) => i);
  plain.strips = people.map((i) => data.strip(i));
  plain.names = people.map((i) => data.name(i));
  plain.outs = people.map((i) => Array.from(data.out(i)));
  plain.intos = people.map((i) => Array.from(data.into(i)));
  for (const name of ['states', 'verdicts', 'verdict_reasons', 'verdict_with_threadss']) plain[name] = data[name];
  plain.latest = data.latest;
  process.stdout.write(JSON.stringify(plain));
});
"""


def places_of(people: pd.DataFrame) -> pd.DataFrame:
    """Somewhere for everybody but the last."""
    k = np.arange(len(people))
    return pd.DataFrame({"id": people["id"], "x": k * 0.7, "y": k % 97 + 0.3, "radius": 1.1 + k % 13 / 4}).iloc[:-1]


def unpacked(case: Case) -> tuple[dict[str, Any], str]:
    graph, people = case
    text = packed(graph, people, places_of(people), meta={"said": "1 of 2 “name”"})
    done = subprocess.run(
        ["node", "-e", script("data") + READ], input=text, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return json.loads(done.stdout), text


def numbers(values: Any) -> np.ndarray:
    """NaN where unknown, in JSON null."""
    return np.array([np.nan if value is None else value for value in values], dtype=float)


@needs_node
@pytest.mark.parametrize("name", ["300", "archive", "edges", "odd"])
def test_every_column_is_that_of_the_people_table(name: str) -> None:
    graph, people = odd_names() if name == "odd" else kept(name)
    page, _ = unpacked((graph, people))
    assert page["count"] == len(people)
    for column in (*COUNTS, *SHARES, "third_person_share", "me_share", "me_share_low", "self_mention_ratio"):
        if column in people:
            expected = people[column].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
            np.testing.assert_allclose(numbers(page[column]), expected, atol=0.51 / SHARE_STEPS, rtol=0, err_msg=column)
    for column in (column for column in WORDS if column in people and column not in ("network", "state")):
        words = [page[f"{column}s"][code] for code in page[column]]
        assert words == people[column].fillna("").tolist()
    assert page["network"] == people["network"].tolist()


@needs_node
@pytest.mark.parametrize("name", ["300", "edges"])
def test_every_tie_is_that_of_the_edges_table(name: str) -> None:
    graph, people = kept(name)
    page, _ = unpacked((graph, people))
    id_of = people["id"].tolist()
    found = {
        (id_of[s], id_of[t]): tuple(page[f"tie_{kind}"][k] for kind in (*TIE_KINDS, "weight"))
        for k, (s, t) in enumerate(zip(page["tie_source"], page["tie_target"], strict=True))
    }
    between = ties(graph.edges)
    keys = zip(between["source"], between["target"], strict=True)
    rows = between[[*TIE_KINDS, "weight"]].itertuples(index=False, name=None)
    assert found == dict(zip(keys, rows, strict=True))
    for k, (s, t) in enumerate(zip(page["tie_source"], page["tie_target"], strict=True)):
        assert page["tie_back"][k] == found.get((id_of[t], id_of[s]), [0])[-1]
        assert k in page["outs"][s]
        assert k in page["intos"][t]
    assert sum(map(len, page["outs"])) == sum(map(len, page["intos"])) == len(between)


@needs_node
def test_the_latest_posts_of_everybody_come_in_order() -> None:
    graph, people = kept("archive")
    page, _ = unpacked((graph, people))
    for row, person in enumerate(people["id"]):
        posts = graph.posts(person)
        kinds = posts["kind"][posts["kind"] != "thread"].tolist()[-page["latest"] :]
        assert (page["strips"][row] or []) == kinds


@needs_node
def test_people_stand_where_they_were_put_and_the_others_nowhere() -> None:
    graph, people = kept("300")
    page, _ = unpacked((graph, people))
    places = places_of(people)
    for column, within in (("x", 0.051), ("y", 0.051), ("radius", 0.0051)):
        np.testing.assert_allclose(numbers(page[column])[:-1], places[column], atol=within)
        assert page[column][-1] is None


@needs_node
def test_odd_names_arrive_whole_and_are_shown_on_one_line() -> None:
    graph, people = odd_names()
    page, _ = unpacked((graph, people))
    whole = [str(label).encode("utf-8", "replace").decode() for label in people["label"]]
    assert page["label"] == whole
    assert page["names"][0] == "$$$ me $$$"
    assert "(no name)" in page["names"]
    for name in page["names"]:
        assert len(name) <= 60
        assert not set(name) & set("\x1b\n\u202e")


@needs_node
def test_days_are_those_of_the_first_and_last_post() -> None:
    page, _ = unpacked(case("ann>bob*30 bob>"))
    ann = numbers(page["first_day"])[0]
    assert np.datetime64("1970-01-01") + np.timedelta64(int(ann), "D") == np.datetime64("2012-05-01")
    assert numbers(page["last_day"])[0] == ann + 1


def test_the_same_graph_gives_the_same_text() -> None:
    graph, people = kept("300")
    first, second = (packed(graph, people, places_of(people), meta={}) for _ in range(2))
    assert first == second
    assert first.isascii()


@pytest.mark.parametrize("name", ["300", "3000"])
def test_a_page_stays_small(name: str) -> None:
    graph, people = kept(name)
    text = packed(graph, people, places_of(people), meta={})
    assert len(text) <= 70 * len(people) + 9 * len(ties(graph.edges))


@pytest.mark.parametrize("path", sorted(Path("graphkit/viewer").glob("*.js")), ids=lambda path: path.stem)
def test_scripts_write_no_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert way not in text
    assert max(map(len, text.splitlines())) <= 120
