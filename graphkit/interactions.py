"""From one post to the acts in it: one row a person named, or a single row that names nobody.

The one place where the structure of a record (its references and tags) and its words (`conventions`) meet, for
every format alike. What is the author's own doing and what are another's words is decided here; who is who,
and therefore what is a self-mention or a thread, is decided later, when all accounts are known.
"""

import re

from msgspec import Struct, structs

from graphkit.conventions import Named, Reading, Role, read_names
from graphkit.post import NOBODY, Account, Kind, Post, Ref

MOST_NAMED = 1_000
LONGEST = 20
"""Characters of the longest handle that the rule of `@` knows; a longer one is only begun by it."""


class Interaction(Struct, frozen=True, gc=False):
    """What a post does towards one account.

    `target` None: the export does not name the author of what is passed on, quoted or answered; for `post`:
    nobody is named.
    """

    target: Account | None
    kind: Kind
    credit: bool = False
    """The author says that something came from the target: `via`, `h/t`, `by`, thanks."""
    native: bool = False
    """The platform's own reference says so, not the text."""


class Interactions(Struct, frozen=True, gc=False):
    """All acts of one post, the strongest first; never empty."""

    rows: tuple[Interaction, ...]
    cut: bool = False
    """A name was lost where the platform cut the text."""
    left_out: int = 0
    """People named beyond the first 1,000, strongest kinds first, then in the order of the text."""
    bearing: Account | None = None
    """An id with the handle the text calls it by, where the record now calls it otherwise."""


_POST = Interaction(None, "post")
_NAMES_NOBODY = Interactions((_POST,))
_NOTHING: tuple[Kind, None] = ("post", None)
_STRENGTH = {"retweet": 0, "quote": 1, "reply": 2, "mention": 3, "echo": 4}
WITHOUT_AT = frozenset({"reddit"})
"""Networks where `@name` names nobody: its reader marks those whom a text names (`u/name`)."""
_WHOLE = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")

Found = dict[str, Interaction]
Known = dict[str, Account]


def interactions(post: Post) -> Interactions:
    """The acts of a post towards others, one row a target by its strongest kind.

    A native reply keeps its row beside a stronger one to the same account: only the platform's own reference
    tells later whether the post continues a thread.

    >>> ann = Account(handle="ann")
    >>> [(row.kind, row.target.handle) for row in interactions(Post("twitter", ann, text="@bob see @cat")).rows]
    [('reply', 'bob'), ('mention', 'cat')]
    >>> interactions(Post("twitter", ann, text="me, me, me")).rows
    (Interaction(target=None, kind='post', credit=False, native=False),)
    """
    seen = at_a_glance(post)
    if seen is None:
        return _looked_into(post)
    kind, account = seen
    return _NAMES_NOBODY if account is None else Interactions((Interaction(account, kind, native=True),))


def at_a_glance(post: Post) -> tuple[Kind, Account | None] | None:
    """The only act of a post of the shapes that most posts have, as `interactions` says it; None for every other.

    A post without references that names nobody; and a post that passes on, answers or quotes one account that the
    record knows, with no `@` in its words but the one that the platform puts in front: a native act.
    """
    text, ref, mentions = post.text, post.retweet_of or post.reply_to or post.quote_of, post.mentions
    if ref is None:
        return None if mentions or "@" in text or "＠" in text else _NOTHING
    account, front = ref.account, 0
    handle = account.handle
    if ref is not post.quote_of:
        if post.quote_of is not None or not (handle.isascii() and handle.isidentifier() and len(handle) <= LONGEST):
            return None
        retweet = ref is post.retweet_of
        if not text.startswith(f"RT @{handle}: " if retweet else f"@{handle} "):
            return None
        kind: Kind = "retweet" if retweet else "reply"
        front = len("RT @") if retweet else 1
    else:
        kind = "quote"
    if not account.id or (ref.mentions and kind != "reply") or text.find("@", front) >= 0:
        return None
    if "＠" in text or (mentions and kind != "reply"):
        return None
    others = [each for each in mentions if each.id != account.id or each.handle != handle] if mentions else ()
    return None if others else (kind, account)


def _looked_into(post: Post) -> Interactions:
    """The acts of a post whose words have to be read."""
    if post.retweet_of is not None:
        return _passed_on(post, post.retweet_of)
    bare = post.reply_to is None and post.quote_of is None
    reading = _reading(post, post.automatic)
    if bare and reading.stub is None and len(reading.names) <= 1 and len(post.mentions) <= 1:
        return _one_named(post, reading) or _own(post, reading)
    return _own(post, reading)


def _one_named(post: Post, reading: Reading) -> Interactions | None:
    """What `_own` says where the words name one account and the record no other, or nobody is named at all."""
    if not reading.names:
        return None if post.mentions else _NAMES_NOBODY
    named = reading.names[0]
    end = named.start + 1 + len(named.handle)
    if post.network == "bluesky" or post.text[end : end + 1] in (".", "-") or len(named.handle) == LONGEST:
        return None
    account = post.mentions[0] if post.mentions else Account(handle=named.handle)
    if account.handle.lower() != named.handle.lower():
        return None
    return Interactions((Interaction(account, named.role, named.credit),))


def _reading(post: Post, automatic: int = 0) -> Reading:
    """Whom the words name by the conventions of `@`, where the network has them."""
    return Reading() if post.network in WITHOUT_AT else read_names(post.text, automatic=automatic)


def _passed_on(post: Post, ref: Ref) -> Interactions:
    """A native retweet: all its words are another's, so everyone named in it but its author is an echo."""
    reading = _reading(post)
    known = _known(post)
    author = ref.account
    first = reading.names[0] if reading.names else None
    if first and first.role == "retweet" and first.start <= len("RT : "):
        author = _merged(author, _account(post, first, known))
        known[first.handle.lower()] = author
    found: Found = {}
    _add(found, author, "retweet", native=True)
    quoted = (post.quote_of.account, *post.quote_of.mentions) if post.quote_of else ()
    for named in reading.names:
        _add(found, _account(post, named, known), "echo")
    for account in (*post.mentions, *ref.mentions, *quoted):
        _add_known(found, account, "echo", known)
    cut = reading.stub is not None and not _completed(found, reading.stub, "echo", known)
    return _with_bearing(_finished(found, cut), author, first, known)


def _own(post: Post, reading: Reading) -> Interactions:
    """A post in the author's own words, as far as the words do not say otherwise."""
    known = _known(post)
    found: Found = {}
    if post.quote_of:
        _add(found, post.quote_of.account, "quote", native=True)
        for account in post.quote_of.mentions:
            _add_known(found, account, "echo", known)
    parent = None
    if post.reply_to:
        parent = _parent(post, post.reply_to.account, reading, known)
        _add(found, parent, "reply", native=True)
    for named in reading.names:
        account, role = _account(post, named, known), named.role
        if role == "reply" and parent is not None and _key(account) != _key(parent):
            role = "echo" if named.start < post.automatic else "mention"
        _add(found, account, role, credit=named.credit)
    cut = False
    if reading.stub is not None:
        role = "mention" if parent is not None and reading.stub.role == "reply" else reading.stub.role
        cut = not _completed(found, reading.stub, role, known)
        if cut and role in ("retweet", "quote", "reply"):
            _add(found, NOBODY, role)
    for account in post.mentions:
        _add_known(found, account, "mention", known)
    first = reading.names[0] if reading.names else None
    return _with_bearing(_finished(found, cut, parent), parent, first, known)


def _with_bearing(done: Interactions, account: Account | None, first: Named | None, known: Known) -> Interactions:
    """An old handle in the words of a post is a sighting: the id that the record means bore it then."""
    if account is None or first is None or known.get(first.handle.lower()) is not account:
        return done
    if not account.id or account.handle.lower() == first.handle.lower():
        return done
    return structs.replace(done, bearing=Account(account.id, first.handle))


def _parent(post: Post, parent: Account, reading: Reading, known: Known) -> Account:
    """Whom a native reply answers: the reference, helped out by the name the text begins with."""
    first = reading.names[0] if reading.names else None
    if first is None or first.role != "reply":
        return parent
    named = _account(post, first, known)
    if not _key(parent):
        return named
    if _key(named) != _key(parent) and _is_parent(post, parent, named, reading, known):
        parent = Account(parent.id, parent.handle or named.handle, parent.name) if parent.id else parent
        known[first.handle.lower()] = parent
    return parent


def _is_parent(post: Post, parent: Account, named: Account, reading: Reading, known: Known) -> bool:
    """Whether the name a reply begins with is the parent's, though the record calls the parent otherwise.

    An archive calls the parent by the handle of the day of export, the text by that of the day of the post, which
    may belong to somebody else by now: 9 % of the replies to others in real Twitter archives. Twitter wants the
    parent in the text, so where it stands nowhere else, the name in front is the parent's. Threads are exempt:
    they carry others' names along.
    """
    if not parent.id and not parent.handle:
        return named.handle.lower() in parent.name.lower().replace(" ", "")
    if _same(parent, post.author):
        return not parent.handle and named.handle.lower() == post.author.handle.lower()
    if named.id and post.network != "twitter":
        return False
    return all(_key(_account(post, name, known)) != _key(parent) for name in reading.names)


def _known(post: Post) -> Known:
    """The accounts that the record names, by folded handle: those with an id first, `bob@host` also as `bob`."""
    accounts = list(post.mentions)
    for ref in (post.retweet_of, post.reply_to, post.quote_of):
        if ref is not None:
            accounts += (ref.account, *ref.mentions)
    known: Known = {}
    if not accounts:
        return known
    for account in accounts:
        handle = account.handle.lower()
        if handle and (handle not in known or (account.id and not known[handle].id)):
            known[handle] = account
    for handle in [handle for handle in known if "@" in handle or "." in handle]:
        known.setdefault(re.split("[@.]", handle, maxsplit=1)[0], known[handle])
    return known


def _account(post: Post, named: Named, known: Known) -> Account:
    """The account behind a name in the text: as the record knows it, else a bare handle."""
    if known or post.network == "bluesky":
        end = named.start + 1 + len(named.handle)
        if post.text[end : end + 1] in (".", "-") or len(named.handle) == LONGEST:
            whole = _WHOLE.match(post.text, named.start + 1)
            handle = whole[0] if whole else named.handle
            if handle.lower() in known:
                return known[handle.lower()]
            if post.network == "bluesky" and "." in handle:
                return Account(handle=handle)
    return known.get(named.handle.lower()) or Account(handle=named.handle)


def _completed(found: Found, stub: Named, role: Role, known: Known) -> bool:
    """Whether the record knows exactly one account that a cut name can be; it then counts as named."""
    start = stub.handle.lower()
    whole = {_key(account): account for handle, account in known.items() if handle.startswith(start)}
    exact = known.get(start)
    if exact is None and len(whole) != 1:
        return False
    _add(found, exact or next(iter(whole.values())), role, credit=stub.credit)
    return True


def _key(account: Account) -> str:
    """What tells accounts apart within one post; empty where the record names nobody."""
    if account.id:
        return account.id
    if account.handle:
        return "@" + account.handle.lower()
    return "=" + account.name.lower() if account.name else ""


def _same(one: Account, other: Account) -> bool:
    """Whether two accounts are one, as far as this record tells."""
    if one.id and other.id:
        return one.id == other.id
    return one.handle != "" and one.handle.lower() == other.handle.lower()


def _merged(one: Account, other: Account) -> Account:
    """One account from two partial accounts of it."""
    return Account(one.id or other.id, one.handle or other.handle, one.name or other.name)


def _add_known(found: Found, account: Account, kind: Role, known: Known) -> None:
    """Add an account that the record names; one that has its row keeps its kind, and may gain its handle."""
    if account.handle:
        account = known.get(account.handle.lower(), account)
    key = _key(account)
    old = found.get(key)
    if old is None:
        if key:
            found[key] = Interaction(account, kind)
    elif old.target is not None and not old.target.handle:
        found[key] = structs.replace(old, target=_merged(old.target, account))


def _add(found: Found, account: Account, kind: Role, *, credit: bool = False, native: bool = False) -> None:
    """Add an act; of several towards one account the strongest stays, and a credit is kept."""
    key = _key(account)
    if not key:
        found.setdefault("?" + kind, Interaction(None, kind, credit, native))
        return
    old = found.get(key)
    if old is None or old.target is None:
        found[key] = Interaction(account, kind, credit, native)
        return
    stays = _STRENGTH[old.kind] <= _STRENGTH[kind]
    if stays and not credit and old.target.handle:
        return
    found[key] = Interaction(
        old.target if old.target.handle else _merged(old.target, account),
        old.kind if stays else kind,
        old.credit or credit,
        old.native if stays else native,
    )


def _strength(row: Interaction) -> int:
    return _STRENGTH[row.kind]


def _finished(found: Found, cut: bool, parent: Account | None = None) -> Interactions:
    rows = list(found.values())
    if len(rows) > 1:
        rows.sort(key=_strength)
    left_out = max(0, len(rows) - MOST_NAMED)
    del rows[MOST_NAMED:]
    if parent is not None and (answer := found.get(_key(parent))) is not None and _STRENGTH[answer.kind] < 2:
        rows.append(Interaction(answer.target, "reply", native=True))
    if not rows or rows[0].kind == "echo":
        rows.append(_POST)
    return Interactions(tuple(rows), cut, left_out)
