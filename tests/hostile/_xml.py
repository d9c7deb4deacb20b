"""XML: entities, floods, encodings, cut files; graphs whose numbers are none."""

import socket
from pathlib import Path
from random import Random

from tests.hostile._case import Case, Made, fixed, put

MIB = 1 << 20
LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
SECRET = "the-secret-of-a-local-file"
WXR = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">'
    "<channel><title>Lane</title><link>http://lane.example</link><wp:wxr_version>1.2</wp:wxr_version>"
    "<wp:author><wp:author_id>1</wp:author_id><wp:author_login>nell</wp:author_login>"
    "<wp:author_display_name>Nell</wp:author_display_name></wp:author>"
)
WEIGHTS = (("nan", "double"), ("inf", "double"), ("-5", "double"), ("1e999", "double"), ("x", "int"),
           ("9" * 400, "int"), ("maybe", "boolean"), ("1", "evil"))  # fmt: skip


def item(number: int, title: str = "words") -> str:
    """A post with a comment."""
    return (
        f"<item><title>{title}</title><link>http://lane.example/{number}</link><dc:creator>nell</dc:creator>"
        f"<content:encoded>text {number}</content:encoded><wp:post_id>{number}</wp:post_id>"
        "<wp:post_date_gmt>2012-08-16 12:00:00</wp:post_date_gmt><wp:status>publish</wp:status>"
        f"<wp:post_type>post</wp:post_type><wp:comment><wp:comment_id>{number}</wp:comment_id>"
        "<wp:comment_author>Bob</wp:comment_author><wp:comment_date_gmt>2012-08-16 13:00:00</wp:comment_date_gmt>"
        "<wp:comment_content>nice</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment></item>"
    )


def blog(*parts: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    """A WordPress export of these parts."""
    return f"{head}{WXR}{''.join(parts)}</channel></rss>"


def posts(count: int = 6) -> tuple[str, ...]:
    """Posts of nell, each with a comment of Bob's."""
    return tuple(item(number) for number in range(1, count + 1))


def graph(edges: str = "", *, keys: str = "", head: str = "", nodes: int = 4) -> str:
    """A directed graph of people."""
    people = "".join(f'<node id="n{n}"/>' for n in range(nodes))
    start = f'<?xml version="1.0" encoding="UTF-8"?>{head}{GRAPHML}{keys}<graph edgedefault="directed">'
    return f"{start}{people}{edges}</graph></graphml>"


def edge(source: object, target: object, inside: str = "") -> str:
    """One edge."""
    return f'<edge source="n{source}" target="n{target}">{inside}</edge>'


def _external(folder: Path, _: Random) -> Made:
    put(folder, "secret.txt", SECRET)
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{folder / "secret.txt"}">]>'
    return put(folder, "xxe.xml", blog(item(1, "&x;"), head=head), nowhere=(SECRET,))


def _over_http(folder: Path, _: Random) -> Made:
    """Where nobody listens, a connection would fail; the process that reads may make none at all."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    head = f'<!DOCTYPE graphml SYSTEM "http://127.0.0.1:{port}/x.dtd" [<!ENTITY x SYSTEM "http://127.0.0.1:{port}/x">]>'
    return put(folder, "xxe.graphml", graph(edge(0, 1, "<data>&x;</data>"), head=head))


def _weighted(value: str, kind: str) -> str:
    key = f'<key id="w" for="edge" attr.name="weight" attr.type="{kind}"/>'
    bad = "".join(edge(n, n + 1, f'<data key="w">{value}</data>') for n in range(2))
    return graph(edge(0, 1, '<data key="w">2</data>') + bad, keys=key)


ODD_GRAPH = (
    edge(0, 99) + edge("", 1) + '<node id="n0"/><node/><edge source="n1"/><edge/>'
    '<hyperedge><endpoint node="n0"/></hyperedge><node id="n9"><port name="p"/><graph edgedefault="undirected">'
    '<node id="n9::1"/><edge source="n9::1" target="n0"/></graph></node>' + edge(1, 2)
)
GEXF = '<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="directed">'


def gexf(nodes: str, edges: str) -> str:
    """A GEXF file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{GEXF}<nodes>{nodes}</nodes><edges>{edges}</edges></graph></gexf>'


NEGATIVE = gexf('<node id="-1" label="ann"/><node id="-2" label="bob"/><node id="" label=""/><node id="1e5"/>',
                '<edge id="-1" source="-1" target="-2" weight="-3"/><edge source="-1" target="-2"/><edge source="" target="-1"/>')  # fmt: skip
ANY = "ok|partial|refused|nodata"

CASES = (
    Case("xml", "lol.graphml", "refused|nodata", "billion laughs", fixed("l.graphml", lambda: graph(edge(0, 1, "<data>&l9;</data>"), head=f"<!DOCTYPE g [{LOL}]>"))),
    Case("xml", "xxe_file_wxr.xml", ANY, "the secret is in no output", _external),
    Case("xml", "xxe_http.graphml", ANY, "no connection", _over_http),
    Case("xml", "many_attrs.xml", ANY, "200,000 attributes",
         fixed("a.xml", lambda: blog("<item " + " ".join(f"a{n}='1'" for n in range(200_000)) + "/>", *posts()))),
    Case("xml", "truncated_wxr.xml", "partial|refused|nodata", "whole items are kept", lambda folder, rng: put(folder, "t.xml", blog(*posts())[: -rng.randrange(50, 300)], used=range(13))),
    Case("xml", "latin1_wxr.xml", ANY, "other bytes than declared", fixed("l.xml", lambda: blog(item(9, "caf\u00e9"), *posts()).encode("latin-1"))),
    Case("xml", "utf16_wxr.xml", ANY, "UTF-16", fixed("u.xml", lambda: blog(*posts(), head='<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16"))),
    Case("xml", "utf7.xml", "refused|nodata", "UTF-7", fixed("u.xml", lambda: blog(*posts(), head='<?xml version="1.0" encoding="utf-7"?>'), said="utf-7")),
    Case("xml", "html.xml", "refused|nodata", "an HTML page", fixed("h.xml", "<!DOCTYPE html><html><body><p>hi</body></html>", said="HTML")),
    *(Case("xml", f"weight_{n}.graphml", ANY, f"weight {value[:8]} of type {kind}", fixed("w.graphml", _weighted(value, kind), used=range(1, 4)))
      for n, (value, kind) in enumerate(WEIGHTS)),
    Case("xml", "missing_nodes.graphml", ANY, "edges to nobody, hyperedges, ports", fixed("m.graphml", lambda: graph(ODD_GRAPH))),
    Case("xml", "truncated.gexf", "refused|nodata|partial", "cut GEXF", fixed("t.gexf", NEGATIVE[:-60])),
    Case("xml", "empty.graphml", "nodata|refused", "0 bytes", fixed("e.graphml", b"")),
    Case("xml", "comment_100MB.xml", ANY, "a comment of 100 MB", fixed("c.xml", lambda: blog(f"<!--{'x' * 100_000_000}-->", *posts()), used=12)),
    Case("xml", "cdata_64MB.xml", ANY, "a title of 64 MB", fixed("c.xml", lambda: blog(item(9, f"<![CDATA[{'x' * 64_000_000}]]>"), *posts()))),
    Case("xml", "deep_100000.xml", "refused|nodata|partial", "nested 100,000 deep", fixed("d.xml", lambda: blog(*posts(), f"<item>{'<a>' * 100_000}</item>"))),
    Case("xml", "deep_100000.graphml", "refused|nodata|partial", "graphs in graphs", fixed("d.graphml", lambda: graph(edge(0, 1) + '<node id="x"><graph>' * 100_000))),
    Case("xml", "instructions.xml", ANY, "a million processing instructions", fixed("i.xml", lambda: blog("<?x y?>" * 1_000_000, *posts()), used=12)),
    Case("xml", "controls.xml", ANY, "characters that XML forbids", fixed("c.xml", lambda: blog(item(9, "a\x01b\x1bc&#1;&#xFFFF;"), *posts()), used=range(12, 15))),
    Case("xml", "utf8_twice.xml", ANY, "two declarations and a mark", fixed("u.xml", b"\xef\xbb\xbf" + blog(*posts()).encode() + b'<?xml version="1.0"?>', used=12)),
    Case("xml", "long_name.xml", ANY, "an element with a name of 8 MB", fixed("n.xml", lambda: blog(f"<{'n' * 8_000_000}/>", *posts()))),
    Case("xml", "dtd_late.xml", ANY, "a DTD after 64 KiB of comment", fixed("d.xml", lambda: f'<?xml version="1.0"?><!--{"x" * 70_000}--><!DOCTYPE rss [{LOL}]>{blog(*posts(), head="")}'.replace("words", "&l9;"))),
    Case("xml", "negative_ids.gexf", ANY, "ids and weights below zero, and none", fixed("n.gexf", NEGATIVE, used=range(1, 4), named=("ann", "bob"))),
    Case("xml", "markup_labels.gexf", ANY, "labels that are markup",
         fixed("m.gexf", lambda: gexf('<node id="1" label="&lt;script&gt;alert(1)&lt;/script&gt;"/><node id="2" label="=1+1"/>', '<edge source="1" target="2"/>'))),
    Case("xml", "weird_times.gexf", ANY, "times without an end or a beginning",
         fixed("t.gexf", lambda: gexf('<node id="1"/><node id="2"/>', "".join(f'<edge source="1" target="2" start="{t}"/>' for t in ("-inf", "inf", "1e308", "9" * 99, "2012-13-45", "nan"))))),
    Case("xml", "status_unknown.xml", ANY, "a status that nobody knows is not called private", fixed("s.xml", lambda: blog(*posts()).replace("<wp:status>publish", "<wp:status>sponsored", 1), used=range(10, 13))),
)  # fmt: skip
