"""How the tests collect: from a fake on this machine, in a time of its own."""

import json
from pathlib import Path
from typing import Any

import graphkit as gk
from graphkit.collection import Collection
from graphkit.errors import GraphkitError
from tests.collection._fake import TOKEN, Clock, Fake


class Collected:
    """What came of one call: the file, what was said, and the error it ended with, if any."""

    def __init__(self, fake: Fake, folder: Path, *words: str, **more: Any) -> None:
        self.file = folder / "posts.jsonl"
        self.said: list[str] = []
        self.error: GraphkitError | None = None
        self.found: Collection | None = None
        secret = folder / "token"
        secret.touch(mode=0o600)
        secret.write_text(TOKEN + "\n", encoding="utf-8")
        given = {"api_base": fake.base, "token_file": secret, "tell": self.said.append, "yes": True, "max_posts": 5000}
        if fake.clock:
            given["machine"] = fake.clock.machine()
        try:
            self.found = gk.collect(*words, output=self.file, **(given | more))
        except GraphkitError as error:
            self.error = error

    @property
    def pages(self) -> list[dict[str, Any]]:
        """The lines of the file, but the last, which says how it stands."""
        return [page for page in self.lines if "status" not in page["__graphkit"]]

    @property
    def lines(self) -> list[dict[str, Any]]:
        return lines(self.file)

    @property
    def status(self) -> dict[str, Any]:
        status: dict[str, Any] = self.lines[-1]["__graphkit"]["status"]
        return status

    @property
    def ids(self) -> list[str]:
        """Of all that is in the file, in order, with what stands in it twice."""
        return [thing["id"] for page in self.pages for thing in page["data"]]

    @property
    def words(self) -> str:
        return "\n".join([*self.said, str(self.error or "")])


def lines(file: Path) -> list[dict[str, Any]]:
    content = file.read_bytes()
    assert content.endswith(b"\n")
    return [json.loads(line) for line in content.splitlines()]


def fake_of(town: Any, **more: Any) -> Fake:
    return Fake(town, Clock(), **more)
