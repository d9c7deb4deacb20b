"""Invented sentences: short posts of plain people, from a small grammar. No real person, place or brand."""

import re
from collections.abc import Sequence
from random import Random

from _chance import below, happens, pick

FIRST = (
    "amy|ben|cara|dev|ella|finn|gwen|hari|iris|jack|kate|liam|mina|noah|olga|paul|quin|rosa|sam|tara|uma|vera|will|"
    "xena|yuri|zoe|adam|beth|carl|dina|eric|faye|greg|hana|ivan|june|kurt|lena|mark|nora|omar|pia|ravi|sara|tom|uli|"
    "vic|wanda|yara|zack"
)
LAST = (
    "thistle|marrow|pebble|larch|sedge|quarry|tansy|wick|hollow|fenn|croft|dell|heath|holm|knoll|loam|mead|nook|"
    "orchard|rill|spindle|tarn|vetch|yarrow|alder|bramble|cinder|dray|ember|furrow|gorse|ingle|juniper|kestrel|"
    "linnet|mallow|nettle|osier|plover|quince|rushes|sorrel|teasel|umber|vesper|withy|barley|clover"
)
"""Words of the countryside: names that nobody well known bears."""

CIRCLES = ("garden", "bread", "river", "choir", "bicycle", "library", "school", "chess")
"""What the eight circles of the community talk about."""

THINGS = {
    "garden": "compost heap|bean row|apple tree|cold frame|seed tray|rose hedge|"
    "water butt|plum tree|herb bed|greenhouse|old spade|rhubarb patch",
    "bread": "sourdough|rye loaf|oven door|wheat flour|plum cake|seed bun|"
    "proving basket|walnut bread|yeast jar|oat biscuit|corn flour|baking stone",
    "river": "heron nest|footbridge|mill pond|reed bank|water gauge|swallow roost|"
    "otter track|flood wall|weir gate|kingfisher|towpath|duck house",
    "choir": "alto line|spring concert|hymn book|folk song|piano stool|second verse|"
    "brass band|drum kit|bass part|practice room|old organ|encore",
    "bicycle": "back wheel|bike lane|brake cable|hill climb|puncture kit|night ride|"
    "tandem|saddle bag|chain guard|bike rack|front lamp|cargo bike",
    "library": "reading room|atlas|poetry shelf|book sale|card index|story hour|"
    "long novel|map drawer|old archive|quiet corner|travel diary|audio book",
    "school": "science fair|spelling test|school play|history lesson|wall chart|maths puzzle|"
    "craft table|reading corner|class trip|paper plane|globe|chalk board",
    "chess": "endgame|knight fork|rook lift|club night|opening trap|chess clock|"
    "pawn storm|king march|draw offer|team match|score sheet|blitz round",
}
DEEDS = {
    "garden": "watered|dug up|pruned|painted|mulched|moved|measured",
    "bread": "baked|tasted|weighed|warmed|shared|burnt|sliced",
    "river": "watched|sketched|counted|cleaned|mapped|repaired|photographed",
    "choir": "practised|recorded|missed|enjoyed|tuned|planned|heard",
    "bicycle": "fixed|tested|cleaned|borrowed|painted|oiled|replaced",
    "library": "found|sorted|borrowed|dusted|finished|opened|catalogued",
    "school": "planned|drew|finished|built|explained|prepared|improved",
    "chess": "studied|lost|won|explained|replayed|missed|solved",
}
PLACES = "mill|town hall|shop|yard|upper field|square|south gate|harbour|meadow|back lane|green|bridge"
WHENS = (
    "today|tonight|at dawn|at noon|on Sunday|last night|after work|this week|again|on Friday|since May|"
    "at last|in the rain|all day|before breakfast|by lamp light"
)
ADJECTIVES = (
    "quiet|slow|bright|heavy|odd|fine|muddy|early|lovely|stubborn|noisy|cheap|rare|tidy|patient|golden|cold|honest"
)
OUTCOMES = (
    "it works|nobody came|the rain held off|no tea left|it took all day|worth it|half the street helped|"
    "we laughed|I learned a lot|all stayed late|more to come|it cost nothing|the children loved it|"
    "it smells good|never again|same again soon"
)
COMPANIONS = "tea & toast|rain & wind|soup & bread|salt & time|ink & paper|boots & mud"

PLAIN = (
    "The {thing} is {adj} {when}.",
    "{When} the {thing} was {adj}, {outcome}.",
    "{Deed} the {thing} {when}: {outcome}.",
    "I {deed} a {adj} {thing} {when}.",
    "A {adj} {thing} beats a {adj2} {thing2}.",
    "Is the {thing} too {adj} {when}?",
    "The {thing} wants {companion}.",
    "First {adj} {thing} at the {place}.",
    "We {deed} the {thing} at the {place}, {outcome}.",
    "My {thing}: {adj}, {adj2}, done.",
    "{Outcome}, says the {adj} {thing}.",
    "Never mind the {thing}, mind the {thing2} {when}.",
    "How we {deed} the {adj} {thing}{link}",
    "The {adj} {thing} of the {place}{link}",
    "{When} at the {place}: {thing}, {companion}.",
    "Why {adj} and not {adj2}, {thing}? #{circle}",
    "No {thing} without a {adj} {thing2}.",
    "They {deed} our {thing} {when}, {outcome}!",
)
REPLIES = (
    "yes, the {thing} was {adj} {when}",
    "not so sure, mine is {adj}",
    "see you at the {place} {when}?",
    "I {deed} mine {when}, {outcome}",
    "ha, {outcome}",
    "which {adj} {thing}?",
    "bring the {thing} {when}",
    "well said. {Outcome}.",
    "try a {adj} {thing}, {outcome}",
    "the one by the {place}? {Outcome}",
    "no {thing} here, only {companion}",
)
MENTIONS = (
    "Long talk with {x} about the {thing} {when}.",
    "Yes, {x} {deed} the {thing}, {outcome}.",
    "The {adj} {thing} is for {x}.",
    "{When} at the {place} with {x}: {outcome}.",
    "Ask {x} about the {adj} {thing}.",
    "Good to see {x} at the {place} {when}.",
    "What a {adj} {thing}, {x}!",
    ".{x} knows why the {thing} is {adj} {when}",
    "Thanks {x} for the {adj} {thing}!",
    "The {thing} is {adj} {when} cc {x}",
    "Who {deed} the {thing} {when}? /cc {x}",
    "Off to the {place} w/ {x} {when}",
    "Notes on the {adj} {thing} by {x}{link}",
)
PAIRS = (
    "So {x} and {y} {deed} the {thing} {when}.",
    "The {place} has a {adj} {thing}. cc {x} {y}",
    "Lunch at the {place} with {x} & {y}, {outcome}.",
    "Thanks {x} and {y} for the {thing} {when}",
)
CREDITS = (
    "A {adj} {thing}{link} via {x}",
    "How they {deed} the {thing}{link} (via {x})",
    "{Outcome}: a {adj} {thing}{link} HT {x}",
    "The {adj} {thing} explained{link} h/t {x}",
    "Hat tip {x} for the {adj} {thing}{link}",
)
BOASTS = (
    "Nobody {deed} a {thing} like {x} {when}.",
    "{When}: {x} and a {adj} {thing}.",
    "Follow {x} for {adj} {thing} news{link}",
    "The {thing} of {x} in the paper {when}!",
    "All of the {place} reads {x} {when}.",
)
PRAISE = (
    "{x} your {thing} was {adj} {when}",
    "{x} best {thing} at the {place}",
)
REMARKS = [
    "So true.",
    "Worth a read:",
    "This.",
    "Quite right!",
    "News for the {place}:",
    "Same here.",
    "Best line {when}:",
    "Yes, {adj} it is.",
    "Agreed, {outcome}.",
]
REMINDERS = ("Still my best:", "Worth reading again:", "You asked for it:", "My {adj} {thing} once more:")

ARTICLE = re.compile(r"\b([Aa]) (?=[aeiou]|hon)")
_PARTS = {
    "when": WHENS,
    "outcome": OUTCOMES,
    "place": PLACES,
    "companion": COMPANIONS,
}


def say(rng: Random, templates: Sequence[str], circle: str, **names: str) -> str:
    """One sentence of a circle; `names` fill the places for handles."""
    words = {part: pick(rng, choices.split("|")) for part, choices in _PARTS.items()}
    words["thing"], words["thing2"] = _two(rng, THINGS[circle])
    words["adj"], words["adj2"] = _two(rng, ADJECTIVES)
    words["deed"] = pick(rng, DEEDS[circle].split("|"))
    words["link"] = " " + short_link(rng)
    for part in ("when", "deed", "outcome"):
        words[part.capitalize()] = words[part][0].upper() + words[part][1:]
    return ARTICLE.sub(r"\1n ", pick(rng, templates).format(**words, circle=circle, **names))


def _two(rng: Random, choices: str) -> tuple[str, str]:
    """Two different ones of the choices."""
    first = pick(rng, choices.split("|"))
    return first, pick(rng, [choice for choice in choices.split("|") if choice != first])


def short_link(rng: Random) -> str:
    """A shortened link that leads nowhere: eight letters and digits."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
    return "http://t.co/" + "".join(pick(rng, letters) for _ in range(8))


def in_lines(rng: Random, text: str) -> str:
    """The text, now and then broken into two lines, as people do; rarely by a Unicode line separator."""
    if ", " not in text or not happens(rng, 0.02):
        return text
    return text.replace(", ", ",\u2028" if below(rng, 4) == 0 else ",\n", 1)
