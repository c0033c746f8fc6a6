"""The key store, as the event loop wants it: its calls block, for the operating system may ask the user first."""

import asyncio
import logging
from collections.abc import Callable
from typing import Literal, TypeVar

from backend.errors import BackendError
from backend.problems import key_storage_failed
from backend.secrets.keys import KeyStore

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Keys:
    """Does the calls of a key store in threads. Each raises the problem ``key-storage-failed``."""

    def __init__(self, store: KeyStore) -> None:
        self._store = store

    async def get(self, provider_id: str) -> str | None:
        """Return the key, or None; without a thread where it is known, for every run asks."""
        known = self._store.known(provider_id)
        if known is not None:
            return known[0]
        return await _in_thread(lambda: self._store.get(provider_id))

    async def set(self, provider_id: str, key: str) -> None:
        """Keep the key."""
        await _in_thread(lambda: self._store.set(provider_id, key))

    async def delete(self, provider_id: str) -> None:
        """Forget the key."""
        await _in_thread(lambda: self._store.delete(provider_id))

    async def storage(self) -> Literal["keychain", "memory"]:
        """Return where keys are kept."""
        return await _in_thread(lambda: self._store.storage)

    async def explanation(self) -> str:
        """Return one sentence for the user about it."""
        return await _in_thread(lambda: self._store.explanation)


async def _in_thread(call: Callable[[], T]) -> T:
    try:
        return await asyncio.to_thread(call)
    except BackendError as error:
        _log.warning("the key store refused", exc_info=error)
        raise key_storage_failed(f"{error.message} {error.remedy}") from error
