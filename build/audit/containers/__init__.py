"""The containers that the search opens, one format a file.

Each module has ``claims(data, ledger)``: the parts of the data that are a container of its format, with a function that
unpacks each. What no container claims is searched as it is, compressed streams in it included.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from mmap import mmap

Data = bytes | mmap
Members = Iterator[tuple[str, bytes]]


@dataclass(frozen=True)
class Claim:
    """A part of the data that is a container.

    Attributes:
        kind: of container.
        start: its first byte.
        end: the byte behind its last.
        unpack: what is in it, by name; raises ``UnreadableError`` or ``TooMuchError`` on the way.
    """

    kind: str
    start: int
    end: int
    unpack: Callable[[], Members]
