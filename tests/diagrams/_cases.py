"""Small invented cases that several tests draw."""

from functools import cache

import pandas as pd

from tests.diagrams._stand_in import StandIn, archive, community, edge_list, measured

Case = tuple[StandIn, pd.DataFrame]
ODD_NAMES = (
    "$$$ me $$$",
    "مرحبا بالعالم",
    "\U0001f600\U0001f9d1\u200d\U0001f680 hi",
    "x" * 300,
    "\x1b[31mred\x1b[0m",
    "\ud800lone",
    "z" + "\u0301" * 200 + "algo",
    "<b>&amp;</b> -->",
    "山田太郎",
    "שלום 3",
    "नमस्ते क्षत्रिय",
    "สวัสดี น้ำ",
    "김철수",
    "\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7 \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \u2764\ufe0f\u200d\U0001f525",
    "1\ufe0f\u20e3 \U0001f44d\U0001f3fd",
    "𝓯𝓪𝓷𝓬𝔂 𝕬𝖇𝖈 🅃🄾🄼",
    "꧁༺ 𝔎𝔦𝔫𝔤 ༻꧂",
    "می\u200cخواهم ﷺ",
    "漢" * 300,
    "ক্ষমা தமிழ் ខ្មែរ",
    "\U0001346f\U00012345",
    "\u202egnp.exe",
    "",
)


def case(spec: str) -> Case:
    """`ann>bob` names bob, `ann>` names nobody, `ann>ann` names ann; an hour apart; `*3` three times."""
    rows = []
    for word in spec.split():
        pair, _, many = word.partition("*")
        author, _, target = pair.partition(">")
        kind = "post" if not target else "self" if target == author else "mention"
        rows += [(author, target, kind)] * int(many or 1)
    acts = pd.DataFrame(rows, columns=["author", "target", "kind"], dtype="str")
    hours = pd.to_timedelta(range(len(acts)), unit="h")
    return measured(acts.assign(time=pd.Timestamp("2012-05-01") + hours))


def odd_names() -> Case:
    """People in a ring whose labels are what names can be."""
    graph, people = case(" ".join(f"p{k}>p{(k + 1) % len(ODD_NAMES)}*30" for k in range(len(ODD_NAMES))))
    labels = {f"p{k}": name for k, name in enumerate(ODD_NAMES)}
    return graph, people.assign(label=people["id"].map(labels).astype(object))


@cache
def kept(name: str) -> Case:
    """A larger case, made once: a community by size, `archive`, `quiet archive`, `edges`."""
    if name == "archive":
        return archive(2000, 300, years=4)
    if name == "long archive":
        return archive(18_000, 900)
    if name == "edges":
        return edge_list(3000, 9000)
    return community(int(name))
