"""How far the search goes into what it unpacks: a payload is untrusted, and may be made to exhaust whoever opens it."""

from dataclasses import dataclass, field
from typing import Final

MEBIBYTE: Final = 1 << 20


@dataclass(frozen=True)
class Limits:
    """The bounds.

    Attributes:
        depth: containers inside containers.
        stream: bytes of one thing that was unpacked.
        total: bytes of everything that was unpacked.
        members: how many things are unpacked.
    """

    depth: int = 12
    stream: int = 1024 * MEBIBYTE
    total: int = 4096 * MEBIBYTE
    members: int = 500_000


class TooMuchError(Exception):
    """A bound was reached; the text says which."""


class UnreadableError(Exception):
    """Something that is a container by its signature cannot be read as one; the text says why."""


@dataclass
class Ledger:
    """What was done, counted against the bounds.

    Attributes:
        limits: the bounds.
        opened: containers that were opened, by kind.
        unpacked: bytes that came out of them.
        members: how many things came out.
        not_searched: containers that could not be opened or not to their end, with the reason.
    """

    limits: Limits = field(default_factory=Limits)
    opened: dict[str, int] = field(default_factory=dict)
    unpacked: int = 0
    members: int = 0
    not_searched: dict[str, str] = field(default_factory=dict)

    def count(self, kind: str) -> None:
        """A container of this kind was opened."""
        self.opened[kind] = self.opened.get(kind, 0) + 1

    def room(self) -> int:
        """How many bytes the next thing may have.

        Raises:
            TooMuchError: none.
        """
        left = min(self.limits.stream, self.limits.total - self.unpacked)
        if left <= 0 or self.members >= self.limits.members:
            raise TooMuchError(f"more than {self.limits.total} bytes or {self.limits.members} things come out of it")
        return left

    def take(self, size: int) -> None:
        """Something of this size was unpacked."""
        self.members += 1
        self.unpacked += size
