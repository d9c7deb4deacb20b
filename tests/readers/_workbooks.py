"""How tests write small workbooks, down to the XML of a sheet."""

import zipfile
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="0&quot;d&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="14"/></cellXfs>'
)


def relations(*links: tuple[str, str]) -> str:
    each = (f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(links))
    return f'<Relationships xmlns="{PACKAGE}">{"".join(each)}</Relationships>'


def row(number: int, *cells: str) -> str:
    """A row; cells that do not begin with `<` are texts in place."""
    written = "".join(
        cell if cell.startswith("<") else f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for at, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{written}</row>'


def table(*rows: tuple[str, ...]) -> str:
    return "".join(row(number, *cells) for number, cells in enumerate(rows, 1))


def book(
    sheets: dict[str, str] | str, *, strings: str = "", before: str = "", properties: str = "", **more: str
) -> bytes:
    """A workbook of sheets, each given as the rows inside its `sheetData`."""
    named = {"Posts": sheets} if isinstance(sheets, str) else sheets
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(named))
    links = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(len(named))]
    links += [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
    root = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    sheet = f'{before}<worksheet xmlns="{MAIN}"><sheetData>'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f"{root}{properties}<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(*links),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{STYLES}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        **{
            f"xl/worksheets/sheet{n}.xml": f"{sheet}{rows}</sheetData></worksheet>"
            for n, rows in enumerate(named.values())
        },
        **more,
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()
