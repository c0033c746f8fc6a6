"""The clients of the measurement: blocking sockets and no threads, so that their own time stays small and the same."""

import json
import socket
from collections import deque
from typing import Any, Final, cast

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.typing import Origin, Subprotocol
from websockets.uri import parse_uri

HOST: Final = "127.0.0.1"
ORIGIN: Final = "app://bundle"
SUBPROTOCOL: Final = "armature.v1"
TIMEOUT_S: Final = 60.0
_RECEIVE: Final = 256 * 1024


class WireError(Exception):
    """The other side answered something else than the measurement counts on."""


class HttpConnection:
    """One keep-alive connection.

    Args:
        port: of the backend.
        token: sent with every request.
    """

    def __init__(self, port: int, token: str) -> None:
        self._socket = connect(port)
        self._received = b""
        self._headers = f"Host: {HOST}:{port}\r\nAuthorization: Bearer {token}\r\n"

    def request(self, method: str, path: str, body: object) -> None:
        """Send one request with a JSON body, and wait for its answer.

        Raises:
            WireError: the answer is not a success with a length.
        """
        sent = json.dumps(body).encode()
        about = f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n"
        self._socket.sendall(f"{method} {path} HTTP/1.1\r\n{self._headers}{about}\r\n".encode() + sent)
        self._answer()

    def get(self, path: str) -> bytes:
        """Ask for one resource, without looking into the answer; its body."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\n{self._headers}\r\n".encode())
        return self._answer()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _answer(self) -> bytes:
        while b"\r\n\r\n" not in self._received:
            self._receive()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        if not lines[0].startswith(b"http/1.1 2"):
            raise WireError(f"the answer is {lines[0].decode(errors='replace')}")
        length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), None)
        if length is None:
            raise WireError("the answer has no length")
        while len(self._received) < length:
            self._receive()
        body, self._received = self._received[:length], self._received[length:]
        return body

    def _receive(self) -> None:
        data = self._socket.recv(_RECEIVE)
        if not data:
            raise WireError("the connection was closed")
        self._received += data


class WebSocket:
    """The stream of the protocol; returns from the constructor when the server has accepted."""

    def __init__(self, port: int, token: str) -> None:
        self._socket = connect(port)
        self._messages: deque[dict[str, Any]] = deque()
        self._protocol = ClientProtocol(
            parse_uri(f"ws://{HOST}:{port}/ws"),
            origin=cast("Origin", ORIGIN),
            subprotocols=[Subprotocol(SUBPROTOCOL), Subprotocol(f"bearer.{token}")],
            max_size=None,
        )
        self._protocol.send_request(self._protocol.connect())
        self._flush()
        self._accepted = False
        while not self._accepted:
            self._receive()

    def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        self._protocol.send_text(json.dumps(message).encode())
        self._flush()

    def receive(self) -> dict[str, Any]:
        """Return the next message, waiting for it if need be."""
        while not self._messages:
            self._receive()
        return self._messages.popleft()

    def receive_until(self, wanted: str) -> dict[str, Any]:
        """Pass over all messages up to the first of a type.

        Raises:
            WireError: the run ended, or the server complained, before one came.
        """
        while True:
            message = self.receive()
            if message["type"] == wanted:
                return message
            if message["type"] in {"run.failed", "run.finished", "run.cancelled", "error"}:
                raise WireError(f"{message['type']} came instead of {wanted}: {message.get('problem')}")

    def close(self) -> None:
        """Hang up without a word."""
        self._socket.close()

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            self._socket.sendall(data)

    def _receive(self) -> None:
        data = self._socket.recv(_RECEIVE)
        if not data:
            raise WireError("the stream was closed")
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Response):
                self._accepted = event.status_code == 101
                if not self._accepted:
                    raise WireError(f"the stream was refused with {event.status_code}")
            elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                self._messages.append(json.loads(bytes(event.data)))
        self._flush()


def connect(port: int) -> socket.socket:
    """A connection to a port of this machine, without delay for small messages."""
    connection = socket.create_connection((HOST, port), TIMEOUT_S)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
