"""Numbers about the database, for a support archive: counts and sizes, never text."""

import sqlite3
from pathlib import Path

from backend.store.aside import Aside
from backend.store.gateway import Gateway
from backend.store.migrate import version_of


class Statistics:
    """Counts what is there."""

    def __init__(self, gateway: Gateway, path: Path) -> None:
        self._gateway = gateway
        self._path = path

    async def collect(self) -> dict[str, int | str]:
        """Return version, size in bytes, and counts."""
        return await self._gateway.read(self._count)

    def _count(self, connection: sqlite3.Connection) -> dict[str, int | str]:
        return {
            "sqlite": sqlite3.sqlite_version,
            "version": version_of(connection),
            "bytes": self._path.stat().st_size,
            "damaged_kept": Aside(self._path).count(),
            "conversations": _rows(connection, "conversations"),
            "messages": _rows(connection, "messages"),
            "runs": _rows(connection, "runs"),
            "run_events": _rows(connection, "run_events"),
        }


def _rows(connection: sqlite3.Connection, table: str) -> int:
    count: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - constant names
    return count
