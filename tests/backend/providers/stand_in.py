"""A stand-in for a model's server: raw bytes on a socket, for faults that a proper server cannot produce."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

STREAM_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"


def event(chunk: dict[str, Any]) -> bytes:
    """Return one server-sent event."""
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def delta(finish_reason: str | None = None, **fields: Any) -> bytes:
    """Return the event of one piece of an answer."""
    return event({"choices": [{"index": 0, "delta": fields, "finish_reason": finish_reason}]})


def response(status: int, body: bytes, content_type: str = "application/json", **headers: str) -> bytes:
    """Return a whole HTTP response."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\ncontent-length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


@dataclass
class StandIn:
    """What a running stand-in has seen."""

    port: int = 0
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    disconnected: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [body for _, body in self.requests]


Answer = Callable[[asyncio.StreamWriter, dict[str, Any]], Awaitable[None]]


@asynccontextmanager
async def stand_in(answer: Answer) -> AsyncIterator[StandIn]:
    """Serve: read each request, answer as told, then close; note when the other side goes first."""
    seen = StandIn()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            seen.requests.append((head.decode(), await _body(reader, head)))
            seen.asked.set()
            answering = asyncio.ensure_future(answer(writer, seen.bodies[-1]))
            gone = asyncio.ensure_future(reader.read())
            await asyncio.wait({answering, gone}, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                seen.disconnected.set()
            for task in (answering, gone):
                task.cancel()
            await asyncio.gather(answering, gone, return_exceptions=True)
        except (asyncio.IncompleteReadError, ConnectionError):
            seen.disconnected.set()
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        server.close()
        await server.wait_closed()


def sends(*pieces: bytes) -> Answer:
    """Answer: these bytes, then close."""

    async def answer(writer: asyncio.StreamWriter, _request: dict[str, Any]) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return answer


def sends_for_ever(head: bytes, piece: bytes, pause: float = 0.01) -> Answer:
    """Answer: the head, then the piece again and again."""

    async def answer(writer: asyncio.StreamWriter, _request: dict[str, Any]) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


def falls_silent(*pieces: bytes) -> Answer:
    """Answer: these bytes, and then nothing, with the connection open."""

    async def answer(writer: asyncio.StreamWriter, _request: dict[str, Any]) -> None:
        for piece in pieces:
            writer.write(piece)
        await writer.drain()
        await asyncio.Event().wait()

    return answer


async def _body(reader: asyncio.StreamReader, head: bytes) -> dict[str, Any]:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            content = await reader.readexactly(int(line.partition(b":")[2]))
            return dict(json.loads(content)) if content else {}
    return {}
