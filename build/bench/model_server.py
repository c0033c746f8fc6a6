"""A model server that costs nothing: the bytes of a whole answer are ready before it is asked.

It speaks as much of the OpenAI-compatible protocol as one streamed answer takes. The number of pieces is the first
part of the path: ``http://127.0.0.1:PORT/200`` is the base URL of a model that answers in 200 pieces.
"""

import json
import socket
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
    with socket.create_server((HOST, 0)) as listener:
        threading.Thread(target=_serve, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1]


def base_url(port: int, pieces: int) -> str:
    """The setting that makes a backend ask this server for so many pieces."""
    return f"http://{HOST}:{port}/{pieces}"


@cache
def answer(pieces: int) -> bytes:
    """The whole of an answer on the wire, one event a piece, as models stream."""
    choices: list[dict[str, object]] = [
        {"index": 0, "delta": {"content": WORDS[number % len(WORDS)]}, "finish_reason": None}
        for number in range(pieces)
    ]
    choices.append({"index": 0, "delta": {}, "finish_reason": "stop"})
    about = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "bench"}
    events = [f"data: {json.dumps({**about, 'choices': [choice]})}\n\n" for choice in choices]
    return _HEAD + "".join([*events, "data: [DONE]\n\n"]).encode()


def _serve(listener: socket.socket) -> None:
    # The listener is closed by whoever made it: that is the end.
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_answer, args=(connection,), daemon=True).start()


def _answer(connection: socket.socket) -> None:
    with connection, suppress(OSError):
        request = b""
        while b"\r\n\r\n" not in request:
            request += connection.recv(65536)
        pieces = int(request.split(b"/", 2)[1].split(b"/")[0])
        head, _, body = request.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        while len(body) < length:
            body += connection.recv(65536)
        connection.sendall(answer(pieces))
        connection.shutdown(socket.SHUT_WR)
