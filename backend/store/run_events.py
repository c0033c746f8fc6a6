"""The events of runs, as they were sent."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from backend.store.gateway import Gateway

PAGE_CHARS: Final = 256 * 1024
"""How much one read returns at most, give or take its last event."""

_PRUNED_AT_ONCE: Final = 20


class RunEvents:
    """Reads events, in pages, so that a long replay needs little memory."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def append(self, run_id: str, first_seq: int, events: Sequence[str]) -> None:
        """Store events with contiguous ``seq``."""
        await self._gateway.write(lambda connection: insert_events(connection, run_id, first_seq, events))

    async def page(self, run_id: str, first_seq: int) -> list[str]:
        """Return the next events from ``first_seq`` on; none where there are none (any more)."""
        return await self._gateway.read(lambda connection: _page(connection, run_id, first_seq))


def insert_events(connection: sqlite3.Connection, run_id: str, first_seq: int, events: Sequence[str]) -> None:
    """Store events, inside a transaction."""
    connection.executemany(
        "INSERT INTO run_events (run_id, seq, json) VALUES (?, ?, ?)",
        [(run_id, seq, event) for seq, event in enumerate(events, first_seq)],
    )


def events_of(connection: sqlite3.Connection, run_id: str) -> list[str]:
    """Return all events of a run, inside a transaction."""
    rows = connection.execute("SELECT json FROM run_events WHERE run_id = ? ORDER BY seq", (run_id,))
    return [row["json"] for row in rows]


def prune_after_a_run(connection: sqlite3.Connection, runs_kept: int) -> None:
    """Drop the events of runs that have just become too old; called after each run, so a few are enough."""
    _prune(connection, runs_kept, _PRUNED_AT_ONCE)


def prune_all(connection: sqlite3.Connection, runs_kept: int) -> None:
    """Drop the events of every run that is too old."""
    _prune(connection, runs_kept, -1)


def _prune(connection: sqlite3.Connection, runs_kept: int, limit: int) -> None:
    connection.execute(
        """
        DELETE FROM run_events WHERE run_id IN (
            SELECT id FROM runs WHERE state <> 'running' ORDER BY position DESC LIMIT ? OFFSET ?
        )
        """,
        (limit, runs_kept),
    )


def _page(connection: sqlite3.Connection, run_id: str, first_seq: int) -> list[str]:
    events: list[str] = []
    size = 0
    rows = connection.execute(
        "SELECT json FROM run_events WHERE run_id = ? AND seq >= ? ORDER BY seq", (run_id, first_seq)
    )
    for row in rows:
        events.append(row["json"])
        size += len(row["json"])
        if size >= PAGE_CHARS:
            break
    return events
