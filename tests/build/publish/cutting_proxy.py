"""A TCP proxy that cuts connections once they have sent so many bytes to the server."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass


@dataclass
class Cutting:
    """A proxy.

    Attributes:
        port: on 127.0.0.1.
        after: the bytes that a connection may send; None for any number.
        times: how many connections are still to be cut; None for all.
        cut: how many were.
    """

    port: int
    after: int | None = None
    times: int | None = None
    cut: int = 0

    def may_cut(self) -> bool:
        """Whether one that has sent too much is cut; counts it."""
        if self.times == 0:
            return False
        self.times = None if self.times is None else self.times - 1
        self.cut += 1
        return True


def _carry(source: socket.socket, target: socket.socket, cutting: Cutting | None) -> None:
    sent = 0
    with suppress(OSError):
        while data := source.recv(64 * 1024):
            sent += len(data)
            if cutting and cutting.after is not None and sent > cutting.after and cutting.may_cut():
                break
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _serve(client: socket.socket, to: int, cutting: Cutting) -> None:
    with client, socket.create_connection(("127.0.0.1", to)) as server:
        back = threading.Thread(target=_carry, args=(server, client, None))
        back.start()
        _carry(client, server, cutting)
        back.join()


def _accept(listener: socket.socket, to: int, cutting: Cutting, serving: list[threading.Thread]) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            thread = threading.Thread(target=_serve, args=(client, to, cutting), daemon=True)
            serving.append(thread)
            thread.start()


@contextmanager
def cutting_proxy(to: int) -> Iterator[Cutting]:
    """Stand before a port of 127.0.0.1 until the block is left."""
    serving: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        cutting = Cutting(listener.getsockname()[1])
        accepting = threading.Thread(target=_accept, args=(listener, to, cutting, serving))
        accepting.start()
        try:
            yield cutting
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in serving:
                thread.join(10)
