"""Claims about who a text names, and how."""

import doctest
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit import conventions
from graphkit.conventions import CONVENTIONS, NOBODY, find_names, read_names

PAGE = Path(__file__).parents[1] / "docs/conventions.md"

TABLE = {
    # passing on
    "RT @ann: t": "retweet @ann",
    "RT @ann t": "retweet @ann",
    "RT: @ann t": "retweet @ann",
    "RT:@ann t": "retweet @ann",
    "RT@ann t": "retweet @ann",
    "rt @ann": "retweet @ann",
    "Rt @ann: t": "retweet @ann",
    "♺ @ann: t": "retweet @ann",
    "♺ via @ann": "retweet @ann",
    "♻️ @ann: t": "retweet @ann",
    "RT (via @ann) t": "retweet @ann",
    "Retweeting @ann: t": "retweet @ann",
    "my view RT @ann: t RT @bob: t": "retweet @ann, echo @bob",
    "thanks @cat RT @ann: t @bob": "mention @cat (credit), retweet @ann, echo @bob",
    "RT @ann, @bob and @cat: t": "retweet @ann, echo @bob, echo @cat",
    "good (RT @ann) cc @bob": "retweet @ann, mention @bob",
    "すごいRT @ann: t": "retweet @ann",
    "RT “@ann: see @bob” ha, cc @cat": "retweet @ann, echo @bob, mention @cat",
    "“RT @ann: see @bob” ha, cc @cat": "retweet @ann, echo @bob, mention @cat",
    # passing on with words of one's own
    "MT @ann: t": "quote @ann",
    "mt @ann t": "quote @ann",
    "PRT @ann": "quote @ann",
    "yes! QT @ann: t @bob": "quote @ann, echo @bob",
    "“@ann: t” my words": "quote @ann",
    "“@ann: t @bob” my @cat": "quote @ann, echo @bob, mention @cat",
    '"@ann: t @bob" my @cat': "quote @ann, echo @bob, mention @cat",
    '"@ann t @bob" my @cat': "quote @ann, echo @bob, mention @cat",
    "‘@ann t @bob’ my @cat": "quote @ann, echo @bob, mention @cat",
    "«@ann: t @bob» my @cat": "quote @ann, echo @bob, mention @cat",
    "« @ann : t @bob » my @cat": "quote @ann, echo @bob, mention @cat",
    "„@ann: t @bob“ my @cat": "quote @ann, echo @bob, mention @cat",
    "agreed @cat “@ann: t @bob”": "mention @cat, quote @ann, echo @bob",
    "“@ann: t @bob [so right, @cat]”\nlove this": "quote @ann, echo @bob, mention @cat",
    "“@ann: t @bob": "quote @ann, echo @bob",
    "‘@ann: don't, it's the boys' @bob’ @cat": "quote @ann, echo @bob, mention @cat",
    "“@ann: he said “yes” to @bob” @cat": "quote @ann, echo @bob, mention @cat",
    '"@ann: he said "yes" to @bob" @cat': "quote @ann, echo @bob, mention @cat",
    "“@ann: ”no“ says @bob” @cat": "quote @ann, echo @bob, mention @cat",
    # credits
    "t via @ann": "mention @ann (credit)",
    "t (via @ann)": "mention @ann (credit)",
    "t vía @ann": "mention @ann (credit)",
    "via: @ann": "mention @ann (credit)",
    "t h/t @ann": "mention @ann (credit)",
    "t HT @ann": "mention @ann (credit)",
    "t H/T: @ann": "mention @ann (credit)",
    "hat tip @ann": "mention @ann (credit)",
    "hat tip to @ann": "mention @ann (credit)",
    "a song by @ann": "mention @ann (credit)",
    "thanks @ann for coming": "mention @ann (credit)",
    "Thank you, @ann": "mention @ann (credit)",
    "thx @ann": "mention @ann (credit)",
    "thanks to @ann, @bob and @cat for this": "mention @ann (credit), mention @bob (credit), mention @cat (credit)",
    "via @ann for @bob": "mention @ann (credit), mention @bob",
    "“Share.” — @ann": "mention @ann (credit)",
    # answering and naming
    "@ann t": "reply @ann",
    " @ann t": "reply @ann",
    "　@ann t": "reply @ann",
    "\u200f@ann t": "reply @ann",
    "@ann": "reply @ann",
    "＠ann t": "reply @ann",
    "@ann @bob t": "reply @ann, mention @bob",
    "@ann RT @bob: t @cat": "reply @ann, retweet @bob, echo @cat",
    ".@ann t": "mention @ann",
    "t @ann": "mention @ann",
    "cc @ann @bob": "mention @ann, mention @bob",
    "t /cc @ann": "mention @ann",
    "coffee w/ @ann": "mention @ann",
    "の@annに": "mention @ann",
    # nobody
    "me, me, me": "nobody",
    "ann@b.com": "nobody",
    "@ann@b": "nobody",
    "f!@ann": "nobody",
    "@_@": "nobody",
    "@annì": "nobody",
    "@ann/friends is a list": "nobody",
    "@http://example.org": "nobody",
    "a @ b": "nobody",
    "": "nobody",
}

FALSE_FRIENDS = {
    "Thanks for the RT @ann!": "mention @ann (credit)",
    "thx 4 the RT @ann": "mention @ann (credit)",
    "Thanks for the RTs @ann @bob": "mention @ann (credit), mention @bob (credit)",
    "Thank you so much for the follow and RT @ann": "mention @ann (credit)",
    "Thanks for sharing @ann": "mention @ann (credit)",
    "Appreciate the RT @ann": "mention @ann",
    "one more RT please, your RT @ann counts": "mention @ann",
    "pls RT @ann": "mention @ann",
    "Please RT @ann needs 40 signatures": "mention @ann",
    "Follow & RT @ann to win": "mention @ann",
    "Follow us and RT @ann to win": "mention @ann",
    "why do I always RT @ann": "mention @ann",
    "RT @ann's post": "mention @ann",
    "RT if you agree @ann": "mention @ann",
    "RT! @ann": "mention @ann",
    "#RT @ann": "mention @ann",
    "no thanks @ann": "mention @ann",
    "stopped by @ann today": "mention @ann",
    "part @ann": "mention @ann",
    "my handle is “@ann”": "mention @ann",
    'my handle is "@ann"': "mention @ann",
    'she said "hi @ann" and left': "mention @ann",
    'he said "ok" @ann': "mention @ann",
    "“@ann, you rock” they sang": "mention @ann",
    "“@ann's book” is out": "mention @ann",
}

TRUE_FRIENDS = {
    "Please RT @ann: lost dog": "retweet @ann",
    "Thanks RT @ann: what a show": "retweet @ann",
    "thank u RT @ann: what a show": "retweet @ann",
    "love this RT @ann: what a show": "retweet @ann",
    "to RT @ann: or not": "retweet @ann",
    "great RT @ann what a show": "retweet @ann",
}

ERA = {
    # 2008-2010
    "Reading about ant colonies. http://is.gd/9aZ4 (via @leafcutter9)": "mention @leafcutter9 (credit)",
    "@tidepool_sam on my way, save me a chair": "reply @tidepool_sam",
    "RT: @harbour_news ferry is late again": "retweet @harbour_news",
    "RT @kiteclub: RT @windy_mo: force 6 off the pier": "retweet @kiteclub, echo @windy_mo",
    "Retweeting @kiteclub: lessons are free on Sunday": "retweet @kiteclub",
    "ha! RT@windy_mo my hat left without me": "retweet @windy_mo",
    "♺ @windy_mo: my hat left without me": "retweet @windy_mo",
    "#ff @leafcutter9 @kiteclub @windy_mo": "mention @leafcutter9, mention @kiteclub, mention @windy_mo",
    "lunch w/ @tidepool_sam @ the fish place": "mention @tidepool_sam",
    "HT @leafcutter9 for the map http://bit.ly/3xYz": "mention @leafcutter9 (credit)",
    "@windy_mo Thanks for the RT!": "reply @windy_mo",
    # 2011-2014
    "“@kiteclub: we are hiring” anyone?": "quote @kiteclub",
    "“@kiteclub: we are hiring, ask @windy_mo” anyone? cc @tidepool_sam": (
        "quote @kiteclub, echo @windy_mo, mention @tidepool_sam"
    ),
    '"@harbour_news: bridge shut" there goes my evening': "quote @harbour_news",
    "MT @harbour_news Bridge shut till 9, use the tunnel <- use the train!": "quote @harbour_news",
    ".@harbour_news why is the bridge shut?": "mention @harbour_news",
    "Ten maps of ants http://t.co/a1B2c3D4 via @leafcutter9": "mention @leafcutter9 (credit)",
    "Ten maps of ants http://t.co/a1B2c3D4 by @leafcutter9 /cc @kiteclub": (
        "mention @leafcutter9 (credit), mention @kiteclub"
    ),
    "I'm at Fish Place (Pier 4) w/ 2 others http://4sq.com/x1": "nobody",
    "I liked a @videoplace video from @leafcutter9 http://youtu.be/x?a": "mention @videoplace, mention @leafcutter9",
    "h/t @tidepool_sam: the tide tables of 1911 http://t.co/zz9": "mention @tidepool_sam (credit)",
    "RT @harbour_news: Two whales in the bay, says @whale_watch_h…": "retweet @harbour_news, cut",
    "so much THIS RT @leafcutter9: share more than you make": "retweet @leafcutter9",
    "Thanks to @leafcutter9 and @kiteclub for a great day": "mention @leafcutter9 (credit), mention @kiteclub (credit)",
    "RT @kiteclub: Win a kite! Follow us and RT @kiteclub": "retweet @kiteclub, echo @kiteclub",
    # 2015-2020
    "Long read on ants https://medium.com/@leafcutter9/ants-1": "nobody",
    "My photos: flickr.com/photos/@tidepool_sam and www.example.org/@x": "nobody",
    "@tidepool_sam @windy_mo @kiteclub see you there": "reply @tidepool_sam, mention @windy_mo, mention @kiteclub",
    "Great thread by @leafcutter9 👇 https://t.co/q1w2e3r4": "mention @leafcutter9 (credit)",
    "New drawing for @kiteclub!! ✨ https://t.co/q1w2e3r4": "mention @kiteclub",
    "“Ants do not commute.” — @leafcutter9": "mention @leafcutter9 (credit)",
    "A long story about the harbour, with thanks to @whale_watc… https://t.co/q1w2e3r4": "cut",
}


@pytest.mark.parametrize(("text", "reading"), [*TABLE.items(), *FALSE_FRIENDS.items(), *TRUE_FRIENDS.items()])
def test_a_convention_is_read_as_the_table_says(text: str, reading: str) -> None:
    assert str(read_names(text)) == reading


@pytest.mark.parametrize(("text", "reading"), ERA.items())
def test_posts_of_twelve_years_are_read_as_their_authors_meant_them(text: str, reading: str) -> None:
    assert str(read_names(text)) == reading


@pytest.mark.parametrize(("text", "reading"), re.findall(r"^\| `(.+)` \| (.+) \|$", PAGE.read_text("utf-8"), re.M))
def test_a_row_of_the_page_holds(text: str, reading: str) -> None:
    assert str(read_names(text)) == reading


@pytest.mark.parametrize("name", CONVENTIONS)
def test_every_convention_passes_its_own_doctest(name: str) -> None:
    row = CONVENTIONS[name]
    assert str(read_names(row.example)) == row.reading


def test_the_doctests_of_the_module_hold() -> None:
    failed, attempted = doctest.testmod(conventions)
    assert failed == 0
    assert attempted > len(CONVENTIONS)


@pytest.mark.parametrize("name", CONVENTIONS)
def test_every_mark_ends_and_reaches_as_its_row_says(name: str) -> None:
    row = CONVENTIONS[name]
    pattern = re.compile(row.mark, re.IGNORECASE | re.ASCII)

    @settings(max_examples=20 if name == "thanks_for" else 100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(pattern, fullmatch=True))
    def check(mark: str) -> None:
        written = re.sub(r"\s+", " ", mark)
        last = written.rstrip(conventions._BETWEEN)[-2:].lower()
        assert {last, last[-1:]} & set(row.ends.split())
        if name != "thanks_for":  # its lists of nouns have no end, and need none
            assert len(written) <= row.reach

    check()


@pytest.mark.parametrize(
    "text",
    [
        "https://medium.com/@ann",
        "http://example.org/a?by=@ann",
        "www.example.org/@ann",
        "medium.com/@ann",
        "(medium.com/@ann)",
        "see Medium.com/@ann?a=post, it is good",
        "https://maps.example.org/place/@48.85,2.35",
        "HTTPS://EXAMPLE.ORG/@ann",
        "my.blog.example.org:8080/~x/@ann",
        "a http://t.co/x b example.org/@ann",
    ],
)
def test_a_name_inside_a_link_names_nobody(text: str) -> None:
    assert find_names(text)
    assert read_names(text).names == ()


@pytest.mark.parametrize(
    "text",
    [
        "http://t.co/a1B2,@ann",
        "http://t.co/a1B2)@ann",
        "https://example.org/a “@ann”",
        "https://example.org/のページ@ann",
        "and/or .@ann",
        "a/@ann",
        "example.org @ann",
        "great.Thanks @ann",
        "http://example.org/\n@ann",
    ],
)
def test_a_name_beside_a_link_is_a_name(text: str) -> None:
    assert [name.handle for name in read_names(text).names] == ["ann"]


def test_one_post_can_hold_names_inside_and_outside_links() -> None:
    text = "x.org/@ann .@bob y.org/@cat/@dan -@eve http://z.org/@fay"
    assert [name.handle for name in read_names(text).names] == ["bob", "eve"]


@pytest.mark.parametrize(
    ("automatic", "reading"),
    [
        (0, "reply @ann, mention @bob, mention @cat, mention @dan"),
        (5, "reply @ann, mention @bob, mention @cat, mention @dan"),
        (10, "reply @ann, echo @bob, mention @cat, mention @dan"),
        (15, "reply @ann, echo @bob, echo @cat, mention @dan"),
    ],
)
def test_names_the_platform_put_in_front_are_echoes_after_the_first(automatic: int, reading: str) -> None:
    assert str(read_names("@ann @bob @cat hello @dan", automatic=automatic)) == reading


def test_a_name_cut_by_the_platform_is_nobody_and_said() -> None:
    reading = read_names("so proud of @ann and @rapi…")
    assert [name.handle for name in reading.names] == ["ann"]
    assert reading.cut
    assert reading.stub is not None
    assert reading.stub.handle == "rapi"


@pytest.mark.parametrize("text", ["@ann… and so on", "wait… @ann", "@ann...", "@ann…!"])
def test_an_ellipsis_elsewhere_cuts_nobody(text: str) -> None:
    assert str(read_names(text)).endswith("@ann")


def test_texts_without_at_signs_share_one_empty_reading() -> None:
    assert read_names("♺ me, me, me") is NOBODY


def test_names_stand_where_they_are_said_to_stand() -> None:
    text = "😀@ann ＠bob"
    assert [(name.handle, name.start, name.end) for name in find_names(text)] == [("ann", 1, 5), ("bob", 6, 10)]


def test_twenty_thousand_names_are_read_without_delay() -> None:
    assert len(read_names("@ann " * 20_000).names) == 20_000
    assert len(read_names("x.org/" + "@ann/" * 20_000).names) == 0
    assert len(read_names("“@ann: x” .@bob " * 10_000).names) == 20_000
    assert read_names("a.b-c." * 50_000 + "/@ann").names


PIECES = (
    '@ann|@bob|＠cat|RT |rt|MT |via |by |“|”|"|‘|’|[|]|: | |.|/|http://|x.org/|thanks |for the |…|\n|@|♺ |(|)|the |é|- '
)
TEXTS = st.text() | st.lists(st.sampled_from(PIECES.split("|")), max_size=14).map("".join)


@given(TEXTS)
def test_every_name_found_stands_at_its_at_sign(text: str) -> None:
    for name in find_names(text):
        assert text[name.start] in "@＠"
        assert text[name.start + 1 : name.end] == name.handle
        assert re.fullmatch("[A-Za-z0-9_]{1,20}", name.handle)


@given(TEXTS, st.integers(0, 40))
def test_who_is_read_is_a_part_of_who_is_found(text: str, automatic: int) -> None:
    found = [(name.handle, name.start) for name in find_names(text)]
    reading = read_names(text, automatic=automatic)
    read = [(name.handle, name.start) for name in reading.names]
    assert [name for name in found if name in read] == read
    assert not any(name.credit for name in reading.names if name.role != "mention")


@given(TEXTS.filter(lambda text: "/" not in text and "www." not in text.lower()))
def test_without_links_everyone_found_is_read(text: str) -> None:
    reading = read_names(text)
    stub = [reading.stub] if reading.stub else []
    assert [n.start for n in (*reading.names, *stub)] == [n.start for n in find_names(text)]


@given(TEXTS)
def test_reading_twice_or_with_wide_at_signs_changes_nothing(text: str) -> None:
    reading = read_names(text)
    assert read_names(text) == reading
    assert read_names(text.replace("@", "＠")) == reading


@given(TEXTS)
def test_after_a_retweet_by_hand_everyone_is_an_echo(text: str) -> None:
    reading = read_names("RT @ann: " + text)
    assert [name.role for name in reading.names[1:]] == ["echo"] * (len(reading.names) - 1)
    assert str(reading).startswith("retweet @ann")


@given(st.text(st.characters(exclude_characters="@＠“”\"‘’'«»„「」", exclude_categories=["Cs"])))
def test_words_outside_a_quotation_are_the_authors(words: str) -> None:
    named = read_names(f"“@ann: see @bob” {words} & @cat").names
    assert [name.role for name in named if name.handle in ("ann", "bob")] == ["quote", "echo"]
    assert all(name.role != "echo" for name in named[2:])
