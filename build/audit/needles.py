"""What the gate looks for: pieces of text that are the vendor's, each with the place that it comes from."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What was found."""

    DOCSTRING = "docstring"
    COMMENT = "comment"
    ASSET = "sealed asset"
    PROMPT = "prompt in code"
    SOURCE = "source line"
    TREE_PATH = "path of the source tree"
    MACHINE_PATH = "path of the build machine"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    CANARY = "canary"
    BYTECODE = "bytecode of the vendor"
    SOURCE_MAP = "source map"


SHORTEST: Final = 16
"""Shorter pieces of text are found everywhere; docstrings are, among parsed constants, looked for all the same."""


@dataclass(frozen=True, slots=True)
class Needle:
    """A piece of text that must not be in a payload.

    Attributes:
        text: as it stands in the source.
        kind: what it is a piece of.
        origin: file and line, such as ``backend/logs.py:12``.
    """

    text: str
    kind: Kind
    origin: str

    @property
    def file(self) -> str:
        """The file that it comes from."""
        return self.origin.rpartition(":")[0] or self.origin


@dataclass(frozen=True, slots=True)
class Finding:
    """A leak.

    Attributes:
        where: the file of the payload, then what inside what, joined by ``!``.
        offset: of the first byte, counted in the innermost of these.
        kind: what it is.
        what: the text, shortened; a secret is masked.
        origin: where in the source it comes from, or why it counts as the vendor's.
    """

    where: str
    offset: int
    kind: Kind
    what: str
    origin: str


@dataclass
class Collected:
    """What was collected, and what was left out by which rule.

    Attributes:
        needles: what to look for.
        left_out: how many pieces each rule left out.
        notes: what cannot be looked for, and why.
    """

    needles: list[Needle] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def leave_out(self, rule: str, count: int = 1) -> None:
        """Count what a rule leaves out."""
        self.left_out[rule] = self.left_out.get(rule, 0) + count


def shortened(text: str, most: int = 60) -> str:
    """A text for one line of a table."""
    line = " ".join(text.replace("\0", " ").split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
