"""Which server the kept key of a provider is for: a key that was typed for one is never sent to another."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from backend.providers.model import ModelProvider
from backend.store.settings import SettingsTable, SettingValues

_PORTS: Final = {"http": 80, "https": 443}
_UNKNOWN: Final = "unknown"


class KeyServers:
    """Remembers it beside the settings; what it remembers is no secret. Used on the event loop only.

    A key is for the server of the settings, and stays with it when they name another one. Only a key that was entered
    a moment ago, and sent nowhere yet, goes along with the next change: whoever enters both, enters the key first.
    """

    def __init__(self, table: SettingsTable) -> None:
        self._table = table
        self._fresh: set[str] = set()

    async def entered(self, provider: ModelProvider) -> None:
        """Take note that the provider has a new key."""
        await self._table.save({_name(provider): None})
        self._fresh.add(provider.id)

    async def allow(self, provider: ModelProvider, base_url: str | None) -> bool:
        """Whether the key may be sent to this address; if so, it is for this server from now on."""
        if not provider.needs_base_url:
            return True
        if _server_for(provider, await self._table.load()) != server_of(base_url):
            return False
        self._fresh.discard(provider.id)
        return True

    async def changes(self, providers: Iterable[ModelProvider], base_url: str | None) -> SettingValues:
        """Return what must be saved together with a new base URL, so that keys stay where they belong."""
        stored = await self._table.load()
        return {
            _name(one): server_of(base_url) if one.id in self._fresh else _server_for(one, stored) or _UNKNOWN
            for one in providers
            if one.needs_base_url
        }

    def changed(self) -> None:
        """Take note that what ``changes`` returned is saved."""
        self._fresh.clear()


def server_of(base_url: str | None) -> str | None:
    """Return scheme, host and port in one spelling; None for what names no server."""
    try:
        parts = urlsplit((base_url or "").strip())
        port = _PORTS.get(parts.scheme) if parts.port is None else parts.port
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.hostname}:{port}" if parts.hostname else None


def _server_for(provider: ModelProvider, stored: SettingValues) -> str | None:
    # Nothing is remembered for a key that an earlier version kept: it is for the server that was in the settings.
    return stored.get(_name(provider)) or server_of(stored.get("base_url"))


def _name(provider: ModelProvider) -> str:
    return f"key_server.{provider.id}"
