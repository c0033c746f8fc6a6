"""Join a model's pieces before AutoGen sees them: AutoGen's cost per piece is fifty times that of the model's.

The first piece passes at once, so that the answer starts without delay; after that one piece every ``WINDOW_SECONDS``.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import groupby
from typing import Final

from backend.providers.model import Completed, ModelEvent, ReasoningDelta, TextDelta

WINDOW_SECONDS: Final = 0.014
# A model that never waits would keep the event loop to itself: everyone else gets a turn after this many pieces.
PIECES_PER_TURN: Final = 64
CLOSE_SECONDS: Final = 0.4


class CoalescedStream:
    """Reads ``source`` in a task of its own and hands its events on, joined.

    The reading task is what a cancellation token is linked to: once, not once a piece.
    """

    def __init__(self, source: AsyncIterator[ModelEvent], window_seconds: float = WINDOW_SECONDS) -> None:
        self._source = source
        self._window = window_seconds
        self._pending: list[ModelEvent] = []
        self._arrived = asyncio.Event()
        self.reader = asyncio.create_task(self._read(), name="model stream")
        self.reader.add_done_callback(lambda _: self._arrived.set())

    async def events(self) -> AsyncIterator[ModelEvent]:
        """Yield the events; then raise what the source raised, after all that had come before it."""
        loop = asyncio.get_running_loop()
        due = 0.0
        while True:
            await self._arrived.wait()
            if (delay := due - loop.time()) > 0 and not self.reader.done():
                await asyncio.wait((self.reader,), timeout=delay)
            batch, self._pending = self._pending, []
            if not self.reader.done():
                self._arrived.clear()
            elif not batch:
                break
            for event in _joined(batch):
                yield event
            due = loop.time() + self._window
        self.reader.result()

    async def close(self) -> None:
        """Stop reading and close the source; returns when both are done, or after ``CLOSE_SECONDS``."""
        self.reader.cancel()
        await asyncio.wait((self.reader,), timeout=CLOSE_SECONDS)
        if self.reader.done() and not self.reader.cancelled():
            self.reader.exception()  # seen: whoever closes early does not ask for it

    async def _read(self) -> None:
        pieces = 0
        try:
            async for event in self._source:
                self._pending.append(event)
                self._arrived.set()
                pieces += 1
                if not pieces % PIECES_PER_TURN:
                    await asyncio.sleep(0)
        finally:
            close = getattr(self._source, "aclose", None)
            if close is not None:
                await close()


def _joined(batch: Sequence[ModelEvent]) -> list[ModelEvent]:
    events: list[ModelEvent] = []
    for kind, group in groupby(batch, key=type):
        if kind is TextDelta:
            events.append(TextDelta("".join([piece.text for piece in group if isinstance(piece, TextDelta)])))
        elif kind is ReasoningDelta:
            events.append(ReasoningDelta("".join([piece.text for piece in group if isinstance(piece, ReasoningDelta)])))
        else:
            events.extend(piece for piece in group if isinstance(piece, Completed))
    return events
