"""The events of one run: the newest in memory, all of them in the store."""

import asyncio
from collections import deque

from backend.runs.limits import RunLimits


class EventLog:
    """A window over the events. An event leaves it only after it was stored, so readers find every one somewhere.

    Each event is encoded once; the string is shared by the store and by all readers.
    """

    def __init__(self, limits: RunLimits, next_seq: int = 0, *, over: bool = False) -> None:
        self._limits = limits
        self._events: deque[str] = deque()
        self._chars = 0
        self._stored = next_seq
        self._unstored_chars = 0
        self._changed = asyncio.Event()
        self.next_seq = next_seq
        self.over = over
        self.batch_is_full = asyncio.Event()
        self.has_room = asyncio.Event()
        self.has_room.set()

    @property
    def first_seq(self) -> int:
        """The oldest event in memory."""
        return self.next_seq - len(self._events)

    @property
    def chars(self) -> int:
        """The size of what is in memory."""
        return self._chars

    def append(self, event: str) -> None:
        """Add the next event, not stored yet, and wake all readers."""
        self._unstored_chars += len(event)
        self._add(event)
        if self._unstored_chars >= self._limits.batch_chars:
            self.batch_is_full.set()
        if self._unstored_chars >= self._limits.unstored_chars:
            self.has_room.clear()

    def append_stored(self, event: str) -> None:
        """Add the next event, which the store has already; nothing unstored may be left."""
        self._stored += 1
        self._add(event)

    def unstored(self) -> tuple[int, list[str]]:
        """Return the events that are not stored yet, and the ``seq`` of the first."""
        return self._stored, self._slice(self._stored, self.next_seq)

    def mark_stored(self, until: int) -> None:
        """Note that every event below ``until`` is stored."""
        self._stored = until
        self._unstored_chars = sum(map(len, self._slice(until, self.next_seq)))
        if self._unstored_chars < self._limits.batch_chars:
            self.batch_is_full.clear()
        if self._unstored_chars < self._limits.unstored_chars:
            self.has_room.set()
        self._trim()

    def end(self) -> None:
        """Let readers end after the last event."""
        self.over = True
        self._wake()

    def recent(self, seq: int, limit: int) -> list[str] | None:
        """Return up to ``limit`` events from ``seq`` on, or None when ``seq`` is older than what is in memory."""
        if seq < self.first_seq:
            return None
        return self._slice(seq, min(seq + limit, self.next_seq))

    async def wait_for(self, seq: int) -> None:
        """Return when the event ``seq`` is there or the run is over."""
        while self.next_seq <= seq and not self.over:
            await self._changed.wait()

    async def wait_for_unstored(self) -> None:
        """Return when there is something to store."""
        while self._stored == self.next_seq:
            await self._changed.wait()

    def _add(self, event: str) -> None:
        self._events.append(event)
        self._chars += len(event)
        self.next_seq += 1
        self._trim()
        self._wake()

    def _slice(self, start: int, end: int) -> list[str]:
        first = self.first_seq
        return [self._events[seq - first] for seq in range(start, end)]

    def _trim(self) -> None:
        limits = self._limits
        while self.first_seq < self._stored and (
            len(self._events) > limits.window_events or self._chars > limits.window_chars
        ):
            self._chars -= len(self._events.popleft())

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
