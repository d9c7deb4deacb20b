"""Accounts and posts kept in a file beside the tweets, as academictwitteR does: `data_1.json` and `users_1.json`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from msgspec.json import Decoder

from graphkit.readers._faults import FileFault
from graphkit.readers._json import decoded
from graphkit.readers._reader import Member, ReadOptions
from graphkit.readers._twitter_v2 import Includes, Page

ABOUT = "accounts and posts that the tweets in data_*.json beside it refer to"
START = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:users|tweets|media|places|polls|topics)"\s*:')
NUMBERED = re.compile(r"(?:^|[/!])(?:data|users)_([^/!]+)$")
DECODER = Decoder(Includes)


def is_along(record: Mapping[str, Any]) -> bool:
    """Whether it is what came along with tweets, without them."""
    users = record.get("users")
    first = users[0] if isinstance(users, list) and users else None
    return "data" not in record and isinstance(first, dict) and {"id", "username"} <= first.keys()


@dataclass(frozen=True)
class Along:
    """What lies beside the tweets of one folder."""

    accounts: Page
    """All accounts of the folder."""
    partners: Mapping[str, Member]
    """The file with what came along, by the number in its name."""

    def page(self, member: Member) -> Page:
        """What came along with the tweets of one file: its posts are of its partner, its accounts of the folder."""
        numbered = NUMBERED.search(member.path)
        partner = self.partners.get(numbered[1]) if numbered else None
        for includes in _includes(partner) if partner else ():
            return Page(includes, self.accounts)
        return self.accounts


def prepare(members: Sequence[Member], _options: ReadOptions) -> Along:
    """The accounts of a folder. A file that cannot be opened is left to be told of when it is read."""
    accounts, partners = Page(None), {}
    for member in members:
        with suppress(FileFault):
            with member.open() as file:
                if not START.match(file.read(256)):
                    continue
            for includes in _includes(member):
                accounts.know(includes)
            if numbered := NUMBERED.search(member.path):
                partners[numbered[1]] = member
    return Along(accounts, partners)


def _includes(member: Member) -> Iterator[Includes]:
    for item in decoded(member, DECODER):
        if isinstance(item, tuple):
            yield item[1]
