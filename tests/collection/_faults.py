"""Every fault of a collection: what the server answers to its n-th request for a page."""

import json
from collections.abc import Callable
from random import Random

from tests.collection._fake import Fake, Reply, packed

Fault = Callable[[Fake, int, Reply], Reply]
BOMB = packed(64 << 20)
BUSY = b"<html><body><h1>503 Service Unavailable</h1></body></html>"


def later(**headers: str) -> Reply:
    return Reply({"title": "Too Many Requests", "status": 429}, 429, headers)


def reset(fake: Fake, seconds: float) -> Reply:
    return later(**{"x-rate-limit-reset": str(int(fake.now + seconds)), "x-rate-limit-remaining": "0"})


def at(numbers: set[int], wrong: Callable[[Fake, Reply], Reply]) -> Fault:
    """The fault at these requests only."""
    return lambda fake, number, reply: wrong(fake, reply) if number in numbers else reply


def always(wrong: Callable[[Fake, Reply], Reply], after: int = 0) -> Fault:
    return lambda fake, number, reply: wrong(fake, reply) if number > after else reply


def broken(reply: Reply) -> Reply:
    return Reply(body=reply.content.replace(b'"meta"', b'"meta', 1))


def half(reply: Reply) -> Reply:
    return Reply(body=reply.content[: len(reply.content) // 2])


def dropped_in_the_middle(reply: Reply) -> Reply:
    return Reply(reply.page, cut=len(reply.content) // 2)


def twice(fake: Fake, number: int, reply: Reply) -> Reply:
    """Each page comes twice, under different tokens."""
    token = fake.asked[-1].partition("pagination_token=")[2].partition("&")[0]
    start, _, again = token.partition("~")
    if reply.page.get("data") and not again:
        reply.page["meta"]["next_token"] = f"{start or 'page-0'}~again"
    return reply


def overlapping(fake: Fake, number: int, reply: Reply) -> Reply:
    """New posts arrive while paging: each page begins with the last ten of the page before."""
    data = reply.page.get("data") or []
    everything = fake.town.of("1000")
    if number > 1 and data:
        first = everything.index(data[0])
        reply.page["data"] = everything[first - 10 : first] + data
    return reply


def itself(fake: Fake, number: int, reply: Reply) -> Reply:
    """The third page's next token is its own."""
    if number >= 3:
        reply.page["meta"] |= {"next_token": "page-200"}
    return reply


def for_ever(fake: Fake, number: int, reply: Reply) -> Reply:
    """After the data, empty pages with fresh tokens, for ever."""
    reply.page["meta"].setdefault("next_token", f"page-{10_000 + number}")
    return reply


def one_empty(fake: Fake, number: int, reply: Reply) -> Reply:
    """The second page is empty, and the one after it holds what it should have held."""
    if number == 2:
        return Reply({"meta": {"result_count": 0, "next_token": "page-100~b"}})
    return reply


def partial(fake: Fake, number: int, reply: Reply) -> Reply:
    """Data and errors: deleted, suspended, protected."""
    if number == 2:
        words = ("deleted", "suspended", "protected")
        errors = [{"title": "Not Found Error", "detail": f"tweet {n}: {word}"} for n, word in enumerate(words)]
        return Reply(reply.page | {"errors": errors})
    return reply


def strange(fake: Fake, number: int, reply: Reply) -> Reply:
    """Half characters, NUL, ESC and marks of direction in words and names."""
    page = json.loads(reply.content)
    for post in page.get("data", ()):
        post["text"] = "half \ud83d nul \x00 esc \x1b[2J bidi \u202e line\u2028end"
    for user in page["includes"]["users"]:
        user["name"] = "\x1b]0;owned\x07 \udc00 \u202e"
    return Reply(page)


def unspeakable(fake: Fake, number: int, reply: Reply) -> Reply:
    """Numbers that JSON has not, and one that no machine holds."""
    numbers = b'"numbers": [NaN, Infinity, 1e400, ' + b"9" * 5000 + b"]}"
    return Reply(body=reply.content[:-1] + b", " + numbers)


def chaos(seed: int) -> Fault:
    """Everything that can be tried again, with a probability of a quarter."""
    rng = Random(seed)  # noqa: S311
    choices: list[Callable[[Fake, Reply], Reply]] = [
        lambda fake, reply: reset(fake, 2),
        lambda fake, reply: later(),
        lambda fake, reply: reset(fake, -3600),
        lambda fake, reply: Reply(status=503, body=BUSY),
        lambda fake, reply: Reply(cut=0),
        lambda fake, reply: dropped_in_the_middle(reply),
        lambda fake, reply: broken(reply),
        lambda fake, reply: half(reply),
        lambda fake, reply: Reply(body=BUSY),
        lambda fake, reply: Reply(body=b""),
    ]
    return lambda fake, number, reply: rng.choice(choices)(fake, reply) if rng.random() < 0.25 else reply


def refused(status: int, title: str) -> Callable[[Fake, Reply], Reply]:
    return lambda fake, reply: Reply({"title": title, "status": status}, status)


MENDED: dict[str, Fault] = {
    "ok": at(set(), lambda fake, reply: reply),
    "r429": lambda fake, number, reply: reset(fake, 2) if number % 3 == 0 else reply,
    "r429_noheader": at({2, 3}, lambda fake, reply: later()),
    "r429_past": at({2, 3, 4}, lambda fake, reply: reset(fake, -3600)),
    "r429_garbage": at({2}, lambda fake, reply: later(**{"x-rate-limit-reset": "soon"})),
    "e503_burst": at({2, 3, 4}, lambda fake, reply: Reply(status=503, body=BUSY)),
    "drop": at({2, 5}, lambda fake, reply: Reply(cut=0)),
    "drop_mid": at({2}, lambda fake, reply: dropped_in_the_middle(reply)),
    "malformed_json": at({2}, lambda fake, reply: broken(reply)),
    "truncated_json": at({2}, lambda fake, reply: half(reply)),
    "html_200": at({2}, lambda fake, reply: Reply(body=BUSY, headers={"Content-Type": "text/html"})),
    "empty_200": at({2}, lambda fake, reply: Reply(body=b"")),
    "dup_page": twice,
    "overlap": overlapping,
    "empty_page": one_empty,
    "partial_errors": partial,
    "surrogate": strange,
    "numbers": unspeakable,
    "chaos": chaos(3),
    "chaos_2": chaos(4),
    "chaos_3": chaos(5),
}
"""Faults after which everything is there all the same."""
GIVEN_UP: dict[str, tuple[Fault, str]] = {
    "r429_far": (always(lambda fake, reply: reset(fake, 86_400), 1), "longer than --max-wait 960 s allows; try again"),
    "r429_forever": (always(lambda fake, reply: reset(fake, 1), 1), "gave up after 7 tries: the rate limit is used up"),
    "r429_month": (always(refused(429, "UsageCapExceeded"), 1), "allowance of the month is used up"),
    "e402": (always(refused(402, "CreditsDepleted"), 1), "no credits left"),
    "e503_forever": (always(lambda fake, reply: Reply(status=503, body=BUSY), 1), "gave up after 7 tries"),
    "drop_forever": (always(lambda fake, reply: Reply(cut=0), 1), "gave up after 7 tries: the connection broke"),
    "html_forever": (
        always(lambda fake, reply: Reply(body=BUSY), 1),
        "gave up after 7 tries: the answer was a web page",
    ),
    "redirect": (
        always(lambda fake, reply: Reply({}, 307, {"Location": "https://127.0.0.1:1/"}), 1),
        "another address",
    ),
    "token_self": (itself, "in a circle of pages"),
    "token_forever": (for_ever, "10 pages in a row without anything new"),
    "e401": (always(refused(401, "Unauthorized"), 1), "does not accept the bearer token"),
    "gzip_bomb": (
        always(lambda fake, reply: Reply(body=BOMB, headers={"Content-Encoding": "gzip"}), 1),
        "larger than 32 MiB",
    ),
    "big_page": (always(lambda fake, reply: Reply(body=b" " * (60 << 20)), 1), "larger than 32 MiB"),
    "a_list": (always(lambda fake, reply: Reply([]), 1), "something else than was asked for"),
    "deep": (always(lambda fake, reply: Reply(body=b'{"data":' + b"[" * 100_000), 1), "broken JSON"),
    "packed_otherwise": (
        always(lambda fake, reply: Reply(reply.page, headers={"Content-Encoding": "br"}), 1),
        "packed as 'br'",
    ),
}
"""Faults at which it gives up, from the second page on, and what it says."""
