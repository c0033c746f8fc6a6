"""Bytes on the port that are nearly HTTP, and nearly WebSocket frames."""

import json
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.backend.attacks.fuzzing.mutations import nearly
from tests.backend.client import ORIGIN, SUBPROTOCOL, Backend
from tests.trials import Tally

PATIENCE_S = 0.02
"""How long an answer is waited for: what counts is that the backend lives, not what it says."""


def frame(opcode: int, payload: bytes, *, final: bool = True, masked: bool = True) -> bytes:
    """Return a WebSocket frame (RFC 6455, 5.2); the mask is zero."""
    head = bytes([opcode | (0x80 if final else 0)])
    size = len(payload)
    length = bytes([size]) if size < 126 else bytes([126]) + struct.pack(">H", size)
    if masked:
        length = bytes([length[0] | 0x80]) + length[1:] + bytes(4)
    return head + length + payload


FRAMES = (
    frame(1, b'{"type":"run.cancel","run_id":"r"}'),
    frame(1, b'{"type":', final=False) + frame(9, b"ping") + frame(0, b'"x"}'),
    frame(2, bytes(200)) + frame(8, struct.pack(">H", 1000) + b"bye"),
    frame(8, b"\x03") + frame(1, b"{}"),
    frame(1, b"{}", masked=False) + frame(3, b"") + frame(11, b"x"),
    bytes([0x81, 0xFF]) + struct.pack(">Q", 1 << 62) + bytes(4) + b"x",
    bytes([0xF1, 0x80]) + bytes(4),
    frame(1, b"\xff\xfe\xed\xa0\x80"),
)


def requests(backend: Backend) -> tuple[bytes, ...]:
    host = f"Host: 127.0.0.1:{backend.port}\r\nAuthorization: Bearer {backend.token}\r\n".encode()
    return (
        b"GET /health HTTP/1.1\r\n" + host + b"\r\n",
        b"POST /conversations HTTP/1.1\r\n" + host + b"Content-Length: 2\r\n\r\n{}",
        b"POST /conversations HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        b"GET /settings HTTP/1.1\r\n" + host + b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n",
        b"GET http://127.0.0.1/settings HTTP/1.0\r\n" + host + b"Connection: keep-alive\r\n\r\n",
        upgrade(backend),
    )


def upgrade(backend: Backend) -> bytes:
    return (
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{backend.port}\r\nOrigin: {ORIGIN}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        f"Sec-WebSocket-Protocol: {SUBPROTOCOL}, bearer.{backend.token}\r\n\r\n"
    ).encode()


def request_with(backend: Backend, data: bytes) -> None:
    """Send bytes on a new connection."""
    with socket.create_connection(("127.0.0.1", backend.port), timeout=60) as connection:
        exchange(connection, data)


def frame_with(backend: Backend, data: bytes) -> None:
    """Send bytes on a WebSocket that has been opened."""
    with socket.create_connection(("127.0.0.1", backend.port), timeout=60) as connection:
        connection.sendall(upgrade(backend))
        head = b""
        while b"\r\n\r\n" not in head:
            received = connection.recv(65536)
            assert received, head
            head += received
        assert head.startswith(b"HTTP/1.1 101 "), head
        exchange(connection, data)


def exchange(connection: socket.socket, data: bytes) -> None:
    """Send, and wait a moment for the beginning of an answer; whoever is cut off has been answered."""
    connection.settimeout(PATIENCE_S)
    with suppress(OSError):
        connection.sendall(data)
        connection.recv(65536)


def endure(backend: Backend, tally: Tally, inputs: st.SearchStrategy[bytes], send: Callable[[bytes], object]) -> None:
    """Send many inputs; the backend must go on as if nothing had been, and say nothing of an error of its own."""
    tried = 0

    @settings(
        max_examples=tally.wanted(quick=100, full=1500),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs)
    def tried_with(data: bytes) -> None:
        nonlocal tried
        tried += 1
        send(data)

    tried_with()
    tally.add(tried, "cases")
    assert backend.get("/health", token=None)["engine"] == "ready"
    with backend.socket() as stream:
        assert stream.run("What is 2+2?")[-1]["type"] == "run.finished"
    records = map(json.loads, backend.log_text().splitlines())
    assert [record for record in records if record["level"] in {"error", "critical"}] == []
    assert backend.stderr == ""


@pytest.mark.attack("Fuzzing", "the port, with bytes that are nearly HTTP requests")
@pytest.mark.timeout(600)
def test_bytes_that_are_nearly_requests(backend: Backend, tally: Tally) -> None:
    endure(backend, tally, nearly(*requests(backend)), lambda data: request_with(backend, data))


@pytest.mark.attack("Fuzzing", "an open WebSocket, with bytes that are nearly frames")
@pytest.mark.timeout(600)
def test_bytes_that_are_nearly_frames(backend: Backend, tally: Tally) -> None:
    endure(backend, tally, nearly(*FRAMES), lambda data: frame_with(backend, data or b"\0"))
