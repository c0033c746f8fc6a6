"""Say what a long step does and how far it is: one live line on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import Final, TextIO

HEARTBEAT_SECONDS: Final = 10.0
"""How often a step that takes long says so where there is no live line."""

REDRAW_SECONDS: Final = 0.1


class Step:
    """A step that is under way; ``update`` may be called as often as one likes."""

    def __init__(self, title: str, stream: TextIO, clock: Callable[[], float]) -> None:
        self._title = title
        self._stream = stream
        self._clock = clock
        self._live = stream.isatty()
        self._begun = clock()
        self._shown = self._begun
        self._line(f"{title} ...")

    def update(self, detail: str) -> None:
        """Show how far the step is, such as ``120 of 340 packages``."""
        now = self._clock()
        if now - self._shown < (REDRAW_SECONDS if self._live else HEARTBEAT_SECONDS):
            return
        self._shown = now
        self._line(f"{self._title}: {detail} ({seconds(now - self._begun)})")

    def finish(self, outcome: str) -> None:
        """Close the step's line with its outcome and its duration."""
        self._line(f"{self._title}: {outcome} ({seconds(self._clock() - self._begun)})")
        if self._live:
            self._stream.write("\n")
            self._stream.flush()

    def _line(self, text: str) -> None:
        if self._live:
            width = max(get_terminal_size().columns - 1, 20)
            self._stream.write(f"\r\x1b[K{text[:width]}")
        else:
            self._stream.write(f"{text}\n")
        self._stream.flush()


@contextmanager
def step(title: str, *, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> Iterator[Step]:
    """Show a step from its beginning to its end, however it ends."""
    current = Step(title, stream or sys.stderr, clock)
    try:
        yield current
    except KeyboardInterrupt:
        current.finish("interrupted")
        raise
    except BaseException:
        current.finish("failed")
        raise
    current.finish("done")


def say(text: str) -> None:
    """One line for the person at the terminal, in order with the steps."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def seconds(duration: float) -> str:
    """A duration for people: ``0.4 s``, ``12.0 s``, ``2 min 05 s``."""
    if duration < 100:
        return f"{duration:.1f} s"
    minutes, rest = divmod(round(duration), 60)
    return f"{minutes} min {rest:02d} s"


def megabytes(size: int) -> str:
    """A size for people."""
    return f"{size / 1e6:.0f} MB"
