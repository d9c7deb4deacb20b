"""No graph file, however damaged or strange, raises anything but a FileFault, and every record is told of once."""

import json
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.post import Act, LeftOut, Post
from graphkit.readers import FileFault, Reader, ReadOptions, gexf, gml, graphml, node_link, pajek
from tests.readers._reading import claim, member
from tests.test_samples import DATA

GRAPHML = b"""<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="k" for="edge" attr.name="kind"><default>reply</default></key><graph edgedefault="directed">
<node id="n0"><data key="label">ann &amp; bob</data></node><node id="n1"/>
<edge source="n0" target="n1"><data key="k">retweet</data></edge><edge source="n1" target="n1"/></graph></graphml>"""
PAJEK = (
    b'*Network x\n*Vertices 3\n1 "ann reed" 0.5\n2 b\n*Arcs :1 "retweet"\n1 2 3 l "x"\n*Arcslist\n2 1 3\n*Edges\n1 2\n'
)
JSON = json.dumps(
    {
        "directed": True,
        "nodes": [{"id": 0, "label": "ann"}, {"id": 1, "user_id": "5", "screen_name": "bob"}],
        "links": [{"source": 0, "target": 1, "weight": 2.5, "kind": "RT", "created_at": "2012-05-01"}],
    }
).encode()
SAMPLES = (
    (gexf.READER, (DATA / "circle_amy_fox.gexf").read_bytes()),
    (gml.READER, (DATA / "circle_amy_fox.gml").read_bytes()),
    (graphml.READER, GRAPHML),
    (pajek.READER, PAJEK),
    (node_link.READER, JSON),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "label", "a"]), inner, max_size=3)
    ),
    max_leaves=6,
)
WORDS = ("id", "source", "target", "label", "weight", "kind", "retweets", "user_id", "screen_name", "observed", "time")
RECORDS = st.lists(st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=5) | VALUES, max_size=5)


def survives(reader: Reader, content: bytes) -> list[Any]:
    claim(reader, content)
    found: list[Any] = []
    with suppress(FileFault):
        found.extend(reader.read(member(content), ReadOptions()))
    return found


@pytest.mark.parametrize(("reader", "sample"), SAMPLES, ids=lambda value: getattr(value, "name", ""))
@given(data=st.data())
def test_damaged_files_are_read_as_far_as_they_go(reader: Reader, sample: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(sample)))
    content = bytearray(sample[: data.draw(st.sampled_from([place, len(sample)]))])
    for at in data.draw(st.lists(st.integers(0, len(sample) - 1), max_size=8)):
        if at < len(content):
            content[at] = data.draw(st.sampled_from(b'"<>&[]{}#*\n\0\xff 9a'))
    survives(reader, bytes(content))


@given(nodes=RECORDS, links=RECORDS)
def test_json_of_nearly_the_right_shape_gives_one_record_for_each_link(nodes: list[Any], links: list[Any]) -> None:
    text = json.dumps({"directed": True, "nodes": nodes, "links": links}).encode()
    try:
        found = list(node_link.READER.read(member(text), ReadOptions()))
    except FileFault:
        return
    lines = {item.line for item in found if isinstance(item, Act | LeftOut | Post)}
    whole = not any(isinstance(item, LeftOut) and item.code == "json.syntax" for item in found)
    assert not whole or lines == set(range(1, len(links) + 1))


@pytest.mark.parametrize(
    ("reader", "head", "again"),
    [
        (gexf.READER, b'<gexf><graph defaultedgetype="directed">', b"<nodes>"),
        (gexf.READER, b'<gexf><graph defaultedgetype="directed"><node id="', b">"),
        (graphml.READER, b"<graphml><graph>", b"<!--"),
        (gml.READER, b'graph [ directed 1 node [ label "', b"x\n"),
        (gml.READER, b"graph [ directed 1 ", b"a [ "),
        (gml.READER, b"graph [ directed 1 ", b"# "),
        (pajek.READER, b"*Vertices 2\n*Arcs\n", b"1 "),
    ],
)
def test_hostile_files_end_soon(reader: Reader, head: bytes, again: bytes) -> None:
    stream = BytesIO(head + again * (12_000_000 // len(again)))
    found = survives(reader, stream.getvalue())
    assert len(found) < 10
