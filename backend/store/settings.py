"""The settings of the backend. Keys of providers are never among them."""

import asyncio
import json
import sqlite3
from collections.abc import Mapping

from backend.store.gateway import Gateway

SettingValues = Mapping[str, str | None]


class SettingsTable:
    """Names and values, which every run asks for: they are read once, and again after a change.

    What they mean is decided above.
    """

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._known: SettingValues | None = None
        self._changing = asyncio.Lock()

    async def load(self) -> SettingValues:
        """Return all that was ever set."""
        if self._known is not None:
            return self._known
        # Not while a change is being written: what was before it would be remembered after it.
        async with self._changing:
            self._known = await self._gateway.read(_load)
            return self._known

    async def save(self, changes: SettingValues) -> None:
        """Set the given ones. Returns when they are on the disk itself: settings are few and hard to redo."""
        # Written to its end also when nobody waits any more, and until then nothing is remembered.
        await asyncio.shield(asyncio.ensure_future(self._save(changes)))

    async def _save(self, changes: SettingValues) -> None:

        def job(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT INTO settings (name, value) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [(name, json.dumps(value)) for name, value in changes.items()],
            )

        async with self._changing:
            self._known = None
            await self._gateway.write(job, durable=True)


def _load(connection: sqlite3.Connection) -> SettingValues:
    return {row["name"]: json.loads(row["value"]) for row in connection.execute("SELECT name, value FROM settings")}
