"""The interface behind which provider keys are kept."""

from typing import Literal, Protocol


class KeyStore(Protocol):
    """Keeps one key a provider. Calls may block on the operating system: keep them off the event loop.

    Only ``known`` may be asked there.
    """

    @property
    def storage(self) -> Literal["keychain", "memory"]:
        """Where keys are kept; ``memory`` means until this process ends."""
        ...

    @property
    def explanation(self) -> str:
        """One sentence for the user: which keychain it is, or why there is none and what to do."""
        ...

    def known(self, provider_id: str) -> tuple[str | None] | None:
        """Return what ``get`` would, in a tuple, if that is there at once; else None. Never blocks."""
        ...

    def get(self, provider_id: str) -> str | None:
        """Return the key, or None."""
        ...

    def set(self, provider_id: str, key: str) -> None:
        """Keep the key."""
        ...

    def delete(self, provider_id: str) -> None:
        """Forget the key; no error when there is none."""
        ...
