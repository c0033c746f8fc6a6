"""Counts the readers of a run; when all have been gone for a while, the run is told."""

import asyncio
from collections.abc import Callable


class Audience:
    """Starts without a reader, and with the clock running."""

    def __init__(self, grace_s: float, on_gone: Callable[[], None]) -> None:
        self._grace_s = grace_s
        self._on_gone = on_gone
        self._readers = 0
        self._closed = False
        self._timer: asyncio.TimerHandle | None = None
        self._start_clock()

    @property
    def readers(self) -> int:
        """How many read."""
        return self._readers

    def attach(self) -> None:
        """Count a reader."""
        self._readers += 1
        self._stop_clock()

    def detach(self) -> None:
        """Count a reader less."""
        self._readers -= 1
        if self._readers == 0 and not self._closed:
            self._start_clock()

    def close(self) -> None:
        """Stop the clock for good: the run is over."""
        self._closed = True
        self._stop_clock()

    def _start_clock(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._grace_s, self._on_gone)

    def _stop_clock(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
