"""What a repository needs of the database: a way to write and a way to read, from the event loop."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import TypeVar

from backend.store.clock import Clock, timestamp
from backend.store.worker import ConnectionThread

T = TypeVar("T")


class Gateway:
    """Hands jobs to the writer's and the reader's thread and waits for them without blocking the loop."""

    def __init__(self, writer: ConnectionThread, reader: ConnectionThread, clock: Clock) -> None:
        self._writer = writer
        self._reader = reader
        self._clock = clock

    def now(self) -> str:
        """Return the time as it is stored."""
        return timestamp(self._clock())

    async def write(self, job: Callable[[sqlite3.Connection], T], *, durable: bool = False) -> T:
        """Return after the commit. A caller that is cancelled no longer waits; the write is done all the same."""
        return await asyncio.wrap_future(self._writer.submit(job, durable=durable))

    async def read(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run the job in one snapshot, on a connection of its own: no write waits for it."""
        return await asyncio.wrap_future(self._reader.submit(job))
