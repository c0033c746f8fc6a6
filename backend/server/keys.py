"""A key store that is opened when it is first used.

Opening it imports ``keyring``, talks to the operating system, and may make the system ask the user to unlock the
keychain: nothing of that belongs into a start, and with a model that needs no key nothing of it ever happens.
"""

import threading
from collections.abc import Callable
from typing import Literal

from backend.secrets.keys import KeyStore


class LateKeyStore:
    """Opens the key store once, at the first call that needs it; each such call may block for as long as that takes."""

    def __init__(self, open_store: Callable[[], KeyStore]) -> None:
        self._open_store = open_store
        self._opened: KeyStore | None = None
        self._lock = threading.Lock()

    @property
    def storage(self) -> Literal["keychain", "memory"]:
        """Where keys are kept."""
        return self._store().storage

    @property
    def explanation(self) -> str:
        """One sentence for the user about it."""
        return self._store().explanation

    def known(self, provider_id: str) -> tuple[str | None] | None:
        """Return the key if the store is open and has it at hand."""
        return None if self._opened is None else self._opened.known(provider_id)

    def get(self, provider_id: str) -> str | None:
        """Return the key, or None."""
        return self._store().get(provider_id)

    def set(self, provider_id: str, key: str) -> None:
        """Keep the key."""
        self._store().set(provider_id, key)

    def delete(self, provider_id: str) -> None:
        """Forget the key; no error when there is none."""
        self._store().delete(provider_id)

    def _store(self) -> KeyStore:
        with self._lock:
            if self._opened is None:
                self._opened = self._open_store()
            return self._opened
