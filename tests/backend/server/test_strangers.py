"""Connections that have not shown the token: they get little time, and cannot take the place of those that have."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from backend.server import replies
from backend.server.doorstep import Doorstep
from backend.server.guard import Policy
from backend.server.strangers import MOST, PATIENCE_S, Strangers
from tests.backend.client import Backend
from tests.backend.server.faults import Barrier, plant
from tests.backend.targets import needs_source

TOO_MANY = 20
CROWD = MOST + TOO_MANY


@pytest.fixture
def crowd() -> Iterator[Callable[[int], list[socket.socket]]]:
    """Return a function that opens as many connections as there may be, and some more; they say nothing."""
    with ExitStack() as stack:

        def come(port: int) -> list[socket.socket]:
            # Who is cut off by the number is so before the time could do it.
            opening = (socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S / 2) for _ in range(CROWD))
            return [stack.enter_context(connection) for connection in opening]

        yield come


def is_cut_off(connection: socket.socket) -> bool:
    """Wait for the other side to end the connection."""
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def health(port: int) -> bytes:
    return f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


@pytest.mark.timeout(120)
def test_who_never_says_what_it_wants_is_cut_off(shared_backend: Backend) -> None:
    """One says nothing, one stops in the middle, and one goes on for ever, a line a second."""
    begun = time.monotonic()
    with shared_backend.socket() as stream, ExitStack() as stack:
        silent, half, endless = (
            stack.enter_context(socket.create_connection(("127.0.0.1", shared_backend.port))) for _ in range(3)
        )
        half.sendall(health(shared_backend.port)[:-2])
        endless.settimeout(1)
        endless.sendall(health(shared_backend.port)[:-2])
        cut_off = False
        while not cut_off and time.monotonic() < begun + 3 * PATIENCE_S:
            try:
                cut_off = is_cut_off(endless)
            except TimeoutError:
                endless.sendall(b"X-More: x\r\n")
        assert cut_off
        for one in (silent, half):
            one.settimeout(2 * PATIENCE_S)
            assert is_cut_off(one)
        assert time.monotonic() > begun + PATIENCE_S / 2
        assert stream.run("What is 2+2?")[-1]["type"] == "run.finished"


def test_many_make_room_for_each_other_and_for_who_has_the_token(
    shared_backend: Backend, crowd: Callable[[int], list[socket.socket]]
) -> None:
    with shared_backend.socket() as stream:
        silent = crowd(shared_backend.port)
        assert all(is_cut_off(one) for one in silent[:TOO_MANY])
        silent[-1].sendall(health(shared_backend.port))
        assert silent[-1].recv(65536).startswith(b"HTTP/1.1 200 ")
        assert shared_backend.request("GET", "/conversations").status == 200
        assert stream.run("What is 2+2?")[-1]["type"] == "run.finished"


@needs_source
def test_many_make_room_for_each_other_while_it_starts(
    start_backend: Callable[..., Backend], tmp_path: Path, crowd: Callable[[int], list[socket.socket]]
) -> None:
    backend = start_backend(env=plant(tmp_path / "faults", fastapi=Barrier(tmp_path / "api").wait))
    silent = crowd(backend.port)
    assert all(is_cut_off(one) for one in silent[:TOO_MANY])
    silent[-1].sendall(health(backend.port))
    assert silent[-1].recv(65536).startswith(b"HTTP/1.1 200 ")
    assert backend.get("/health", token=None)["engine"] == "loading"


def test_who_asks_something_else_than_health_waits_for_the_application() -> None:
    """At the doorstep, the time runs for those alone that have not said what they want."""

    async def scenario() -> tuple[bytes, bool]:
        loop = asyncio.get_running_loop()
        policy = Policy.of("127.0.0.1", 1, [], "t" * 43)
        doorstep = Doorstep(policy, replies.health("1", "loading"), Strangers(patience_s=0.05))
        async with await loop.create_server(doorstep.protocol, "127.0.0.1", 0) as server:
            address = server.sockets[0].getsockname()
            waiting, asker = await asyncio.open_connection(*address)
            asker.write(b"GET /settings HTTP/1.1\r\n\r\n")
            silent, sayer = await asyncio.open_connection(*address)
            sayer.write(health(1)[:20])
            end = await asyncio.wait_for(silent.read(), 20)
            is_waiting = not waiting.at_eof()
            asker.close()
            sayer.close()
            return end, is_waiting

    assert asyncio.run(scenario()) == (b"", True)
