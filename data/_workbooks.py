"""The beginning of the community as Excel workbooks, written by hand: a plain one, and one as NodeXL makes them."""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO

from _community import Person, Post
from _lists import post_row
from _shapes import ZIP_TIME, escaped, names_in

Cell = str | int | datetime
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PLAIN, EDGES = 30, 15
"""How many of the first posts are in each of them."""


def workbook(sheets: Sequence[tuple[str, Iterable[Sequence[Cell]]]]) -> bytes:
    """An .xlsx file: texts are shared strings, moments are numbers with the format of a date."""
    strings: dict[str, int] = {}
    parts = {f"xl/worksheets/sheet{n}.xml": _sheet(rows, strings) for n, (_, rows) in enumerate(sheets, 1)}
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, (name, _) in enumerate(sheets, 1))
    links = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    links += [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
    shared = "".join(f'<si><t xml:space="preserve">{escaped(text)}</t></si>' for text in strings)
    styles = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs>'
    whole = {
        "[Content_Types].xml": _types(parts),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(links),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        **parts,
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in whole.items():
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), head + text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _sheet(rows: Iterable[Sequence[Cell]], strings: dict[str, int]) -> str:
    lines = (
        f'<row r="{n}">{"".join(_cell(f"{_letters(at)}{n}", cell, strings) for at, cell in enumerate(row))}</row>'
        for n, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(place: str, cell: Cell, strings: dict[str, int]) -> str:
    if cell == "":
        return ""
    if isinstance(cell, datetime):
        seconds = int((cell - datetime(1899, 12, 30, tzinfo=UTC)).total_seconds())
        return f'<c r="{place}" s="1"><v>{seconds / 86400:.15G}</v></c>'
    if isinstance(cell, int):
        return f'<c r="{place}"><v>{cell}</v></c>'
    return f'<c r="{place}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'


def _letters(at: int) -> str:
    return chr(65 + at) if at < 26 else chr(64 + at // 26) + chr(65 + at % 26)


def _relations(links: Sequence[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def _types(sheets: Iterable[str]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    given = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles", "/xl/sharedStrings.xml": "sharedStrings"}
    given |= {f"/{name}": "worksheet" for name in sheets}
    each = "".join(f'<Override PartName="{name}" ContentType="{kind}.{what}+xml"/>' for name, what in given.items())
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{rels}{each}</Types>'


def plain_workbook(posts: list[Post]) -> bytes:
    """A title, an empty line, a header and rows, times as dates; a second sheet that holds no posts."""
    header = ["id", "created_at", "author", "text", "reply_to", "reply_to_id", "retweet_of", "quote_of"]
    rows: list[Sequence[Cell]] = [["The first evening"], [], header]
    for post in posts[:PLAIN]:
        row: list[Cell] = list(post_row(post))
        row[1] = datetime.fromtimestamp(post.time, UTC)
        rows.append(row)
    return workbook([("Posts", rows), ("Notes", [["what", "value"], ["made by", "hand"], ["posts", PLAIN]])])


def nodexl_workbook(people: list[Person], posts: list[Post]) -> bytes:
    """Two rows of headers, one row a tie of a tweet, and the vertices."""
    known = {person.handle: person for person in people}
    columns = ["Relationship", "Relationship Date (UTC)", "Tweet", "Imported ID", "In-Reply-To Tweet ID", "Retweet ID"]
    edges: list[Sequence[Cell]] = [["", "", "Visual Properties", "Other Columns"]]
    edges.append(["Vertex 1", "Vertex 2", "Color", *columns])
    seen: dict[str, None] = {}
    for post in sorted(_chosen(posts, known), key=lambda post: post.time):
        words = (post.retweet_of or post).text
        at = datetime.fromtimestamp(post.time, UTC)
        ids = (post.id, post.parent, post.retweet_of.id if post.retweet_of else "")
        for kind, target in _ties(post, known):
            edges.append([post.by.handle, target.handle, "Green", kind, at, words, *ids])
            seen |= dict.fromkeys((post.by.handle, target.handle))
    vertices: list[Sequence[Cell]] = [["", "Graph Metrics"], ["Vertex", "In-Degree"], *([name] for name in seen)]
    return workbook([("Edges", edges), ("Vertices", vertices)])


def _chosen(posts: list[Post], known: dict[str, Person]) -> list[Post]:
    """The first posts, and the first of each kind that has more than one row or is all echo."""
    several = [post for post in posts[EDGES:] if len(_ties(post, known)) > 1]
    echoes = [post for post in posts[EDGES:] if post.retweet_of and names_in(post.retweet_of.text, known)]
    return [*{post.id: post for post in (*posts[:EDGES], *several[:5], *echoes[:3])}.values()]


def _ties(post: Post, known: dict[str, Person]) -> list[tuple[str, Person]]:
    """The rows of a tweet: of a retweet that of its original's author, or those of whom the original names."""
    original = post.retweet_of
    named = list({person.handle: person for _, _, person in names_in((original or post).text, known)}.values())
    if original:
        return [("MentionsInRetweet", person) for person in named] or [("Retweet", original.by)]
    parent = [("Replies to", post.reply_to)] if post.reply_to else []
    ties = parent + [("Mentions", person) for person in named if person is not post.reply_to]
    return ties or [("Tweet", post.by)]
