"""What the C library does with memory that was given back to it."""

import ctypes
import sys
from contextlib import suppress
from typing import Final

_M_MMAP_THRESHOLD: Final = -3
_LARGE_BYTES: Final = 1024 * 1024


def give_back_large_blocks() -> None:
    """Let blocks of a megabyte and more go back to the system at once, as soon as they are free.

    glibc begins so, but with every such block that is freed it takes that size for a usual one, keeps the next of its
    kind, up to 32 MiB (mallopt(3), ``M_MMAP_THRESHOLD``): after one very large answer the process would stay ten times
    its size. Smaller blocks, such as what a socket reads, are kept and used again as before.
    """
    if sys.platform == "linux":
        # Another C library has no such knob, and no need of it.
        with suppress(AttributeError, OSError):
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
