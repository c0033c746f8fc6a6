"""A model server that streams one long answer at a steady pace, an event a token, in the OpenAI-compatible protocol."""

import json
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from build.bench.model_server import read_request
from build.bench.wire import HOST

_HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
_TOKEN: Final = re.compile(r"\s*\S{1,5}|\s+")
"""Tokens of real models are four characters long, on average."""


def tokens_of(text: str) -> list[str]:
    """Cut a text as a model's tokenizer would, roughly."""
    return _TOKEN.findall(text)


@contextmanager
def paced_model(
    tokens: Sequence[str], tokens_a_second: float, last_token: threading.Event | None = None
) -> Iterator[str]:
    """Serve for a block; the base URL.

    Args:
        tokens: of the answer.
        tokens_a_second: the pace.
        last_token: held back until this is set.
    """
    held = last_token or _at_once()
    events = [_event({"content": token}, None) for token in tokens]
    with socket.create_server((HOST, 0)) as listener:
        threading.Thread(target=_serve, args=(listener, events, tokens_a_second, held), daemon=True).start()
        yield f"http://{HOST}:{listener.getsockname()[1]}"


def _at_once() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


def _event(delta: dict[str, str], finish_reason: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "bench", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def _serve(listener: socket.socket, events: Sequence[bytes], pace: float, last: threading.Event) -> None:
    # The listener is closed by whoever made it: that is the end.
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_answer, args=(connection, events, pace, last), daemon=True).start()


def _answer(connection: socket.socket, events: Sequence[bytes], pace: float, last: threading.Event) -> None:
    with connection, suppress(OSError):
        read_request(connection)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(_HEAD)
        begun = time.monotonic()
        for number, event in enumerate(events):
            time.sleep(max(0.0, begun + number / pace - time.monotonic()))
            if number == len(events) - 1:
                last.wait()
            connection.sendall(event)
        connection.sendall(_event({}, "stop") + b"data: [DONE]\n\n")
        connection.shutdown(socket.SHUT_WR)
