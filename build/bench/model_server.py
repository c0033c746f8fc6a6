"""A model server that costs nothing: the bytes of a whole answer are ready before it is asked.

It speaks as much of the OpenAI-compatible protocol as one streamed answer takes. The first part of the path says how
many pieces of how many words it gives: ``http://127.0.0.1:PORT/200x1`` is the base URL of a model that answers in 200
pieces of one word. ``python -m build.bench.model_server`` serves until its stdin ends, and prints its port.
"""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Final

from build.bench.wire import HOST

WORDS: Final = ("The ", "quick ", "brown ", "fox ", "jumps ", "over ", "the ", "lazy ", "dog", ". ")
_HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


@contextmanager
def model_server() -> Iterator[int]:
    """Serve for a block; the port."""
    with socket.create_server((HOST, 0), backlog=1024) as listener:
        threading.Thread(target=_serve, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1]


@contextmanager
def model_process() -> Iterator[int]:
    """Serve for a block from a process of its own, which takes no time from whoever measures; the port."""
    command = [sys.executable, "-m", __spec__.name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield int(process.stdout.readline() if process.stdout else b"")
        finally:
            process.communicate()


def read_request(connection: socket.socket) -> bytes:
    """Take a whole request; its head.

    Raises:
        ConnectionError: whoever asks hung up before its end.
    """
    request = b""
    while b"\r\n\r\n" not in request:
        request += _some(connection)
    head, _, body = request.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    while len(body) < length:
        body += _some(connection)
    return head


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise ConnectionError("the connection was closed")
    return data


def base_url(port: int, pieces: int, words: int = 1) -> str:
    """The setting that makes a backend ask this server for so many pieces of so many words."""
    return f"http://{HOST}:{port}/{pieces}x{words}"


@cache
def answer(pieces: int, words: int = 1) -> bytes:
    """The whole of an answer on the wire, one event a piece, as models stream."""
    choices: list[dict[str, object]] = [
        {"index": 0, "delta": {"content": _piece(number, words)}, "finish_reason": None} for number in range(pieces)
    ]
    choices.append({"index": 0, "delta": {}, "finish_reason": "stop"})
    about = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "bench"}
    events = [f"data: {json.dumps({**about, 'choices': [choice]})}\n\n" for choice in choices]
    return _HEAD + "".join([*events, "data: [DONE]\n\n"]).encode()


def _piece(number: int, words: int) -> str:
    return "".join(WORDS[(number + word) % len(WORDS)] for word in range(words))


def _serve(listener: socket.socket) -> None:
    # The listener is closed by whoever made it: that is the end.
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_answer, args=(connection,), daemon=True).start()


def _answer(connection: socket.socket) -> None:
    with connection, suppress(OSError):
        pieces, words = map(int, read_request(connection).split(b"/", 2)[1].split(b"x"))
        connection.sendall(answer(pieces, words))
        connection.shutdown(socket.SHUT_WR)


if __name__ == "__main__":
    with model_server() as port:
        print(port, flush=True)
        sys.stdin.read()
