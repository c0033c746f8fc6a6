"""Many clients at once in one thread, which does as little as it can: what they see is the server's doing.

Each has a socket of its own. A frame is looked at only for its kind; nothing is decoded while tokens come.
"""

import os
import selectors
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from build.bench.wire import HOST, ORIGIN, SUBPROTOCOL, TIMEOUT_S, WireError, connect

_RECEIVE: Final = 256 * 1024
_LOOKED_AT: Final = 200
_MASK: Final = b"\0\0\0\0"


@dataclass(frozen=True)
class Dialect:
    """How a server is asked, anew each time, and how its frames are told apart by their first bytes."""

    question: Callable[[], bytes]
    token: bytes
    end: bytes
    failure: bytes = b'"problem"'


@dataclass(frozen=True)
class Seen:
    """What one client saw, in seconds from its question on."""

    first_token: float
    end: float


class Client:
    """One socket, which asks one question and waits for the end of the answer."""

    def __init__(self, port: int, token: str) -> None:
        self.socket = connect(port)
        self._buffer = bytearray()
        self._asked = 0.0
        self._first_token = 0.0
        self.seen: Seen | None = None
        self._shake_hands(port, token)

    def close(self) -> None:
        """Hang up without a word."""
        self.socket.close()

    def ask(self, dialect: Dialect) -> None:
        """Send the question; the clock runs from now on."""
        self.seen, self._first_token = None, 0.0
        question = masked_text(dialect.question())
        self._asked = perf_counter()
        self.socket.sendall(question)

    def receive(self, dialect: Dialect) -> None:
        """Take what has come; ``seen`` is there when it was the end.

        Raises:
            WireError: the server hung up, or answered with a problem.
        """
        data = self.socket.recv(_RECEIVE)
        if not data:
            raise WireError("the stream was closed")
        self._buffer += data
        for start in frames(self._buffer):
            if start.find(dialect.token) >= 0:
                self._first_token = self._first_token or perf_counter()
            elif start.find(dialect.end) >= 0:
                now = perf_counter()
                self.seen = Seen((self._first_token or now) - self._asked, now - self._asked)
            elif start.find(dialect.failure) >= 0:
                raise WireError(f"the answer is {start.decode(errors='replace')}")

    def _shake_hands(self, port: int, token: str) -> None:
        key = b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            (
                f"GET /ws HTTP/1.1\r\nHost: {HOST}:{port}\r\nOrigin: {ORIGIN}\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
                f"Sec-WebSocket-Protocol: {SUBPROTOCOL}, bearer.{token}\r\n\r\n"
            ).encode()
        )
        while b"\r\n\r\n" not in self._buffer:
            data = self.socket.recv(_RECEIVE)
            if not data:
                raise WireError("the stream was closed")
            self._buffer += data
        head, _, rest = bytes(self._buffer).partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101"):
            raise WireError(f"the stream was refused: {head.splitlines()[0].decode(errors='replace')}")
        self._buffer = bytearray(rest)


def ask_together(clients: list[Client], dialect: Dialect) -> list[Seen]:
    """Let all clients ask at once, and wait until the last has its answer.

    Raises:
        WireError: a server hung up, answered with a problem, or took too long.
    """
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client.socket, selectors.EVENT_READ, client)
        for client in clients:
            client.ask(dialect)
        waiting = len(clients)
        while waiting:
            ready = selector.select(TIMEOUT_S)
            if not ready:
                raise WireError(f"nothing came for {TIMEOUT_S:.0f} s")
            for key, _ in ready:
                client = key.data
                client.receive(dialect)
                if client.seen:
                    selector.unregister(client.socket)
                    waiting -= 1
    return [client.seen for client in clients if client.seen]


def connected(stack: ExitStack, port: int, token: str, number: int) -> list[Client]:
    """So many clients, each with its socket open, until the stack is closed."""
    return [stack.enter_context(closing(Client(port, token))) for _ in range(number)]


def frames(buffer: bytearray) -> Iterator[bytes]:
    """Take the whole frames off a buffer; the first bytes of each (RFC 6455, section 5.2; servers do not mask)."""
    place = 0
    try:
        while len(buffer) - place >= 2:
            length, head = buffer[place + 1], 2
            if length == 126:
                length, head = int.from_bytes(buffer[place + 2 : place + 4]), 4
            elif length == 127:
                length, head = int.from_bytes(buffer[place + 2 : place + 10]), 10
            start, end = place + head, place + head + length
            if len(buffer) < end or len(buffer) < start:
                return
            place = end
            yield bytes(buffer[start : min(end, start + _LOOKED_AT)])
    finally:
        del buffer[:place]


def masked_text(payload: bytes) -> bytes:
    """A text frame as a client sends it; the mask is nothing, for nobody is in between.

    Raises:
        ValueError: it is too long for a question.
    """
    if len(payload) > 65535:
        raise ValueError("too long")
    if len(payload) < 126:
        return bytes([0x81, 0x80 | len(payload)]) + _MASK + payload
    return bytes([0x81, 0x80 | 126]) + len(payload).to_bytes(2) + _MASK + payload
