"""Judges one run: its exit code, its words, its time and memory, and every file it wrote or should not have."""

import csv
import hashlib
import io
import json
import re
import stat
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from xml.parsers import expat

from tests.hostile._case import Case, Made
from tests.hostile._server import TIME_LIMIT, Ran, Server

MOST_PEAK = 350
"""Mebibytes."""
MOST_STDERR = 64 << 10
CODES = {0: "ok", 2: "usage", 3: "partial", 4: "nodata", 6: "refused"}
RAW = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]")
"""What could move a cursor or turn a line around."""
IN_CELLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
NAMES = ("id", "label", "source", "target", "source_id", "target_id", "handle", "name")
NUMBER = re.compile(r"-?(\d+(\.\d+)?(e[+-]\d+)?)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
PASSIVE = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "h3",
        "p",
        "a",
        "img",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "bdi",
        "b",
        "i",
        "em",
        "strong",
        "span",
        "div",
        "ul",
        "ol",
        "li",
        "figure",
        "figcaption",
        "section",
        "header",
        "footer",
        "main",
        "nav",
        "aside",
        "small",
        "code",
        "br",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
        "caption",
        "colgroup",
        "col",
        "time",
        "abbr",
        "sup",
        "sub",
        "hr",
        "button",
    ]
)
REPORT = ("people.csv", "edges.csv", "interactions.csv", "rejects.csv", "index.html", "summary.json")
FATES = ("used", "duplicate", "ignored", "rejected")
LITTER = re.compile(r"\.part$|\.tmp$|^\.|~$")
DIGESTED = 64 << 20
DRAWN = frozenset(("control", "identity", "dates", "output"))
"""Families of which the pictures are drawn too: what hides in a name can break them; how it was packed cannot."""


@dataclass(frozen=True)
class Verdict:
    """What one run of one case came to."""

    case: Case
    result: str
    ran: Ran
    broken: tuple[str, ...]
    """The promises that were not kept; none: all were."""

    @property
    def first_words(self) -> str:
        """The first line of stderr, or else of stdout."""
        said = (self.ran.err or self.ran.out).decode("utf-8", "replace").splitlines()
        return said[0] if said else ""


def judge(case: Case, server: Server, root: Path, *, seed: int = 1, limit: float = TIME_LIMIT) -> Verdict:
    """Make the case in a fresh folder, run `graphkit report --strict` on it, and compare."""
    place = root / "in"
    place.mkdir(parents=True)
    made = case.make(place, case.chance(seed))
    before = held(root / "in")
    words = ["report", "--strict", "-o", str(root / "out"), "--name", "case", *case.options, "--", *made.exports]
    ran = server.run(words, root, limit=limit, drawn=case.family in DRAWN)
    result = "slow" if ran.timed_out else CODES.get(ran.code, f"exit {ran.code}")
    broken = [*_run(case, result, ran), *_outside(root, before, result), *_leaks(root, made)]
    if result in ("ok", "partial"):
        broken += _report(root / "out" / "case", made)
    if made.said and made.said not in ran.err.decode("utf-8", "replace"):
        broken.append(f"stderr does not say {made.said!r}")
    return Verdict(case, result, ran, tuple(broken))


def held(folder: Path) -> dict[str, str]:
    """Every path below a folder, with what tells that it changed."""
    found = {}
    for path in sorted(folder.rglob("*")):
        state = path.lstat()
        mark = f"{stat.S_IFMT(state.st_mode)} {state.st_size} {state.st_mtime_ns}"
        if stat.S_ISREG(state.st_mode) and state.st_size < DIGESTED and state.st_mode & 0o400:
            mark += hashlib.blake2b(path.read_bytes()).hexdigest()
        found[str(path)] = mark
    return found


def streams(ran: Ran) -> Iterator[str]:
    """What is wrong with what a run said."""
    if b"Traceback" in ran.err or b"internal error" in ran.err:
        yield f"a traceback or a bug: {ran.err[-400:].decode('utf-8', 'replace')}"
    if len(ran.err) > MOST_STDERR:
        yield f"stderr of {len(ran.err):,} bytes"
    for name, said in (("stderr", ran.err), ("stdout", ran.out)):
        if raw := RAW.search(said):
            yield f"{name} has a raw {raw[0]!r}: {said[max(0, raw.start() - 40) : raw.end() + 40]!r}"
        try:
            said.decode("utf-8")
        except UnicodeDecodeError:
            yield f"{name} is no UTF-8"


def _run(case: Case, result: str, ran: Ran) -> Iterator[str]:
    if result not in case.results:
        yield f"{result}, where {case.allowed} is allowed"
    if result in ("nodata", "refused", "usage") and not ran.err.strip():
        yield "nothing is said"
    if ran.peak > MOST_PEAK:
        yield f"a peak of {ran.peak:.0f} MiB"
    yield from streams(ran)


def _outside(root: Path, before: dict[str, str], result: str) -> Iterator[str]:
    after = held(root / "in")
    if after != before:
        yield f"the export was changed: {sorted(set(after.items()) ^ set(before.items()))[:2]}"
    for name in ("tmp", "home", "cwd"):
        if left := held(root / name):
            yield f"left behind in {name}: {sorted(left)[:2]}"
    wrote = result in ("ok", "partial")
    there = sorted(path.name for path in (root / "out").iterdir())
    if there != (["case"] if wrote else []):
        yield f"in the output folder: {there}"
    if litter := [path for path in (root / "out").rglob("*") if LITTER.search(path.name)]:
        yield f"half a file: {litter[:2]}"


def _leaks(root: Path, made: Made) -> Iterator[str]:
    if not made.nowhere:
        return
    places = [root / "stdout", root / "stderr", *(path for path in (root / "out").rglob("*") if path.is_file())]
    for place in places:
        content = place.read_bytes()
        yield from (f"{place.name} holds {word!r}" for word in made.nowhere if word.encode() in content)


def _report(folder: Path, made: Made) -> Iterator[str]:
    missing = [name for name in REPORT if not (folder / name).is_file()]
    if missing:
        yield f"the report has no {', '.join(missing)}"
        return
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"), parse_constant=_no_number)
    for record in summary["records"]:
        if record["read"] != sum(record[fate] for fate in FATES):
            yield f"{record['file']}: read is not {' + '.join(FATES)}"
    yield from _truth(folder, made, sum(record["used"] for record in summary["records"]))
    yield from _listed(folder, summary["files"])
    for path in folder.rglob("*.csv"):
        yield from csv_faults(path)
    yield from html_faults((folder / "index.html").read_text(encoding="utf-8"))


def _no_number(word: str) -> float:
    raise AssertionError(f"summary.json holds {word}")


def _truth(folder: Path, made: Made, used: int) -> Iterator[str]:
    allowed = range(made.used, made.used + 1) if isinstance(made.used, int) else made.used
    if allowed is not None and used not in allowed:
        yield f"{used:,} records used, where {allowed[0]:,}{f' to {allowed[-1]:,}' if len(allowed) > 1 else ''} are good"
    with (folder / "people.csv").open(encoding="utf-8", newline="") as file:
        labels = [row["label"] for row in csv.DictReader(file)]
    if made.people is not None and len(labels) != made.people:
        yield f"{len(labels):,} people, where there are {made.people:,}: {labels[:8]}"
    if lost := [name for name in made.named if name not in labels]:
        yield f"nobody is called {', '.join(lost)}: {labels[:8]}"


def _listed(folder: Path, files: list[str]) -> Iterator[str]:
    there = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    if there != sorted(files):
        yield f"summary.json lists other files than there are: {sorted(set(there) ^ set(files))[:3]}"
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.resolve().is_relative_to(folder.resolve()):
            yield f"{path.name} leads out of the report"
        if path.suffix == ".png" and not path.read_bytes().endswith(b"IEND\xaeB`\x82"):
            yield f"{path.name} is half a picture"


def csv_faults(path: Path) -> Iterator[str]:
    """What is wrong with a table: widths, formulas, control characters, numbers that are none."""
    text = path.read_bytes().decode("utf-8")
    csv.field_size_limit(64 << 20)
    table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    for number, row in enumerate(table, 1):
        if len(row) != len(table[0]):
            yield f"{path.name}:{number} has {len(row)} cells, the header {len(table[0])}"
        for column, cell in zip(table[0], row, strict=False):
            if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell):
                yield f"{path.name}:{number} a spreadsheet would run {cell[:40]!r}"
            if IN_CELLS.search(cell):
                yield f"{path.name}:{number} holds a control character: {cell[:40]!r}"
            if cell in ("inf", "-inf") and column not in NAMES:
                yield f"{path.name}:{number} holds {cell}"


class _Page(HTMLParser):
    """Looks for what a page of ours never has: among scripts, those that its policy does not name by their hash."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.policy = ""
        self._script: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "default-src 'none'" in given.get("content", ""):
            self.policy = self.policy or given["content"]
        if tag == "script" and given.get("type") != "application/octet-stream":
            self._script = ""
        icon = tag == "link" and given == {"rel": "icon", "href": "data:,"}
        if tag not in PASSIVE and tag != "script" and not icon:
            self.found.append(f"<{tag}>")
        for name, value in given.items():
            outside = name in ("src", "href") and not icon and not re.match(r"data:image/png|#|[\w./-]+$", value)
            if name.startswith("on") or outside:
                self.found.append(f"{name}={value[:40]!r}")

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            digest = b64encode(hashlib.sha256(self._script.encode()).digest()).decode("ascii")
            self.found.extend([] if f"'sha256-{digest}'" in self.policy else ["<script>"])
            self._script = None


def html_faults(text: str) -> Iterator[str]:
    """What is live in a page."""
    page = _Page()
    page.feed(text)
    page.close()
    if not page.policy:
        yield "index.html has no policy"
    yield from (f"index.html holds {what}" for what in page.found[:3])


def xml_faults(data: bytes) -> Iterator[str]:
    """Whether XML is well-formed and holds nothing live."""
    live: list[str] = []
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        live.extend([tag] if tag.lower().endswith(("script", "foreignobject")) else [])
        live.extend(name for name in attributes if name.lower().startswith("on"))

    parser.StartElementHandler = start
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        yield f"no well-formed XML: {error}"
    yield from (f"a live {what}" for what in live)
