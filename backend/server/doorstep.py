"""The first protocol on the port: it answers `/health` at once, and keeps all else for uvicorn.

It is there long before uvicorn and FastAPI are imported. It answers only a request that it understands to the last
byte; any other, a broken one included, waits and is then read by uvicorn from its first byte.
"""

import asyncio
import re
from collections.abc import Callable
from typing import cast

from backend.server.guard import HEALTH_PATH, REFUSALS, Knock, Policy, Verdict, allowed_origin, decide_source
from backend.server.replies import Reply
from backend.server.strangers import Stranger, Strangers

_MOST_HELD_BYTES = 64 * 1024
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([!-~][ -~]*)?")
_NEEDS_MORE = frozenset({b"content-length", b"transfer-encoding", b"upgrade", b"expect"})


def parse_health_request(head: bytes) -> Knock | None:
    """Return a plain `GET /health`, or None for every other request; ``head`` is without the empty line."""
    first, *lines = head.split(b"\r\n")
    if first != f"GET {HEALTH_PATH} HTTP/1.1".encode():
        return None
    headers = []
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None or field[1].lower() in _NEEDS_MORE:
            return None
        headers.append((field[1].lower(), (field[2] or b"").rstrip(b" ")))
    knock = Knock("http", "GET", HEALTH_PATH, headers)
    return knock if knock.all(b"connection") in ([], [b"keep-alive"], [b"close"]) else None


class Doorstep:
    """Makes the protocols of the port: its own at first, the successor's once there is one.

    Args:
        policy: what is allowed.
        health: the answer of `/health`.
        strangers: keeps count of the connections.
    """

    def __init__(self, policy: Policy, health: Reply, strangers: Strangers) -> None:
        self.policy = policy
        self.health = health
        self.strangers = strangers
        self.guests: set[Guest] = set()
        self._successor: Callable[[], asyncio.Protocol] | None = None

    def protocol(self) -> asyncio.Protocol:
        """Return the protocol for a new connection."""
        return self._successor() if self._successor else Guest(self)

    def hand_over(self, successor: Callable[[], asyncio.Protocol]) -> None:
        """Give all connections, with what they have sent so far, to the successor's protocols."""
        self._successor = successor
        for guest in list(self.guests):
            guest.hand_over(successor())
        self.guests.clear()


class Guest(asyncio.Protocol):
    """One connection that came before uvicorn did."""

    def __init__(self, doorstep: Doorstep) -> None:
        self._doorstep = doorstep
        self._received = b""
        self._held = False
        self._stranger = Stranger(doorstep.strangers)
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._doorstep.guests.add(self)
        self._stranger.come(self._transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        del exc
        self._doorstep.guests.discard(self)
        self._stranger.leave()

    def data_received(self, data: bytes) -> None:
        """Answer each complete `/health`; keep all from the first other request on."""
        self._received += data
        while not self._held and b"\r\n\r\n" in self._received:
            head, _, rest = self._received.partition(b"\r\n\r\n")
            self._stranger.heard()
            knock = parse_health_request(head)
            if knock:
                self._received = rest
                self._answer(knock)
            else:
                self._held = True
        if not self._held:
            self._stranger.awaited()
        if len(self._received) > _MOST_HELD_BYTES:
            self._transport.pause_reading()

    def _answer(self, knock: Knock) -> None:
        policy = self._doorstep.policy
        verdict = decide_source(knock, policy)
        reply = self._doorstep.health if verdict is Verdict.PUBLIC else REFUSALS[verdict]
        close = knock.all(b"connection") == [b"close"]
        self._transport.write(reply.to_http(allowed_origin(knock, policy), close=close))
        if close:
            self._held = True
            self._transport.close()

    def hand_over(self, successor: asyncio.Protocol) -> None:
        """Let the successor have the connection, from the first byte that was not answered."""
        if self._transport.is_closing():
            return
        self._stranger.leave()
        self._transport.set_protocol(successor)
        successor.connection_made(self._transport)
        if self._received:
            successor.data_received(self._received)
        if not self._transport.is_reading() and not self._transport.is_closing():
            self._transport.resume_reading()
