"""Keys in the operating system's keychain, through ``keyring``; in memory where there is none.

A key never goes to a file of ours, and never to a keyring backend that keeps plain text.
"""

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from backend.errors import BackendError
from backend.secrets.keys import KeyStore

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

# The keychain's own dialogue may ask the user to unlock it; a D-Bus that hangs must not hang a request for longer.
CALL_SECONDS: Final = 20.0
PROBE_SECONDS: Final = 8.0
_PROBE: Final = "availability-probe"
# The keyrings of the operating systems, by module. All others (keyrings.alt, null, files) could hold plain text.
_TRUSTED: Final = {
    "keyring.backends.SecretService": "the Secret Service of the desktop (GNOME Keyring, KeePassXC or KDE Wallet)",
    "keyring.backends.libsecret": "the Secret Service of the desktop",
    "keyring.backends.kwallet": "KDE Wallet",
    "keyring.backends.macOS": "the macOS keychain",
    "keyring.backends.Windows": "the Windows Credential Manager",
}

T = TypeVar("T")


class KeyStoreError(BackendError):
    """The keychain did not do what was asked."""


class _NoKeychainError(Exception):
    """There is no keychain that can be trusted; the text is a sentence for the user."""


class MemoryKeyStore:
    """Keeps keys until this process ends.

    Args:
        explanation: why there is no keychain, and what to do.
    """

    storage: Literal["keychain", "memory"] = "memory"

    def __init__(self, explanation: str) -> None:
        self.explanation = explanation
        self._keys: dict[str, str] = {}

    def known(self, provider_id: str) -> tuple[str | None]:
        """Return the key: memory does not block."""
        return (self.get(provider_id),)

    def get(self, provider_id: str) -> str | None:
        """Return the key, or None."""
        return self._keys.get(provider_id)

    def set(self, provider_id: str, key: str) -> None:
        """Keep the key."""
        self._keys[provider_id] = key

    def delete(self, provider_id: str) -> None:
        """Forget the key."""
        self._keys.pop(provider_id, None)


class KeychainKeyStore:
    """Keeps keys in the keychain, under one service name; a key that was read is remembered for this run."""

    storage: Literal["keychain", "memory"] = "keychain"

    def __init__(self, backend: "KeyringBackend", service: str, explanation: str) -> None:
        self._backend = backend
        self._service = service
        self._known: dict[str, str | None] = {}
        self.explanation = explanation

    def known(self, provider_id: str) -> tuple[str | None] | None:
        """Return the key if it was read before."""
        try:
            return (self._known[provider_id],)
        except KeyError:
            return None

    def get(self, provider_id: str) -> str | None:
        """Return the key, or None.

        Raises:
            KeyStoreError: the keychain is locked, gone, or does not answer.
        """
        if provider_id not in self._known:
            self._known[provider_id] = self._call(lambda: self._backend.get_password(self._service, provider_id))
        return self._known[provider_id]

    def set(self, provider_id: str, key: str) -> None:
        """Keep the key.

        Raises:
            KeyStoreError: as for ``get``; nothing is kept then.
        """
        self._known.pop(provider_id, None)
        self._call(lambda: self._backend.set_password(self._service, provider_id, key))
        self._known[provider_id] = key

    def delete(self, provider_id: str) -> None:
        """Forget the key; no error when there is none.

        Raises:
            KeyStoreError: as for ``get``; the key may still be there then.
        """
        self._known.pop(provider_id, None)
        self._call(lambda: _delete(self._backend, self._service, provider_id))

    def _call(self, action: Callable[[], T]) -> T:
        try:
            return _within(CALL_SECONDS, action)
        except Exception as error:  # noqa: BLE001 - as in ``open_key_store``
            reason = "It did not answer." if isinstance(error, TimeoutError) else _reason(error)
            raise KeyStoreError(
                "keychain-failed",
                f"The system's keychain could not be used. {reason}",
                "Unlock the keychain and try again, or restart the application to keep the key for one run only.",
            ) from None


def open_key_store(service: str) -> KeyStore:
    """Open the keychain, after a real write, read and delete; fall back to memory with an explanation.

    Blocks for at most ``PROBE_SECONDS``.
    """
    try:
        return _within(PROBE_SECONDS, lambda: _probed(service))
    except TimeoutError:
        return MemoryKeyStore(_explain("The system's keychain did not answer."))
    except Exception as error:  # noqa: BLE001 - keyring's backends raise whatever their libraries raise
        return MemoryKeyStore(_explain(_reason(error)))


def _probed(service: str) -> KeyStore:
    import keyring  # noqa: PLC0415 - deferred: 80 ms

    backend = _trusted(keyring.get_keyring())
    if backend is None:
        raise _NoKeychainError("This system has no keychain.")
    backend.set_password(service, _PROBE, _PROBE)
    if backend.get_password(service, _PROBE) != _PROBE:
        raise _NoKeychainError("The system's keychain does not keep what it is given.")
    _delete(backend, service, _PROBE)
    return KeychainKeyStore(backend, service, f"Keys are kept in {_TRUSTED[_module(backend)]}.")


def _trusted(backend: "KeyringBackend") -> "KeyringBackend | None":
    """Return the backend, or the best of a chain, if it is one of an operating system."""
    candidates = [backend, *getattr(backend, "backends", ())]
    return next((one for one in candidates if _module(one) in _TRUSTED), None)


def _module(backend: "KeyringBackend") -> str:
    module = type(backend).__module__
    return "keyring.backends.macOS" if module.startswith("keyring.backends.macOS.") else module


def _delete(backend: "KeyringBackend", service: str, name: str) -> None:
    from keyring.errors import PasswordDeleteError  # noqa: PLC0415

    try:
        backend.delete_password(service, name)
    except PasswordDeleteError:
        # Also raised when there was none: only a key that is still there is a failure.
        if backend.get_password(service, name) is not None:
            raise


def _within(seconds: float, action: Callable[[], T]) -> T:
    """Run a blocking action in a daemon thread, so that neither a request nor the end of the process waits for it."""
    results: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            results.put((action(), None))
        except BaseException as error:  # noqa: BLE001 - handed over to the caller
            results.put((None, error))

    threading.Thread(target=work, name="keychain", daemon=True).start()
    try:
        result, error = results.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]  # None only where T allows it


def _explain(reason: str) -> str:
    return (
        f"{reason} Keys are kept in memory and forgotten when the application ends. "
        "To keep them, set up a keychain, such as GNOME Keyring or KDE Wallet on Linux, and restart the application."
    )


def _reason(error: BaseException) -> str:
    """Say it in words. The text of the error is not used: backends differ in what they put into it."""
    if isinstance(error, _NoKeychainError):
        return str(error)
    match type(error).__name__:
        case "KeyringLocked" | "ItemNotFoundException" | "LockedException" | "PromptDismissedException":
            return "The system's keychain is locked."
        case "InitError" | "SecretServiceNotAvailableException":
            return "The system's keychain is not running."
        case name:
            return f"The system's keychain failed ({name})."
