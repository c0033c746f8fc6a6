"""A model that is not on the user's side: a server that makes the tool calls of a script, whatever it is asked."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

Call = dict[str, Any]


@dataclass(frozen=True)
class Held:
    """A text that stops in its middle until it is let go; whoever has stopped listening by then is no matter."""

    before: str
    after: str
    let_go: threading.Event = field(default_factory=threading.Event)


Turn = str | Sequence[Call] | Held
"""What the model says in one answer: text, or calls of tools."""

_numbers = count(1)


def call(name: str, call_id: str | None = None, **arguments: Any) -> Call:
    """Return a tool call; without an id it gets one of its own."""
    return raw_call(name, json.dumps(arguments), call_id)


def raw_call(name: str, arguments: str, call_id: str | None = None) -> Call:
    """Return a tool call whose arguments are any text."""
    function = {"name": name, "arguments": arguments}
    return {"id": call_id or f"call-{next(_numbers)}", "type": "function", "function": function}


class ModelServer:
    """An OpenAI-compatible server on a port of its own; each conversation with it follows the script from its start.

    The turn is told from the number of answers that the request quotes, so runs do not disturb each other.
    """

    def __init__(self) -> None:
        self._turns: list[Turn] = []
        self._of_questions: dict[str, list[Turn]] = {}
        self.requests: list[dict[str, Any]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def script(self, *turns: Turn) -> None:
        """Say what the model answers, one turn after the other, from now on; the last one is repeated."""
        self._turns = list(turns)

    def script_for(self, question: str, *turns: Turn) -> None:
        """Say what the model answers to one question."""
        self._of_questions[question] = list(turns)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _next(self, request: dict[str, Any]) -> Turn:
        self.requests.append(request)
        messages = request["messages"]
        last_question = max(index for index, one in enumerate(messages) if one["role"] == "user")
        turn: int = sum(one["role"] == "assistant" for one in messages[last_question:])
        turns = self._of_questions.get(str(messages[last_question]["content"]), self._turns)
        return turns[min(turn, len(turns) - 1)]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                with suppress(ConnectionError):
                    for event in _events(server._next(request)):
                        self.wfile.write(f"data: {event}\n\n".encode())

            def log_message(self, *_: object) -> None:
                """Keep the test's output clean."""

        return Handler


def _events(turn: Turn) -> Iterator[str]:
    if isinstance(turn, Held):
        yield _chunk({"content": turn.before}, None)
        turn.let_go.wait()
        yield _chunk({"content": turn.after}, None)
        yield _chunk({}, "stop")
    elif isinstance(turn, str):
        yield _chunk({"content": turn}, None)
        yield _chunk({}, "stop")
    else:
        yield _chunk({"tool_calls": [{"index": index, **one} for index, one in enumerate(turn)]}, None)
        yield _chunk({}, "tool_calls")
    yield "[DONE]"


def _chunk(delta: dict[str, Any], finish_reason: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return json.dumps({"id": "1", "object": "chat.completion.chunk", "model": "evil", "choices": [choice]})
