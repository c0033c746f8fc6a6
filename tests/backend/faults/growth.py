"""How much memory a process takes while something happens to it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

_SAMPLE_S = 0.01


class Growth:
    """The most memory that a process had above what it had at first, in bytes; sampled."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._before = self._process.memory_info().rss
        self._over = threading.Event()
        self.most = 0

    def sample(self) -> None:
        """Look until ``stop``."""
        while not self._over.wait(_SAMPLE_S):
            self.most = max(self.most, self._process.memory_info().rss - self._before)

    def stop(self) -> None:
        """Look no more."""
        self._over.set()


@contextmanager
def growth_of(pid: int) -> Iterator[Growth]:
    """Look until the block ends."""
    growth = Growth(pid)
    thread = threading.Thread(target=growth.sample, daemon=True)
    thread.start()
    try:
        yield growth
    finally:
        growth.stop()
        thread.join()
