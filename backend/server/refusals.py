"""Which refusals get a line of the log: a web page can cause them by the thousand, and would push out all else."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from backend.server.guard import Verdict

_PERIOD_S: Final = 60.0
_GROWTH: Final = 4
"""In a minute, the first few get a line each, then one whenever their number has grown by a quarter."""


class Refusals:
    """Counts them, each verdict by itself: a flood of one must not hide another."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tallies: dict[Verdict, _Tally] = {}

    def note(self, verdict: Verdict) -> int | None:
        """Return how many refusals the line for this one stands for, itself included; None where it gets no line."""
        return self._tallies.setdefault(verdict, _Tally()).note(self._clock())


@dataclass(slots=True)
class _Tally:
    period_ends: float = 0.0
    count: int = 0
    next_line: int = 1
    untold: int = 0

    def note(self, now: float) -> int | None:
        if now >= self.period_ends:
            self.period_ends, self.count, self.next_line = now + _PERIOD_S, 0, 1
        self.count += 1
        self.untold += 1
        if self.count < self.next_line:
            return None
        self.next_line = self.count + max(1, self.count // _GROWTH)
        told, self.untold = self.untold, 0
        return told
