"""Networks that answer plain requests: one question, one answer of JSON, over the same transport as X."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from graphkit.collection._body import json_of
from graphkit.collection._transport import Transport, session

HOST = "https://graphkit.invalid"
"""Stands where the transport puts the server's own address."""


@dataclass(frozen=True)
class Asking:
    """A session that goes through a transport."""

    transport: Transport

    def get(self, path: str, **asked: Any) -> tuple[str, Any]:
        """Ask; the address that was asked, and what it answered. What is empty is left out of the question."""
        query = urlencode({name: value for name, value in asked.items() if value not in ("", None)})
        with session(self.transport) as made:
            response = made.get(f"{HOST}{path}{f'?{query}' if query else ''}")
        return response.url, json_of(response.content)
