"""Connections that have not shown the token yet. Anybody on this machine can open them: they are few, and not for long.

Without that another user could open them, say nothing, and take all descriptors that this process may have.
"""

import asyncio
from typing import Final

MOST: Final = 256
"""A quarter of the descriptors that the process may have."""

PATIENCE_S: Final = 10.0
"""How long one may take to say what it wants."""

STRANGER: Final = "stranger"
"""Where the state of a request names the one that it came from."""


class Strangers:
    """All of them; when one too many comes, the one that has been silent the longest is turned away.

    Args:
        most: how many there may be.
        patience_s: how many seconds each may take for a request's head.
    """

    def __init__(self, most: int = MOST, patience_s: float = PATIENCE_S) -> None:
        self.patience_s = patience_s
        self._most = most
        self._by_silence: dict[Stranger, None] = {}

    def note(self, stranger: "Stranger") -> None:
        """Take one in, or note that it has just said something."""
        self.forget(stranger)
        self._by_silence[stranger] = None
        if len(self._by_silence) > self._most:
            next(iter(self._by_silence)).turn_away()

    def forget(self, stranger: "Stranger") -> None:
        """Count it no longer."""
        self._by_silence.pop(stranger, None)


class Stranger:
    """One connection, from its beginning until it shows the token or ends."""

    def __init__(self, strangers: Strangers) -> None:
        self._strangers = strangers
        self._transport: asyncio.Transport | None = None
        self._patience: asyncio.TimerHandle | None = None

    def come(self, transport: asyncio.Transport) -> None:
        """Begin."""
        self._transport = transport
        self._strangers.note(self)
        self.awaited()

    def awaited(self) -> None:
        """Let the time run for the head of its next request; if it is running, it runs on."""
        if self._transport and not self._patience:
            loop = asyncio.get_running_loop()
            self._patience = loop.call_later(self._strangers.patience_s, self.turn_away)

    def heard(self) -> None:
        """Note that the head is whole."""
        self._stop_clock()
        if self._transport:
            self._strangers.note(self)

    def leave(self) -> None:
        """End: it has shown the token, or is gone; a second call does nothing."""
        self._stop_clock()
        self._transport = None
        self._strangers.forget(self)

    def turn_away(self) -> None:
        """Cut the connection off."""
        transport = self._transport
        self.leave()
        if transport:
            transport.abort()

    def _stop_clock(self) -> None:
        if self._patience:
            self._patience.cancel()
            self._patience = None
