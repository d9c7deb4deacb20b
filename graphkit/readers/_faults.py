"""What can be wrong with one file, and the limits that keep a hostile one from hurting.

A `FileFault` concerns one file (or one member of an archive): the loader names it and uses the others.
"""

from dataclasses import dataclass, field

from graphkit.errors import GraphkitError, NoDataError, UnsafeError

MIB = 1 << 20
GIB = 1 << 30

UNSAFE = frozenset(
    {
        "archive.encrypted",
        "archive.members",
        "archive.nested",
        "archive.overlap",
        "archive.ratio",
        "archive.run",
        "archive.size",
        "json.depth",
        "xml.dtd",
        "xml.depth",
    }
)
"""Codes that mean: refused for safety. If every input was, the run ends with exit code 6."""


class FileFault(GraphkitError):  # noqa: N818  (a file fault, one of three levels, not an error of the run)
    """One file cannot be read, or not to its end; what was read of it before is good.

    `code` is a stable word (`archive.crc`), `reason` a clause for people, without the file's name: the
    loader knows which file it was reading.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.exit_code = UnsafeError.exit_code if self.unsafe else NoDataError.exit_code

    @property
    def unsafe(self) -> bool:
        """Whether the file was refused for safety."""
        return self.code in UNSAFE


@dataclass(frozen=True)
class Limits:
    """How much of everything is too much. Real tweet archives stay far below each of these."""

    ratio: int = 200
    """Bytes out for each compressed byte in (real tweet JSON: at most 15)."""
    ratio_after: int = 16 * MIB
    """How many bytes may come out before the ratio is looked at."""
    member_bytes: int = 4 * GIB
    """Bytes that one compressed file or member may give."""
    run_bytes: int = 64 * GIB
    """Bytes that all of them together may give."""
    members: int = 200_000
    """Files in one folder or archive."""
    nested: int = 2
    """Layers of packing: a gzip file in a zip has two."""
    record: int = 32 * MIB
    """Bytes of one line or one element of an array."""
    whole: int = 64 * MIB
    """Bytes of a JSON array that is decoded in one go, and of a file that is one single object."""
    depth: int = 256
    """How deep JSON may be nested where it is cut by its brackets; the decoder itself stops at some thousand."""


LIMITS = Limits()


@dataclass
class Budget:
    """What a run has unpacked so far, under its limits: the one thing here that changes."""

    limits: Limits = LIMITS
    unpacked: int = field(default=0)

    def spend(self, size: int) -> None:
        """Count unpacked bytes, and stop the run's archives where it becomes too much."""
        self.unpacked += size
        if self.unpacked > self.limits.run_bytes:
            raise FileFault("archive.run", f"all archives together unpack to over {sized(self.limits.run_bytes)}")


def sized(count: int) -> str:
    """A number of bytes as people say it: `sized(4 << 30)` is `4 GiB`."""
    for unit, word in ((GIB, "GiB"), (MIB, "MiB"), (1024, "KiB")):
        if count >= unit:
            return f"{count / unit:.4g} {word}"
    return f"{count} bytes"
