"""A model's server beside the test, on a thread of its own: it answers as told, and says when it was hung up on."""

import asyncio
import json
import queue
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from anyio.from_thread import start_blocking_portal

from tests.backend.providers.stand_in import STREAM_HEAD, Answer, delta

DONE = b"data: [DONE]\n\n"
NEVER_A_PROXY = dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"), "")


class ModelServer:
    """What a running server has seen.

    Attributes:
        base_url: what the settings want to know.
        asked: the body of each request, as soon as it was read.
        hung_up: ``time.monotonic()`` of each connection that the client closed before its answer was complete.
    """

    def __init__(self) -> None:
        self.base_url = ""
        self.asked: queue.Queue[dict[str, Any]] = queue.Queue()
        self.hung_up: queue.Queue[float] = queue.Queue()

    async def serve(self, answer: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, then close."""
        body = await _request(reader)
        self.asked.put(body)
        answering = asyncio.ensure_future(answer(writer, body))
        gone = asyncio.ensure_future(reader.read())
        await asyncio.wait({answering, gone}, return_when=asyncio.FIRST_COMPLETED)
        # Whether it is seen by reading or by writing first is a matter of chance.
        if not answering.done() or isinstance(answering.exception(), ConnectionError):
            self.hung_up.put(time.monotonic())
        for task in (answering, gone):
            task.cancel()
        await asyncio.gather(answering, gone, return_exceptions=True)


@contextmanager
def model_server(answer: Answer) -> Iterator[ModelServer]:
    """Serve until the block ends."""
    model = ModelServer()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A client that hangs up in the middle of its request has not asked.
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await model.serve(answer, reader, writer)
        writer.close()

    async def start() -> asyncio.Server:
        return await asyncio.start_server(serve, "127.0.0.1", 0)

    with start_blocking_portal() as portal:
        server = portal.call(start)
        model.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        try:
            yield model
        finally:
            portal.call(server.close)


def whole(text: str) -> tuple[bytes, ...]:
    """Return the stream of an answer in one piece, from its head to its end."""
    return STREAM_HEAD, delta(content=text), delta("stop"), DONE


def tool_call(
    name: str, arguments: str, call_id: str = "call_1", finish_reason: str = "tool_calls"
) -> tuple[bytes, ...]:
    """Return the stream of an answer that calls one tool; ``arguments`` is JSON text, or what a model took for it."""
    call = {"index": 0, "id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}
    return STREAM_HEAD, delta(tool_calls=[call]), delta(finish_reason), DONE


def said_last(request: Mapping[str, Any]) -> str:
    """Return what the user said last, as the model was told."""
    return next(str(turn["content"]) for turn in reversed(request["messages"]) if turn["role"] == "user")


def has_tool_result(request: Mapping[str, Any]) -> bool:
    """Whether the model is asked again after its tool has answered."""
    return bool(request["messages"][-1]["role"] == "tool")


async def _request(reader: asyncio.StreamReader) -> dict[str, Any]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    return dict(json.loads(await reader.readexactly(int(length))))
