"""A name server that does not answer: each look-up of a name keeps its thread, and nobody can stop it."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from http.client import HTTPException
from pathlib import Path

import pytest

from backend.server.service import BLOCKING_THREADS
from tests.backend.client import Backend
from tests.backend.server.faults import plant
from tests.backend.targets import needs_source

MORE_THAN_ASYNCIO_HAS = 33
"""Threads in its own pool, on the largest machine; on one with two processors it has six."""

SILENT_NAME_SERVER = """
import socket
real = socket.getaddrinfo
def getaddrinfo(host, *arguments, **named):
    if "localhost" in str(host):
        socket.create_connection(("127.0.0.1", {port})).recv(1)
    return real(host, *arguments, **named)
socket.getaddrinfo = getaddrinfo
"""


class NameServer:
    """Is asked by one backend, and answers nothing until it is closed."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=BLOCKING_THREADS))
        self._listener.settimeout(20)
        self._askers = ThreadPoolExecutor(BLOCKING_THREADS)
        self.fault = SILENT_NAME_SERVER.format(port=self._listener.getsockname()[1])

    def keep(self, backend: Backend, count: int) -> None:
        """Let the backend look up so many names; returns when it waits for all of them."""
        for _ in range(count):
            self._askers.submit(_ask, backend)
        for _ in range(count):
            self._stack.enter_context(self._listener.accept()[0])


def _ask(backend: Backend) -> None:
    # The one name that needs no certificates, whose reading would take the longest of all.
    form = {"base_url": "http://localhost:9/v1", "model": "m", "key": "k"}
    # The backend may end before it answers.
    with suppress(OSError, HTTPException):
        backend.request("POST", "/providers/openai-compatible/test", form)


@pytest.fixture
def name_server() -> Iterator[NameServer]:
    with ExitStack() as stack:
        yield NameServer(stack)


@needs_source
def test_the_settings_can_be_changed_while_names_are_waited_for(
    start_backend: Callable[..., Backend], tmp_path: Path, name_server: NameServer
) -> None:
    backend = start_backend(env=plant(tmp_path / "faults", sitecustomize=name_server.fault)).ready()
    name_server.keep(backend, MORE_THAN_ASYNCIO_HAS)
    assert backend.request("PATCH", "/settings", {"workspace": str(tmp_path / "faults")}).status == 200


@needs_source
def test_the_database_is_closed_although_every_thread_waits_for_a_name(
    start_backend: Callable[..., Backend], tmp_path: Path, name_server: NameServer
) -> None:
    backend = start_backend(env=plant(tmp_path / "faults", sitecustomize=name_server.fault)).ready()
    name_server.keep(backend, BLOCKING_THREADS)
    assert backend.stop() == 0
    assert "did not close in order" not in backend.log_text()
    assert not (tmp_path / "data" / "conversations.db-wal").exists()
