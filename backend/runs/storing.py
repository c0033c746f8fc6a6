"""Stores the events of a run in batches while it goes on."""

import asyncio
from contextlib import suppress

from backend.runs.event_log import EventLog
from backend.runs.limits import RunLimits
from backend.store.run_events import RunEvents


class Storing:
    """A task that stores what is new: after a short pause, or at once when it has become much."""

    def __init__(self, run_id: str, log: EventLog, events: RunEvents, limits: RunLimits) -> None:
        self._run_id = run_id
        self._log = log
        self._events = events
        self._limits = limits
        self._writing = asyncio.Lock()
        self.task = asyncio.create_task(self._store_batches(), name=f"store {run_id}")
        """Ends only by ``stop``, or with the error of a store that refused."""
        self.task.add_done_callback(_note_error)

    async def stop(self) -> None:
        """Let a batch that is being written be written, then store no more."""
        async with self._writing:
            self.task.cancel()

    async def _store_batches(self) -> None:
        while True:
            await self._log.wait_for_unstored()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._limits.store_every_s):
                    await self._log.batch_is_full.wait()
            async with self._writing:
                first, batch = self._log.unstored()
                await self._events.append(self._run_id, first, batch)
                self._log.mark_stored(first + len(batch))


def _note_error(task: "asyncio.Task[None]") -> None:
    # The run looks at the error where it matters; a turn that ended at the same moment needs no warning about it.
    if not task.cancelled():
        task.exception()
