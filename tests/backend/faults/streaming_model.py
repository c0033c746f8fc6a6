"""A model server that does what the question says: so many rounds of so many pieces, with a tool after each round.

It answers on a real port, in threads of the test's own process; several backends may ask it at once.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from tests.backend.providers.stand_in import delta


@dataclass(frozen=True)
class Wish:
    """What the model is to do; the question to it is this, as JSON.

    Attributes:
        pieces: how many pieces of text in each round.
        chars: how large a piece is.
        pause_s: the time between two pieces.
        tools: the names of the tools that are called, one after each round; the last round has none.
    """

    pieces: int = 20
    chars: int = 8
    pause_s: float = 0.005
    tools: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        return json.dumps(asdict(self))

    @property
    def seconds(self) -> float:
        """How long the model speaks at least."""
        return self.pieces * self.pause_s * (len(self.tools) + 1)


ARGUMENTS: Mapping[str, dict[str, Any]] = {
    "calculator": {"expression": "12*(3+4)"},
    "clock": {},
    "search_files": {"text": "nowhere to be found"},
    "write_file": {"path": "written by the model.txt", "content": "some text\n" * 2000},
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for event in _answer(json.loads(body)["messages"]):
                self.wfile.write(event)
                self.wfile.flush()
        except (OSError, ValueError):
            # The backend that asked was killed, maybe before it had asked to the end.
            self.close_connection = True


def _answer(messages: list[dict[str, Any]]) -> Iterator[bytes]:
    asked_at = max(index for index, message in enumerate(messages) if message["role"] == "user")
    wish = Wish(**json.loads(messages[asked_at]["content"]))
    turn = sum(message["role"] == "tool" for message in messages[asked_at:])
    for number in range(wish.pieces):
        yield delta(content=f"{turn}.{number}".ljust(wish.chars, "·") + " ")
        time.sleep(wish.pause_s)
    if turn < len(wish.tools):
        name = wish.tools[turn]
        function = {"name": name, "arguments": json.dumps(ARGUMENTS[name])}
        yield delta(tool_calls=[{"index": 0, "id": f"call-{turn}", "type": "function", "function": function}])
        yield delta(finish_reason="tool_calls")
    else:
        yield delta(finish_reason="stop")
    yield b"data: [DONE]\n\n"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


@contextmanager
def streaming_model() -> Iterator[str]:
    """Serve for a block; the value is the base URL."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()
