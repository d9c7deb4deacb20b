"""Zstandard: in Python since 3.14, before that with the extra `formats`.

A frame says how much of its past it wants remembered, up to 2 GiB (`zstd --long=31`); more than 128 MiB, which is
what the tool itself gives without being told otherwise, is refused. Frames that hold nothing but somebody's notes
(skippable frames, as seekable and parallel writers put them in) are frames like others: nothing comes out of them.
"""

from graphkit.readers._faults import FileFault

MAGIC = (b"\x28\xb5\x2f\xfd", *(bytes((number,)) + b"\x2a\x4d\x18" for number in range(0x50, 0x60)))
"""How frames begin: one way for data, sixteen for notes."""
WINDOW = 27
"""Binary logarithm of the most bytes that a frame may refer back to."""


class Zstd:
    """One frame, with the manners of the bz2 and lzma decompressors."""

    def __init__(self) -> None:
        try:
            from compression import zstd  # type: ignore[import-not-found,unused-ignore]
        except ImportError:
            try:
                from backports import zstd
            except ImportError as error:
                reason = "is packed with Zstandard; to read it: pip install graphkit-social[formats] (backports.zstd)"
                raise FileFault("extra.missing", reason) from error
        self._zstd = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: WINDOW})
        self._error = zstd.ZstdError

    @property
    def eof(self) -> bool:
        """The end of the frame was seen."""
        return bool(self._zstd.eof)

    @property
    def needs_input(self) -> bool:
        """Nothing more comes without more input."""
        return bool(self._zstd.needs_input)

    @property
    def unused_data(self) -> bytes:
        """What was fed behind the end of the frame."""
        return bytes(self._zstd.unused_data)

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most `max_length` bytes."""
        try:
            return bytes(self._zstd.decompress(data, max_length))
        except self._error as error:
            if "memory" in str(error):
                reason = "wants more than 128 MiB of memory to be unpacked; unpack it first (zstd -d --long=31)"
                raise FileFault("archive.window", reason) from error
            raise ValueError(str(error)) from error
