"""Reads the events of a run from any place on, at the reader's own pace."""

from collections.abc import AsyncGenerator
from typing import Final, Protocol

from backend.problems import run_over
from backend.protocol.rest import RunState
from backend.runs.event_log import EventLog

_BATCH: Final = 64


class StoredEvents(Protocol):
    """The store, as readers see it."""

    async def page(self, run_id: str, first_seq: int) -> list[str]:
        """Return the next stored events; none where there are none."""
        ...


class ReadableRun(Protocol):
    """A run, going on or over."""

    @property
    def id(self) -> str: ...  # noqa: D102

    @property
    def log(self) -> EventLog: ...  # noqa: D102

    @property
    def state(self) -> RunState: ...  # noqa: D102

    def attach(self) -> None:
        """Count a reader."""

    def detach(self, *, at_end: bool) -> None:
        """Count a reader less; ``at_end`` when it was given the last event."""


class RunReader:
    """One reader of one run. It pulls: what it does not take yet costs no memory.

    The run counts it as a reader from the start until ``close``.
    """

    def __init__(self, run: ReadableRun, store: StoredEvents, after: int) -> None:
        self._run = run
        self._store = store
        self._next = after + 1
        self._open = True
        run.attach()

    @property
    def run_id(self) -> str:
        """The run that is read."""
        return self._run.id

    def close(self) -> None:
        """Stop reading; a second call does nothing."""
        if self._open:
            self._open = False
            self._run.detach(at_end=self._run.log.over and self._next >= self._run.log.next_seq)

    async def batches(self) -> AsyncGenerator[list[str], None]:
        """Yield the events from the first one wanted to the end of the run, in short lists, never an empty one.

        Raises:
            ProblemError: ``run-over``, when the run is over and its end is not (or no longer) there to be read.
        """
        log = self._run.log
        end_came = False
        while True:
            await log.wait_for(self._next)
            if self._next >= log.next_seq:
                break
            batch = log.recent(self._next, _BATCH)
            if batch is None:
                batch = await self._store.page(self._run.id, self._next)
            if not batch:
                break
            yield batch
            # Only now: a batch counts as read when the next one is asked for.
            self._next += len(batch)
            end_came = log.over and self._next >= log.next_seq
        if not end_came:
            raise run_over(self._run.state)
