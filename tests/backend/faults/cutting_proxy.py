"""A TCP proxy between client and backend that cuts connections after so many bytes, wherever that is in a frame."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

_CHUNK = 4096


@dataclass(frozen=True)
class Allowance:
    """How many bytes each side of one connection may say before it is cut."""

    client: int
    backend: int


class CuttingProxy:
    """Passes connections on, each until its bytes are used up; both sides then see a connection that is gone.

    Args:
        target: the port of the backend.
        allowance: called for each connection.
    """

    def __init__(self, target: int, allowance: Callable[[], Allowance]) -> None:
        self._target = target
        self._allowance = allowance
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self.cuts = 0

    def serve(self) -> None:
        """Take connections until ``close``."""
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def close(self) -> None:
        """Take no more; wakes the thread that waits for one."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _carry(self, client: socket.socket) -> None:
        allowance = self._allowance()
        backend = socket.create_connection(("127.0.0.1", self._target))

        def pass_on(source: socket.socket, sink: socket.socket, limit: int) -> None:
            was_cut = _pass_on(source, sink, limit)
            with self._lock:
                self.cuts += was_cut
            for end in (client, backend):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

        up = threading.Thread(target=pass_on, args=(client, backend, allowance.client), daemon=True)
        up.start()
        pass_on(backend, client, allowance.backend)
        up.join()
        client.close()
        backend.close()


@contextmanager
def cutting_proxy(target: int, allowance: Callable[[], Allowance]) -> Iterator[CuttingProxy]:
    """Serve until the block ends."""
    proxy = CuttingProxy(target, allowance)
    thread = threading.Thread(target=proxy.serve, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join()


def _pass_on(source: socket.socket, sink: socket.socket, limit: int) -> bool:
    """Copy up to ``limit`` bytes; whether it ended there, and not with its source."""
    left = limit
    with suppress(OSError):
        while left > 0 and (data := source.recv(min(_CHUNK, left))):
            sink.sendall(data)
            left -= len(data)
    return left == 0
