"""Size and SHA-256 of large exports, found in a thread beside the reading: what hashes leaves Python free."""

from collections.abc import Iterable
from concurrent.futures import Future
from threading import Thread

from graphkit.readers import Fingerprint, fingerprint


class Marks:
    """Fingerprints of exports, begun at once and asked for later."""

    def __init__(self, exports: Iterable[str]) -> None:
        self._found: dict[str, Future[Fingerprint]] = {export: Future() for export in sorted(exports) if export != "-"}
        if self._found:
            Thread(target=self._find, daemon=True).start()

    def of(self, export: str) -> Fingerprint:
        """Size and hash of one export; an error is that of `fingerprint`."""
        found = self._found.get(export)
        return found.result() if found else fingerprint(export)

    def _find(self) -> None:
        for export, found in self._found.items():
            try:
                found.set_result(fingerprint(export))
            except Exception as error:
                found.set_exception(error)
