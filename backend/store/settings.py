"""The settings of the backend. Keys of providers are never among them."""

import json
import sqlite3
from collections.abc import Mapping

from backend.store.gateway import Gateway

SettingValues = Mapping[str, str | None]


class SettingsTable:
    """Names and values; what they mean is decided above."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def load(self) -> dict[str, str | None]:
        """Return all that was ever set."""
        return await self._gateway.read(_load)

    async def save(self, changes: SettingValues) -> None:
        """Set the given ones. Returns when they are on the disk itself: settings are few and hard to redo."""

        def job(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT INTO settings (name, value) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [(name, json.dumps(value)) for name, value in changes.items()],
            )

        await self._gateway.write(job, durable=True)


def _load(connection: sqlite3.Connection) -> dict[str, str | None]:
    return {row["name"]: json.loads(row["value"]) for row in connection.execute("SELECT name, value FROM settings")}
