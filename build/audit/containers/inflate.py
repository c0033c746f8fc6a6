"""Decompress one stream, and no more of it than there is room for."""

import bz2
import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import zstandard

from build.audit.containers import Data
from build.audit.limits import TooMuchError

STEP: Final = 512
"""So many bytes are given to a decompressor at a time: of no format do they become more than some megabytes."""

FIRST_STEP: Final = 64
"""So many at the beginning: what came out before an error is kept, but not of the step that has the error."""

ERRORS: Final = (zlib.error, lzma.LZMAError, zstandard.ZstdError, OSError, ValueError, EOFError, MemoryError)

DECOMPRESSORS: Final[dict[str, Callable[[], Any]]] = {
    "zlib": zlib.decompressobj,
    "gzip": lambda: zlib.decompressobj(wbits=31),
    "deflate": lambda: zlib.decompressobj(wbits=-15),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=1 << 28),
    "lzma": lambda: lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=1 << 28),
    "zstd": lambda: zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj(),
}
"""A decompressor of each format; all have ``decompress``, ``eof`` and ``unused_data``."""


@dataclass(frozen=True)
class Inflated:
    """What came out of a stream.

    Attributes:
        data: as much as could be read.
        end: the position behind what was read of the input.
        complete: whether the stream came to its own end.
    """

    data: bytes
    end: int
    complete: bool


def inflate(kind: str, data: Data, start: int, end: int, room: int) -> Inflated:
    """Decompress the stream that begins at ``start``; damage ends it early.

    Raises:
        TooMuchError: it has more than ``room`` bytes.
    """
    decompressor = DECOMPRESSORS[kind]()
    parts: list[bytes] = []
    size, position = 0, start
    try:
        while position < end and not decompressor.eof:
            size_of_step = FIRST_STEP if position - start < STEP else STEP
            step = data[position : min(position + size_of_step, end)]
            parts.append(decompressor.decompress(step))
            position += len(step)
            size += len(parts[-1])
            if size > room:
                raise TooMuchError(f"a {kind} stream has more than {room} bytes")
    except ERRORS:
        return Inflated(b"".join(parts), position, complete=False)
    return Inflated(b"".join(parts), position - len(decompressor.unused_data), bool(decompressor.eof))
