"""What each column of our tables means: one line a column, for datapackage.json and the docs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

INTERVAL = {
    "_low": "lower end of the Wilson 95 % interval of",
    "_high": "upper end of the Wilson 95 % interval of",
}

MEANINGS = {
    "id": "the platform's account id, else handle:name; prefixed with the network where there are several",
    "label": "the handle last seen, without @, else the display name",
    "network": "the network the account is on",
    "observed": "whether the exports hold this person's side: posts of theirs, or acts in an edge list",
    "posts": "posts in the exports, without continuations of own threads; missing where there are none",
    "posts_for_others": "posts that pass on, quote, answer or name somebody else",
    "threads": "self-replies that only continue the post before them",
    "self_mentions": "acts that go to the person's own account",
    "interactions_sent": "retweets, quotes, replies and mentions with a known target, own account included",
    "unknown_target_posts": "posts that pass on, quote or answer somebody the export does not name",
    "third_person_share": "share of posts that are for others",
    "me_share": "share of posts that name no one else",
    "verdict": "what the posts support, by the interval of third_person_share against the threshold",
    "verdict_reason": "why there is no verdict",
    "self_mention_ratio": "share of acts sent (known target) that go to the person's own account",
    "self_mention_ratio_reason": "why self_mention_ratio is missing",
    "praise_share": "share of posts that pass on words of others in which the person is named",
    "third_person_share_with_threads": "third_person_share if thread continuations counted as posts",
    "verdict_with_threads": "the verdict if thread continuations counted as posts",
    "holds": "of the combinations of choices, how many give the verdict of the chosen rule, itself among them",
    "choices": "combinations of choices under which the verdict was given",
    "verdict_at_": "the verdict under another threshold, which the name ends with: `verdict_at_0_05` is that of 0.05",
    "verdict_with_likes": "the verdict if each like of others counted as an act more for others",
    "verdict_with_praise_own": "the verdict if posts that pass on praise of their author were not for others",
    "verdict_with_accounts_apart": "the verdict if naming one's own other accounts counted as naming others",
    "posts_needed": "fewest further posts, all naming nobody, after which me..me..me could be met",
    "posts_for_balance": "posts for others that would reach two for each of one's own",
    "percentile": "percentage of judged people with a lower me_share",
    "reciprocity": "2 |O and I| / (|O| + |I|) among observed people, loop-free",
    "returns": "of the observed people who act towards the person, the share acted towards",
    "returned": "of the observed people acted towards, the share that acts towards the person",
    "reciprocated_pairs": "|O and I| / |O or I| among observed people",
    "reciprocity_weighted": "share of acts given to observed people that were matched in number",
    "coverage": "share of neighbours whose own posts the exports hold",
    "reciprocity_reason": "why reciprocity or a column of its family is missing",
    "in_degree": "number of other people who act towards the person",
    "out_degree": "number of other people the person acts towards",
    "in_strength": "acts of others towards the person",
    "out_strength": "acts of the person towards others",
    "pagerank": "PageRank on weighted ties, damping 0.85; sums to 1",
    "betweenness": "share of shortest directed paths between others through the person",
    "betweenness_se": "standard error of betweenness where it was sampled; 0 where exact",
    "harmonic": "sum of 1 / distance over everyone whose acts lead to the person",
    "harmonic_se": "standard error of harmonic where it was estimated; 0 where exact",
    "hub": "HITS hub score on weighted ties; sums to 1 over everyone",
    "authority": "HITS authority score on weighted ties; sums to 1",
    "core": "largest k for which the person is in a part of the graph where everyone has k neighbours",
    "community": "number of the person's community: 1 is the largest; missing without ties",
    "centrality_reason": "why a centrality is missing",
    "share_of_shares": "of the posts that share or create, the share that passes on or credits others",
    "shares_more": "whether a person shares more than they create, by the interval: yes, no or undecided",
    "shared_posts": "posts that pass on or credit others",
    "created_posts": "posts with no pass-on, credit or reply to another",
    "replies_to_others": "share of posts that answer somebody else",
    "reply_posts": "posts that answer somebody else",
    "discussions_joined": "number of different conversations, begun by somebody else, in which the person answered",
    "practice_reason": "why a column from share_of_shares to discussions_joined is missing",
    "acknowledges": "of the acts towards the person that could be answered, the share that was, within 7 days",
    "acts_received": "acts of others towards the person that could be answered: 7 days of the export follow them",
    "acts_answered": "those of them that the person answered within 7 days, each answer used once",
    "acknowledges_reason": "why acknowledges is missing",
    "generosity": "share of the shares and credits given to observed people that were not given back in number",
    "debt": "share of the shares and credits got from observed people that were not given back in number",
    "gave_first": "share of ties that go both ways, among observed people, in which the person acted first",
    "people_named": "number of different other people the person passes on, quotes, answers or names",
    "effective_people": "number of people who, named equally often, would spread the acts as widely",
    "top_share": "share of acts towards others that goes to the one acted towards most",
    "outside_share": "share of acts towards others that go outside the circle",
    "circle": "the circle of outside_share and ei_index: the user's file (and whether they are in it) or community",
    "ei_index": "(people outside - people inside the circle) / both, of those acted towards; from -1 to 1",
    "ties_reason": "why a column from generosity to ei_index is missing",
    "uncredited_copies": "candidates: posts that nearly repeat an earlier post of another author and name no source",
    "copies_reason": "why uncredited_copies is missing",
    "copier": "id of the author of the later post",
    "copier_label": "their label",
    "author": "id of the author of the earlier post",
    "author_label": "their label",
    "original": "the platform's id of the earlier post",
    "original_time": "when the earlier post was written, UTC",
    "original_file": "file of the export that holds the earlier post",
    "original_line": "line or number of the record of the earlier post",
    "similarity": "share of the word triples of both posts that are in both",
    "both_linked": "whether both posts hold a link: the words may be those of a page",
    "share_change": "third_person_share of part b minus that of part a",
    "share_change_low": "lower end of Newcombe's 95 % interval of share_change",
    "share_change_high": "upper end of Newcombe's 95 % interval of share_change",
    "dependence": "so many posts in a row weigh as one in change_p, by the correlation of neighbours; 1: each does",
    "change_p": "p of Fisher's exact test that third_person_share is one in both parts, where both have enough posts",
    "change_p_adjusted": "change_p adjusted by Benjamini and Hochberg over everybody compared",
    "trend": "more for others or fewer for others where the change is clear, else no clear change, or too few posts",
    "returns_change": "returns of part b minus that of part a; a longer part gives more time to answer",
    "returns_change_low": "lower end of Newcombe's 95 % interval of returns_change",
    "returns_change_high": "upper end of Newcombe's 95 % interval of returns_change",
    "comparison_reason": "why a comparison is missing",
    "measure": "what is compared of all together: people, authors, posts, shares pooled over posts, ties",
    "a": "the measure in part a; the interval allows for people who differ",
    "b": "the measure in part b; the interval allows for people who differ",
    "change": "the measure in part b minus that in part a; Newcombe's interval",
    "person": "id of the person; empty where everybody is taken together",
    "period": "first day of the week (Monday) or month, UTC",
    "source": "id of the person who acts",
    "target": "id of the person acted on; missing where nobody is named or the export does not say",
    "retweets": "retweets of target by source",
    "quotes": "quotes of target by source",
    "replies": "replies of source to target",
    "mentions": "mentions of target by source",
    "likes": "likes of target's posts by source; not in weight",
    "weight": "retweets + quotes + replies + mentions; in interactions, the acts a row stands for (0: weighs nothing)",
    "first": "time of the first act, UTC",
    "last": "time of the last act, UTC",
    "post": "the platform's id of the post",
    "time": "when, UTC",
    "kind": "retweet, quote, reply, mention, like; post (names nobody), thread and echo weigh nothing",
    "credit": "whether the name is a credit (via, HT, by, thanks)",
    "direction": "sent: by the person, received: by the other, own: towards the person's own account",
    "other": "id of the other person; missing where the export does not name them",
    "counted": "whether an act makes ties: it is of a chosen kind and towards nobody left out",
    "counts": "in receipts, what a row adds to what is counted",
    "of": "in receipts, what a row adds to what the number is a share of",
    "given": "acts of the person towards the other; given_retweets, given_likes …: of that kind",
    "received": "acts of the other towards the person; received_retweets, received_likes …: of that kind",
    "both_ways": "whether each of the two acts towards the other; likes do not count",
    "outside": "whether the other is outside the circle",
    "given_gifts": "acts that pass the other on or credit them; received_gifts: the other way",
    "given_first": "time of the first act of the person towards the other, its post in given_first_post; so for last",
    "received_first": "time of the first act of the other towards the person, its post beside it; so for last",
    "undated": "acts between the two without a time",
    "for_others": "whether a post passes on, quotes, answers or names somebody else",
    "own": "whether a post names its own author",
    "praise": "whether a post passes on words of others in which its author is named",
    "unknown_target": "whether a post passes on, quotes or answers only somebody the export does not name",
    "file": "file of the export",
    "member": "file inside an archive",
    "line": "line or number of the record",
    "byte_offset": "byte where the fault was found",
    "record_id": "id of the record, where it could be read",
    "code": "stable word for the fault",
    "reason": "what was wrong",
}


PARTS = {
    "_a": "in part a (before the split, or the exports named first)",
    "_b": "in part b (after the split, or the exports named after --with)",
}


def meaning(column: str) -> str:
    """One line on what a column holds; empty for a column that is not ours."""
    if column in MEANINGS:
        return MEANINGS[column]
    for end, words in INTERVAL.items():
        if column.endswith(end) and meaning(column.removesuffix(end)):
            return f"{words} {column.removesuffix(end)}"
    for end, words in PARTS.items():
        if column.endswith(end) and column.removesuffix(end) in MEANINGS:
            return f"{MEANINGS[column.removesuffix(end)]}, {words}"
    return MEANINGS["verdict_at_"] if column.startswith("verdict_at_") else ""


def described(frame: "pd.DataFrame") -> list[dict[str, str]]:
    """Frictionless fields of a table: name, type, description."""
    import pandas as pd

    tests = (
        (pd.api.types.is_bool_dtype, "boolean"),
        (pd.api.types.is_integer_dtype, "integer"),
        (pd.api.types.is_float_dtype, "number"),
        (pd.api.types.is_datetime64_any_dtype, "datetime"),
    )
    return [
        {
            "name": name,
            "type": next((word for test, word in tests if test(frame[name].dtype)), "string"),
            "description": meaning(name),
        }
        for name in frame.columns
    ]
