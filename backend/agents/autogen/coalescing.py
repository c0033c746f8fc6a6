"""Join a model's pieces before AutoGen sees them: AutoGen's cost per piece is fifty times that of the model's.

The first piece passes at once, so that the answer starts without delay; after that one piece every ``WINDOW_SECONDS``.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import groupby
from typing import Final

from backend.agents.autogen.fair_share import FairShare
from backend.providers.model import Completed, ModelEvent, ReasoningDelta, TextDelta

WINDOW_SECONDS: Final = 0.014
# Of what nobody has taken yet; beyond it the model waits, as whoever takes it waits for the disk.
MAX_PENDING_CHARS: Final = 256 * 1024
CLOSE_SECONDS: Final = 0.4


class CoalescedStream:
    """Reads ``source`` in a task of its own and hands its events on, joined.

    The reading task is what a cancellation token is linked to: once, not once a piece.
    """

    def __init__(
        self,
        source: AsyncIterator[ModelEvent],
        window_seconds: float = WINDOW_SECONDS,
        share: FairShare | None = None,
    ) -> None:
        self._source = source
        self._share = share or FairShare.of_loop()
        self._window = window_seconds
        self._pending: list[ModelEvent] = []
        self._pending_chars = 0
        self._arrived = asyncio.Event()
        self._taken = asyncio.Event()
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
            batch, self._pending, self._pending_chars = self._pending, [], 0
            self._taken.set()
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
        is_first = True
        try:
            async for event in self._source:
                self._pending.append(event)
                self._pending_chars += 0 if isinstance(event, Completed) else len(event.text)
                self._arrived.set()
                if self._pending_chars >= MAX_PENDING_CHARS:
                    self._taken.clear()
                    await self._taken.wait()
                # After the first piece it stops as well: whoever waits for it gets it in this round.
                if self._share.is_over() or is_first:
                    is_first = False
                    await self._share.turn()
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
