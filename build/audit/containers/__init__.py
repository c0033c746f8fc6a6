"""The containers that the search opens, one format a file.

Each module has ``claims(data, ledger)``: the parts of the data that are a container of its format, with a function that
unpacks each. What came out of no container is searched as it is, compressed streams in it included: so are comments of
an archive, what was deleted from it, and what stands behind its end.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from mmap import mmap
from typing import NamedTuple

Data = bytes | mmap


class Member(NamedTuple):
    """A thing in a container.

    Attributes:
        name: as the container has it.
        content: unpacked.
        start: the first byte in the data that it was made of.
        end: the byte behind the last; the same as ``start`` where that is not known.
    """

    name: str
    content: bytes
    start: int = 0
    end: int = 0


Members = Iterator[Member]


@dataclass(frozen=True)
class Claim:
    """A part of the data that is a container.

    Attributes:
        kind: of container.
        start: its first byte.
        end: the byte behind its last.
        unpack: what is in it; raises ``UnreadableError`` or ``TooMuchError`` on the way.
        whole: whether all of it is compressed: once it is unpacked, only texts are looked for in its bytes.
    """

    kind: str
    start: int
    end: int
    unpack: Callable[[], Members]
    whole: bool = False
