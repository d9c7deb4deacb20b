"""Bytes that can be read only once, kept in a temporary file without a name: archives in archives, standard input."""

import os
import tempfile
import threading
import weakref
from collections.abc import Callable
from contextlib import ExitStack
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, BinaryIO, cast

from graphkit._scratch import for_temporary_files, scratch_folder
from graphkit.readers._faults import MIB, FileFault
from graphkit.readers._streams import Chunks


class Spool:
    """A stream copied once to a temporary file without a name, to be read any number of times.

    With `partly`, what was copied before a fault is kept, and the fault is told in `fault`.
    """

    def __init__(self, source: Callable[[], BinaryIO], *, partly: bool = False) -> None:
        self.weight = 1.0
        self.fault: FileFault | None = None
        self.lock = threading.Lock()
        with for_temporary_files():
            self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as its views)
        weakref.finalize(self, self.file.close)
        try:
            self._fill(source, partly)
        except OSError as error:
            raise FileFault("file.unreadable", f"cannot be read ({error.strerror or error})") from error

    def _fill(self, source: Callable[[], BinaryIO], partly: bool) -> None:
        with source() as stream:
            try:
                while chunk := stream.read(MIB):
                    with for_temporary_files():
                        self.file.write(chunk)
            except FileFault as fault:
                if not partly:
                    raise
                self.fault = fault
            with for_temporary_files():
                self.file.flush()
            if isinstance(stream, Chunks) and self.file.tell():
                self.weight = min(1.0, stream.meter.fed / self.file.tell())

    def view(self) -> BinaryIO:
        """The bytes from the start, apart from other views."""
        return cast(BinaryIO, BufferedReader(_View(self), 64 * 1024))


def on_disk(source: Callable[[], BinaryIO], close: ExitStack) -> Path:
    """A path to the bytes, for a library that wants one: of the file given, else of a copy that goes with `close`."""
    with source() as file:
        name = getattr(file, "name", None)
        if isinstance(file, BufferedReader) and isinstance(name, str):
            return Path(name)
        folder, remove = scratch_folder()
        close.callback(remove)
        copy = folder / "copy"
        with for_temporary_files(), copy.open("wb") as out:
            while chunk := file.read(MIB):
                out.write(chunk)
    return copy


class _View(RawIOBase):
    """One reader's place in a spool."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        with self._spool.lock:
            base = (0, self._at, self._spool.file.seek(0, os.SEEK_END))[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        with self._spool.lock:
            self._spool.file.seek(self._at)
            data = self._spool.file.read(len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
