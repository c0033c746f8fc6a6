"""Time in which the machine, or this whole process, stood still: it is not the product's, and no limit is held to it.

A thread sleeps for a moment again and again, and takes down how late it woke. It sees what befalls this process: when
the backend alone has to wait for its turn, that stays in the time.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

BEAT_S = 0.005
SLACK_S = 0.005
"""How late a thread wakes on a machine that is well."""
PATIENCE_S = 60.0


class Stalls:
    """When nothing went on, all in seconds of ``time.monotonic()``."""

    def __init__(self) -> None:
        self._spans: list[tuple[float, float]] = []
        self._awake = float("-inf")
        self._news = threading.Condition()
        self._over = threading.Event()

    def watch(self) -> None:
        """Sleep and wake until ``stop``."""
        while not self._over.is_set():
            due = time.monotonic() + BEAT_S
            time.sleep(BEAT_S)
            self.woke(due, time.monotonic())

    def woke(self, due: float, now: float) -> None:
        """Take down that the watch woke now and should have woken then."""
        with self._news:
            if now - due > SLACK_S:
                self._spans.append((due + SLACK_S, now))
            self._awake = now
            self._news.notify_all()

    def within(self, begin: float, end: float) -> float:
        """Return for how long everything stood still between two moments, of which the later is past.

        Raises:
            AssertionError: the watch is over, or does not wake.
        """
        with self._news:
            # Whoever asks may have woken from the same stall before the watch.
            assert self._news.wait_for(lambda: self._awake >= end, PATIENCE_S), "nobody watches any more"
            return sum(max(0.0, min(last, end) - max(first, begin)) for first, last in self._spans)

    def without(self, begin: float, end: float) -> float:
        """Return how long it was between two moments, less the time in which everything stood still."""
        return end - begin - self.within(begin, end)

    def stop(self) -> None:
        """Watch no more."""
        self._over.set()


@contextmanager
def watched_stalls() -> Iterator[Stalls]:
    """Watch until the block ends."""
    stalls = Stalls()
    watch = threading.Thread(target=stalls.watch, name="stalls", daemon=True)
    watch.start()
    try:
        yield stalls
    finally:
        stalls.stop()
        watch.join()
