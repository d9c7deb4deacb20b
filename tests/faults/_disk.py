"""Operations on files, counted as they happen; the k-th can be made to fail, or to be the last of the process."""

import builtins
import errno
import io
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

KINDS = ("kill", "full", "broken", "int", "term")
"""Killed; the disk is full from here on; this one operation fails; interrupted; asked to end."""
TAKES_SPACE = frozenset({"open", "write", "mkdir", "copy", "link"})
CALLS = {
    "mkdir": "mkdir",
    "rename": "rename",
    "replace": "rename",
    "unlink": "unlink",
    "remove": "unlink",
    "rmdir": "unlink",
    "fsync": "fsync",
    "chmod": "chmod",
    "sendfile": "copy",
    "symlink": "link",
    "utime": "chmod",
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Disk:
    """Every operation that changes files goes through here."""

    def __init__(self, kind: str = "", at: int = -1) -> None:
        self.kind, self.at = kind, at
        self.operations: list[str] = []

    def install(self, *, exchange: bool) -> None:
        """Put the counting calls in the place of Python's; without `exchange`, folders cannot be exchanged."""
        for name, operation in CALLS.items():
            setattr(os, name, self._counted(operation, getattr(os, name)))
        self._open, self._os_open = io.open, os.open
        io.open = builtins.open = self._opened  # type: ignore[assignment]
        os.open = self._opened_low  # type: ignore[assignment]
        from graphkit import _folder

        really = _folder._exchange
        _folder._exchange = lambda first, second: self._exchanged(really, first, second, exchange=exchange)

    def _counted(self, operation: str, really: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            self.hit(operation, arguments[0])
            return really(*arguments, **more)

        return call

    def _opened(self, file: Any, mode: str = "r", buffering: int = -1, *more: Any, **named: Any) -> Any:
        if not set(mode) & set("wxa+"):
            return self._open(file, mode, buffering, *more, **named)
        self.hit("open", file)
        texts = dict(zip(("encoding", "errors", "newline", "closefd", "opener"), more, strict=False)) | named
        low = {name: texts.pop(name) for name in ("closefd", "opener") if name in texts}
        raw = Raw(self, file, mode.replace("b", "").replace("t", ""), low)
        if buffering == 0:
            return raw
        buffer = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffer if "b" in mode else io.TextIOWrapper(buffer, **texts)

    def _opened_low(self, path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & WRITING:
            self.hit("open", path)
        return self._os_open(path, flags, *more, **named)

    def _exchanged(self, really: Callable[[Path, Path], bool], first: Path, second: Path, *, exchange: bool) -> bool:
        try:
            self.hit("exchange", second)
        except OSError:
            return False
        return exchange and really(first, second)

    def hit(self, operation: str, what: Any, halfway: Callable[[], None] | None = None) -> None:
        """Count one operation; if it is the k-th, do what was asked, after half of it where there are halves."""
        number = len(self.operations)
        self.operations.append(
            f"{operation} {os.path.basename(os.fsdecode(what)) if isinstance(what, str | Path) else ''}"
        )
        again = self.kind == "full" and number > self.at >= 0 and operation in TAKES_SPACE
        if number != self.at and not again:
            return
        if halfway is not None:
            halfway()
        if self.kind == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif self.kind in ("int", "term"):
            os.kill(os.getpid(), signal.SIGINT if self.kind == "int" else signal.SIGTERM)
        elif self.kind in ("full", "broken"):
            number = errno.ENOSPC if self.kind == "full" else errno.EIO
            raise OSError(number, os.strerror(number))


class Raw(io.FileIO):
    """A file whose writes are counted, and may stop in the middle."""

    def __init__(self, disk: Disk, file: Any, mode: str, low: dict[str, Any]) -> None:
        super().__init__(file, mode, **low)
        self._disk, self._path = disk, file

    def write(self, data: Any, /) -> int:
        """Write what is given, if nothing comes between."""
        whole = bytes(data)
        write = super().write

        def half() -> None:
            if self._disk.kind not in ("int", "term"):
                write(whole[: len(whole) // 2])

        self._disk.hit("write", self._path, half)
        return int(write(whole))
