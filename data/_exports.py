"""Small exports of networks that give one person's side: Google+, LinkedIn, Facebook. Written out by hand."""

import json

from _shapes import Record, airy, zipped

OWNER = "Nell Harper"
ADA = ("100000000000000000001", "Ada Brook")
BRAM = ("100000000000000000002", "Bram Tully")
NELL = ("100000000000000000003", OWNER)
PUBLIC = {"visibleToStandardAcl": {"circles": [{"type": "CIRCLE_TYPE_PUBLIC"}]}}
FRIENDS = {"visibleToStandardAcl": {"circles": [{"type": "CIRCLE_TYPE_YOUR_CIRCLES"}]}}
DAY = "2012-08-{:02} 09:00:00+0000"
MAY_1 = 1_493_629_200
HOUR = 3600
Person = tuple[str, str]


def google_plus() -> bytes:
    """A Takeout: two public posts as JSON, one that must not be read, and one as a page."""
    folder = "Takeout/Google+ Stream/Posts/"
    bread = _post("BreadBread1", 3, f"Bread from {_link(BRAM)}, thanks")
    bread["comments"] = [_comment(BRAM, 3, "Any time"), _comment(NELL, 4, f"{_link(BRAM)} soon again")]
    bread["plusOnes"] = [{"plusOner": _person(ADA)}, {"plusOner": _person(BRAM)}]
    bread["reshares"] = [{"resharer": _person(ADA)}]
    shared = _post("ShareShare1", 5, "")
    shared["resharedPost"] = {"url": f"{_page(ADA)}/posts/LampsLamps1", "author": _person(ADA), "content": "Lamps"}
    hidden = _post("HiddenHidd1", 6, "PRIVATE WORDS", FRIENDS) | {"comments": [_comment(ADA, 6, "PRIVATE WORDS")]}
    posts = {"20120803 - Bread": bread, "20120805 - Lamps": shared, "20120806 - Hidden": hidden}
    files = {f"{folder}{name}.json": airy(post) for name, post in posts.items()}
    return zipped({**files, f"{folder}20120807 - Rain.html": PAGE})


def _page(person: Person) -> str:
    return f"https://plus.google.com/{person[0]}"


def _person(person: Person) -> Record:
    return {"displayName": person[1], "profilePageUrl": _page(person), "resourceName": f"users/{person[0]}"}


def _link(person: Person) -> str:
    return f'<span class="proflinkWrapper">+<a class="proflink" href="{_page(person)}">{person[1]}</a></span>'


def _post(name: str, day: int, content: str, acl: Record = PUBLIC) -> Record:
    post = {"url": f"{_page(NELL)}/posts/{name}", "creationTime": DAY.format(day), "author": _person(NELL)}
    return post | {"content": content, "postAcl": acl}


def _comment(person: Person, day: int, content: str) -> Record:
    return {"creationTime": DAY.format(day), "author": _person(person), "content": content}


def linkedin() -> bytes:
    """A member's export: quotes doubled at the ends of lines in one file, escaped by a backslash in the other."""
    return zipped(
        {
            "Profile.csv": "First Name,Last Name,Maiden Name,Headline\nNell,Harper,,Baker\n",
            "Shares.csv": SHARES,
            "Comments.csv": COMMENTS,
            "Reactions.csv": "Date,Type,Link\n2025-05-04 09:00:00,LIKE," + _update("activity", 7001) + "\n",
            "InstantReposts.csv": "Date,Link\n2025-05-05 09:00:00," + _update("activity", 7002) + "\n",
            "messages.csv": "CONVERSATION ID,CONVERSATION TITLE,FROM,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
            "1,,Ada Brook,Nell Harper,2025-05-06 09:00:00 UTC,,PRIVATE WORDS,INBOX\n",
        }
    )


def _update(kind: str, number: int) -> str:
    return f"https://www.linkedin.com/feed/update/urn%3Ali%3A{kind}%3A{number}"


SHARES = (
    "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
    f'2025-05-03 09:00:00,{_update("ugcPost", 6003)},"Bread is ready.""\n""""\n""It is ""warm"", come.",'
    '"","",MEMBER_NETWORK\n'
    f'2025-05-02 09:00:00,{_update("share", 6002)},"A page worth reading",https://example.org/page,"",MEMBER_NETWORK\n'
    f"2025-05-01 09:00:00,{_update('share', 6001)},,,,MEMBER_NETWORK\n"
)
COMMENTS = (
    "Date,Link,Message\n"
    f'2025-05-04 09:00:00,{_update("ugcPost", 6003)},"And it \\"keeps\\"."\n'
    f'2025-05-04 08:00:00,{_update("activity", 7001)},"Ada Brook what a day\n\nSee \\"Lamps\\", today"\n'
    f"2025-05-04 07:00:00,{_update('activity', 7003)},Well done\n"
)


def facebook() -> bytes:
    """An export in JSON: the bytes of its UTF-8 as characters of their own, and messages nobody may read."""
    own = "your_facebook_activity"
    profile = {"profile_v2": {"name": {"full_name": OWNER}, "previous_names": [{"name": "Nell Marsh"}]}}
    posts = [
        _entry(1, "updated her status.", post="Tea at the Café – come all"),
        _entry(2, "shared Ada Brook's post.", post="So true"),
        _entry(3, "shared a video."),
        _entry(4, "is with Zoë Vane and Bram Tully.", post="A day out") | {"tags": [{"name": "Zoë Vane"}]},
        _entry(5, "updated her status.", post="PRIVATE WORDS") | {"privacy": "Friends"},
    ]
    comments = [
        _said(6, "commented on Ada Brook's photo.", "How nice"),
        _said(7, "replied to her own comment.", "And again"),
        _said(8, "hat einen Beitrag kommentiert.", "Schön"),
    ]
    reactions = [_liked(9, "likes Bram Tully's post."), _liked(10, "likes a post.")]
    messages = {"participants": [{"name": OWNER}, {"name": "Ada Brook"}], "messages": [{"content": "PRIVATE WORDS"}]}
    return zipped(
        {
            f"{own}/comments_and_reactions/comments.json": _bytewise({"comments_v2": comments}),
            f"{own}/comments_and_reactions/likes_and_reactions_1.json": _bytewise(reactions),
            f"{own}/messages/inbox/ada_1/message_1.json": _bytewise(messages),
            f"{own}/posts/your_posts__check_ins__photos_and_videos_1.json": _bytewise(posts),
            "personal_information/profile_information/profile_information.json": _bytewise(profile),
        }
    )


def _entry(hour: int, told: str, **data: str) -> Record:
    return {"timestamp": MAY_1 + hour * HOUR, "title": f"{OWNER} {told}", "data": [data] if data else []}


def _said(hour: int, told: str, comment: str) -> Record:
    held = {"timestamp": MAY_1 + hour * HOUR, "comment": comment, "author": OWNER}
    return _entry(hour, told) | {"data": [{"comment": held}]}


def _liked(hour: int, told: str) -> Record:
    return _entry(hour, told) | {"data": [{"reaction": {"reaction": "LIKE", "actor": OWNER}}]}


def _bytewise(record: Record | list[Record]) -> str:
    """JSON as Facebook writes it: every byte of the UTF-8 is escaped as if it were a character."""
    return json.dumps(json.loads(json.dumps(record, ensure_ascii=False).encode().decode("latin-1")), indent=1)


PAGE = """<html><head><meta charset="utf-8"><title>Rain</title><style>.author {font-weight: 500;}
.reshare-attribution {display: block;}</style></head><body><div><div><a
href="https://plus.google.com/100000000000000000003" target="_blank" class="author">Nell Harper</a> - <a
target="_blank" href="https://plus.google.com/100000000000000000003/posts/RainRainRa1">2012-08-07 09:00:00+0000</a>
</div><div class="main-content">Rain &amp; tea</div></div><div class="visibility">Shared with: Public</div>
<div class="post-activity"><div class="plus-oners">+1'd by: <a
href="https://plus.google.com/100000000000000000001">Ada Brook</a></div></div><div class="comments"><div
class="comment"><a target="_blank" href="https://plus.google.com/100000000000000000001" class="author">Ada Brook</a>
<span class="time"> - 2012-08-07 10:00:00+0000</span><div class="comment-content">At last</div></div></div></body>
</html>
"""
