"""How far Nuitka is, by what it leaves behind, and how long each phase took."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

MARKS: Final = {
    "Completed Python level compilation": "writing C",
    "Running data composer": "constants",
    "Running C compilation": "C compiler",
    "Compiled ": "libraries",
}
"""Nuitka's words, and the phase that begins with them."""

FIRST: Final = "modules"


def phase(log: str) -> str:
    """The phase that a log has come to."""
    current = FIRST
    for mark, name in MARKS.items():
        if mark in log:
            current = name
    return current


class Watch:
    """Looks at the files of one compilation; ``seconds`` grows as the phases go by."""

    def __init__(self, log: Path, found: Path, build: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds: dict[str, float] = {}
        self._log, self._found, self._build, self._clock = log, found, build, clock
        self._phase, self._last = FIRST, clock()

    def look(self) -> str:
        """What to tell a person, such as ``C compiler: 31 of 162 files``."""
        now = self._clock()
        self.seconds[self._phase] = self.seconds.get(self._phase, 0.0) + now - self._last
        self._last = now
        self._phase = phase(self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else "")
        return f"{self._phase}{self._detail()}"

    def _detail(self) -> str:
        if self._phase == FIRST:
            return f", {self._found.stat().st_size if self._found.exists() else 0} found"
        sources = len(list(self._build.glob("*.c")))
        if self._phase == "C compiler":
            return f", {len([*self._build.glob('*.o'), *self._build.glob('*.obj')])} of {sources} files"
        return f", {sources} C files"
