"""Who a text names, and how: the conventions of `@` that people and platforms have used since 2006.

Pure text in, names out; nothing here knows a format or a network, so every reader has every convention at once.
A convention is a row of `CONVENTIONS`: one pattern for what stands before the name, and one doctest. Of two
marks that end at the same name the longer wins (“thanks for the RT @ann” thanks, it passes nothing on), so a false
friend of a mark is a row of its own. What cannot be told from the words alone goes to the one who is quoted:
after `RT @ann` all is hers, up to the end.
"""

import re
from functools import cache
from typing import Literal

from msgspec import Struct

Role = Literal["retweet", "quote", "reply", "mention", "echo"]


class Name(Struct, frozen=True, gc=False):
    """A name in a text: `handle` without its `@`, `start` the offset of the `@` in code points."""

    handle: str
    start: int

    @property
    def end(self) -> int:
        """Offset of the first character after the name."""
        return self.start + 1 + len(self.handle)


class Named(Struct, frozen=True, gc=False):
    """A name and what the author does with it; `echo` is a name in words the author did not write."""

    handle: str
    role: Role
    start: int
    credit: bool = False
    """The author says that something came from this person: `via`, `h/t`, `by`, thanks."""

    def __str__(self) -> str:
        return f"{self.role} @{self.handle}" + (" (credit)" if self.credit else "")


class Reading(Struct, frozen=True, gc=False):
    """Everyone a text names, in the order of the text."""

    names: tuple[Named, ...] = ()
    stub: Named | None = None
    """The first letters of a name that the platform cut off: `@rapi…`. It is nobody's name."""

    @property
    def cut(self) -> bool:
        """True where a name was lost because the platform cut the text."""
        return self.stub is not None

    def __str__(self) -> str:
        return ", ".join([*map(str, self.names), *(["cut"] if self.cut else [])]) or "nobody"


class Convention(Struct, frozen=True, kw_only=True):
    """How a name is marked, and what the mark means."""

    mark: str
    """Pattern of the mark before the name, without the colon and the spaces between the two."""
    ends: str
    """The last one or two characters a mark can have, lower-case: which patterns are worth trying is seen there."""
    reach: int = 28
    """How long the mark can be."""
    role: Role = "mention"
    credit: bool = False
    theirs: bool = False
    """True where the words after the name are that person's: to the end, or to the end of the quotation."""
    after: str = ""
    """Pattern of what must follow the name, where the mark alone does not tell."""
    example: str
    reading: str

    @property
    def doctest(self) -> str:
        """The example as a doctest."""
        return f">>> print(read_names({self.example!r}))\n{self.reading}\n"


_START = r"(?<![A-Za-z0-9_#$@])"
_NOUN = (
    r"(?:RTs?|retweets?|follow(?:s|ing)?|mentions?|shar(?:e|es|ing)|shout-?\s?outs?|links?|tips?|support|help|FF|#FF)"
)
_THANK = r"(?<!\bno )(?:thank(?:s|\s?you|\s?u)?|thx|thnx|tnx|ty|cheers|appreciated?|merci|gracias|danke|obrigad[oa])"
_OPEN = r"(?:[“„«‘「]\s?|\"|(?:(?<!\S)|(?<=[(\[]))[”»])"
_NO_COLON = r"(?!\s?[:：])"
_NOT_HAS = r"(?!['’]s\b)"  # `RT @ann's post` asks or tells; the words that follow are not hers

CONVENTIONS = {
    "retweet": Convention(
        mark=rf"{_START}RT(?:\s?[:：]?\s*\(?via)?(?:\s?[:：]?\s*{_OPEN})?",
        ends="rt ia " + " ".join('"“„«‘「”»'),
        role="retweet",
        theirs=True,
        after=_NOT_HAS,
        example="so true RT: @ann see what @bob wrote",
        reading="retweet @ann, echo @bob",
    ),
    "recycled": Convention(
        mark=r"[♺♻🔁]\ufe0f?(?:\s*via)?",
        ends="♺ ♻ 🔁 ia",
        role="retweet",
        theirs=True,
        example="♺ @ann: read @bob",
        reading="retweet @ann, echo @bob",
    ),
    "retweeting": Convention(
        mark=rf"{_START}retweet(?:ing|ed)?",
        ends="et ng ed",
        role="retweet",
        theirs=True,
        after=r"\s?[:：]",
        example="Retweeting @ann: read @bob",
        reading="retweet @ann, echo @bob",
    ),
    "asked": Convention(
        mark=rf"{_START}(?:please|pls|plz|plse|kindly|to|and|can|could|would|will|you|u|i|we|they|who|should|must|always"
        r"|never|don['’]?t|let['’]?s)\s+(?:RT|retweet(?:ed)?)|&\s*RT",
        ends="rt et ed",
        after=_NO_COLON,
        example="Lost dog in the park, please RT @ann @bob",
        reading="mention @ann, mention @bob",
    ),
    "a_retweet": Convention(
        mark=rf"{_START}(?:the|your|ur|yr|an?|for|4)\s+(?:(?:kind|sweet|lovely|great|nice|first|last|quick)\s+)?(?:RT|retweet)",
        ends="rt et",
        example="Woke up to a RT @ann",
        reading="mention @ann",
    ),
    "modified": Convention(
        mark=rf"{_START}(?:PRT|(?-i:MT|mt|MRT|QT))(?:\s?[:：]?\s*{_OPEN})?",
        ends="rt mt qt " + " ".join('"“„«‘「”»'),
        role="quote",
        theirs=True,
        after=_NOT_HAS,
        example="Worth it MT @ann: shorter, says @bob",
        reading="quote @ann, echo @bob",
    ),
    "quotation": Convention(
        mark=r"(?:(?<![\w.,!?…;)\]%'\"])\"|[“„«‘「]\s?|(?:(?<!\S)|(?<=[(\[]))[”»])",
        ends=" ".join('"“„«‘「”»'),
        role="quote",
        theirs=True,
        after=r"\s?[:：]|\s+(?![”\"’»」'])\S",
        example="“@ann: read @bob [thanks @cat]” I agree, cc @dan",
        reading="quote @ann, echo @bob, mention @cat (credit), mention @dan",
    ),
    "via": Convention(
        mark=rf"{_START}v[ií]a",
        ends="ia ía",
        credit=True,
        example="A good read (via @ann and @bob)",
        reading="mention @ann (credit), mention @bob (credit)",
    ),
    "hat_tip": Convention(
        mark=rf"{_START}(?:h/?t(?:\s+to)?|hat[ -]?tips?(?:\s+to)?|tips? of the hat to)",
        ends="ht /t ip ps to",
        credit=True,
        example="A good read h/t @ann",
        reading="mention @ann (credit)",
    ),
    "by": Convention(
        mark=rf"{_START}by",
        ends="by",
        credit=True,
        example="On sharing, by @ann",
        reading="mention @ann (credit)",
    ),
    "visit": Convention(
        mark=rf"{_START}(?:stop|stopp(?:ed|ing)|drop|dropp(?:ed|ing)|swing|swung|com(?:e|ing)|came|pass(?:ed|ing)?|go(?:ing)?|went"
        r"|stand|stood|near|close)\s+by",
        ends="by",
        example="Stopped by @ann today",
        reading="mention @ann",
    ),
    "thanks": Convention(
        mark=rf"{_START}{_THANK}(?:\s+(?:(?:so|very)\s+much|a\s+lot|again|all|guys|also))?(?:\s+(?:to|2))?[,!]?",
        ends="nk ks ou u hx nx ty rs te ed ci as ke do da ch ot in ll ys so to 2",
        credit=True,
        example="Thanks so much @ann, @bob & @cat!",
        reading="mention @ann (credit), mention @bob (credit), mention @cat (credit)",
    ),
    "thanks_for": Convention(
        mark=rf"{_START}{_THANK}(?:\s+(?:(?:so|very)\s+much|again|all))?\s+(?:for|4)(?:\s+(?:the|all|your|ur|this|that|an?))*"
        rf"(?:\s+(?!RT\b)[a-z]+)?\s+{_NOUN}(?:\s?(?:&|\+|,|/|and)\s?(?:the\s+)?{_NOUN})*[,!]?",
        reach=64,
        ends="rt ts et ow ws ng on ns re es ut nk ks ip ps lp ff",
        credit=True,
        example="Thanks for the RT @ann!",
        reading="mention @ann (credit)",
    ),
    "credit": Convention(
        mark=rf"{_START}(?:c/o|courtesy(?:\s+of)?|credits?(?:\s+to)?)",
        ends="/o sy of it ts to",
        credit=True,
        example="Photo courtesy of @ann",
        reading="mention @ann (credit)",
    ),
    "said_by": Convention(
        mark=r"[”\"’»]\s?[-–—~]{1,3}",
        ends="- – — ~",
        credit=True,
        example="“Share more than you create” - @ann",
        reading="mention @ann (credit)",
    ),
}
"""Every mark before a name that changes what naming means. A name without one is a mention."""

__test__ = {name: convention.doctest for name, convention in CONVENTIONS.items()}

NOBODY = Reading()
_BETWEEN = " \t\r\n\u00a0\u3000:：,!\ufe0f"
_AFTER = {name: re.compile(row.after) for name, row in CONVENTIONS.items()}


def _by_end() -> dict[str, tuple[str, ...]]:
    ends = {end for row in CONVENTIONS.values() for end in row.ends.split()}
    return {end: tuple(name for name, row in CONVENTIONS.items() if end in row.ends.split()) for end in ends}


_BY_END = _by_end()


@cache  # compiled when first needed: all together cost more than the rest of the import
def _marks(names: tuple[str, ...]) -> tuple[re.Pattern[str], int]:
    """One pattern for the marks of these conventions, ending at the name, and how far back to look."""
    either = "|".join(f"(?P<{name}>{CONVENTIONS[name].mark})" for name in names)
    reach = max(CONVENTIONS[name].reach for name in names)
    return re.compile(rf"(?:{either})\s?[:：]?\s*\Z", re.IGNORECASE), reach


# twitter-text 3.1.0. The last two groups say why a match is no person: it is a list, or an address of some kind.
_ACCENTS = "À-ÖØ-öø-ÿĀ-ɏɓɔɖɗəɛɣɨɯɲʉʋʻ\u0300-\u036fḀ-ỿ"
_NAME = re.compile(
    r"@(?:(?<![A-Za-z0-9_!#$%&*@]@)|(?<=[rR][tT]@)(?<![A-Za-z0-9_+~.-][rR][tT]@))"
    rf"([A-Za-z0-9_]{{1,20}})(/[A-Za-z][A-Za-z0-9_-]{{0,24}})?([@{_ACCENTS}]|://)?"
)
_IN_LINKS = r"[^\s\"<>«»\u2000-\U0010ffff]"
LINK = re.compile(
    r"(?:https?://|(?<![\w@./-]))t\.co/[A-Za-z0-9]+"
    rf"|(?:https?://(?!t\.co/)|(?<!\w)www\.|(?<![\w@./-])(?!t\.co/)(?:[a-z0-9][a-z0-9-]*+\.)++[a-z]{{2,}}(?::\d+)?/)"
    rf"{_IN_LINKS}*",
    re.IGNORECASE,
)
_BLANK = " \t\n\x0b\x0c\r\x85\xa0\u1680\u180e\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_LEAD = _BLANK + _INVISIBLE
_JOINED = re.compile(r"[\s,&+/|]*(?:(?:and|und|et|y|e|og|och)\s+)?", re.IGNORECASE)
_CUT = re.compile(r"…[\s”\"’»)\]]*(?:https?://\S*\s*)?\Z")
_REMARK = re.compile(r"\[[^\[\]]*\]\s*\Z")
_QUOTE_MARKS = re.compile(r"[“”„\"‘’«»「」]")
_CLOSED_BY = {
    "“": "”\"“", '"': '"”', "„": "“”\"", "”": "”\"", "‘": "’", "«": "»", "»": "«»", "「": "」",
}  # fmt: skip


def find_names(text: str) -> list[Name]:
    """The persons a text names, by the very rule of twitter-text 3.1.0; links are not blanked, lists are nobody.

    >>> [name.handle for name in find_names("RT@ann with @bob, not a@b.com, @cat/list or @a@b")]
    ['ann', 'bob']
    """
    return [Name(handle, start) for start, handle in _persons(text.replace("＠", "@"))]


def _persons(text: str) -> list[tuple[int, str]]:
    found = []
    at = text.find("@")
    while at >= 0:
        match = _NAME.match(text, at)
        if match is None:
            at = text.find("@", at + 1)
            continue
        if match.lastindex == 1:
            found.append((at, match[1]))
        at = text.find("@", match.end())
    return found


def read_names(text: str, *, automatic: int = 0) -> Reading:
    """Everyone a text names outside links, each with a role; `automatic` leading characters are the platform's.

    >>> print(read_names("@ann @bob good morning, see medium.com/@cat"))
    reply @ann, mention @bob
    >>> print(read_names("@ann @bob good morning", automatic=10))
    reply @ann, echo @bob
    >>> print(read_names("RT @ann: good morning @bo…"))
    retweet @ann, cut
    """
    if "@" not in text and "＠" not in text:
        return NOBODY
    if "＠" in text:
        text = text.replace("＠", "@")
    names = _persons(text)
    if names and ("/" in text or "www." in text):
        names = _outside_links(text, names)
    return _read(text, names, automatic) if names else NOBODY


def _outside_links(text: str, names: list[tuple[int, str]]) -> list[tuple[int, str]]:
    outside = []
    clear = 0  # no link that begins before this reaches beyond it
    for at, handle in names:
        if at < clear:
            continue
        if at > 0 and text[at - 1] not in _BLANK:
            clear = _end_of_link(text, max(clear, text.rfind(" ", clear, at) + 1), at)
        if at >= clear:
            outside.append((at, handle))
    return outside


def _end_of_link(text: str, start: int, at: int) -> int:
    """The end of the link around `at` that begins at `start` or later; `at` where there is none."""
    while (link := LINK.search(text, start, at)) is not None:
        whole = LINK.match(text, link.start()) or link
        if whole.end() > at:
            return whole.end()
        start = whole.end()
    return at


def _read(text: str, names: list[tuple[int, str]], automatic: int) -> Reading:
    read: list[Named] = []
    own = 0  # from here on the words are the author's again
    last = 0  # the end of the name before
    credit = False
    for at, handle in names:
        end = at + 1 + len(handle)
        role: Role = "mention"
        if at < own:
            role, credit = "echo", False
        elif at < automatic:
            role, credit = ("echo" if read else "reply"), False
        elif not read and (at == 0 or not text[:at].strip(_LEAD)):
            role, credit = "reply", False
        else:
            mark = _mark(text, max(last, own), at, end)
            if mark is not None:
                row, start = mark
                role, credit = row.role, row.credit
                own = _end_of_theirs(text, start, at, end) if row.theirs else own
            elif credit:
                credit = _JOINED.fullmatch(text, last, at) is not None
        read.append(Named(handle, role, at, credit))
        last = end
    if text[last : last + 1] == "…" and _CUT.match(text, last):
        return Reading(tuple(read[:-1]), read[-1])
    return Reading(tuple(read))


def _mark(text: str, since: int, at: int, end: int) -> tuple[Convention, int] | None:
    """The convention whose mark stands before the name at `at`, and where the mark begins."""
    last = text[at - 8 if at > since + 8 else since : at].rstrip(_BETWEEN)[-2:].lower()
    names = _BY_END.get(last) or _BY_END.get(last[-1:])
    if names is None:
        return None
    pattern, reach = _marks(names)
    match = pattern.search(text, at - reach if at > since + reach else since, at)
    while match is not None:
        name = match.lastgroup or ""
        if _AFTER[name].match(text, end):
            return CONVENTIONS[name], match.start()
        match = pattern.search(text, match.start() + 1, at)
    return None


def _end_of_theirs(text: str, mark: int, at: int, end: int) -> int:
    """Where the words of the person named at `at` end: with their quotation, less a trailing `[remark]`."""
    for opener in (text[mark], text[mark - 1 : mark], text[at - 1]):
        if opener in _CLOSED_BY:
            close = _close(text, opener, end)
            remark = _REMARK.search(text, end, close)
            return remark.start() if remark else close
    return end if text[end : end + 1] in (")", "]") else len(text)


def _close(text: str, opener: str, start: int) -> int:
    """Offset of the mark that closes a quotation, past apostrophes and quotations inside; else the text's end."""
    depth = 0
    for match in _QUOTE_MARKS.finditer(text, start):
        mark, at = match[0], match.start()
        before, after = text[at - 1], text[at + 1 : at + 2]
        if mark == "’" and before.isalnum() and after.isalnum():
            continue
        opens = (before.isspace() or before in "([") and after.strip() != ""
        if mark in _CLOSED_BY[opener] and not (opens and mark in '"“”'):
            if depth == 0:
                return at
            depth -= 1
        elif mark == opener or (opens and mark in _CLOSED_BY[opener]):
            depth += 1
    return len(text)
