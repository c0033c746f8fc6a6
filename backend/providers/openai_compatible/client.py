"""The streaming client."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import from_json

from backend.providers.errors import ModelError
from backend.providers.openai_compatible import failures, transport
from backend.providers.openai_compatible.answer import Answer
from backend.providers.openai_compatible.request import chat_request
from backend.providers.openai_compatible.sse import EventParser, EventTooLargeError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence

    import httpx2

    from backend.providers.model import ModelEvent, ToolSpec, Turn
    from backend.providers.openai_compatible.address import Address

    _Chunk = dict[str, Any]
    _Steps = AsyncGenerator[list[_Chunk] | None, None]

END_SECONDS: Final = 5.0
"""How long after the finish reason what may follow it is waited for: the usage, and ``[DONE]``."""
_MAX_ERROR_BYTES: Final = 64_000
_MAX_BODY_BYTES: Final = 16_000_000
_DONE: Final = "[DONE]"
# Chunks that are read in one step: a twentieth of a millisecond for which the event loop is kept.
_TOGETHER: Final = 16
# Servers in the field name a stream in many ways; none of them is one of these.
_NO_TEXT: Final = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")


class OpenAICompatibleModel:
    """One model of one server, as a ``ModelClient``.

    Args:
        options: fields of the request that are left out once the server has refused them.
        read_seconds: how long the server may be silent.
    """

    def __init__(
        self,
        address: Address,
        model: str,
        key: str | None,
        *,
        options: Mapping[str, Any] | None = None,
        read_seconds: float = transport.READ_SECONDS,
    ) -> None:
        self._address = address
        self._model = model
        self._key = key
        self._options: dict[str, Any] = {"stream_options": {"include_usage": True}, **(options or {})}
        self._read_seconds = read_seconds
        self._http: httpx2.AsyncClient | None = None

    async def stream(self, turns: Sequence[Turn], tools: Sequence[ToolSpec]) -> AsyncGenerator[ModelEvent, None]:
        """Answer the turns; closing the iterator closes the connection."""
        http = await self._open()
        answer = Answer()
        failure: ModelError | None = None
        try:
            async with (
                self._accepted(http, chat_request(self._model, turns, tools)) as response,
                aclosing(_steps(response, self._key)) as steps,
                aclosing(_until_end(steps, answer)) as steps_to_end,
            ):
                async for step in steps_to_end:
                    if step is None:
                        answer.is_ended = True
                        break
                    for event in answer.add(*step):
                        yield event
        except transport.http_errors() as error:
            failure = transport.explained(error, self._address, self._read_seconds, is_streaming=True)
        # Once the finish reason is there, a connection that breaks takes nothing away.
        if not answer.is_ended:
            # Not inside “except”: the HTTP error knows the request and its key, and must not travel along.
            raise failure or failures.cut()
        yield answer.completed()

    async def models(self) -> tuple[str, ...] | None:
        """Return the models that the server names, or None when it has no list.

        Raises:
            ModelError: the server cannot be reached or does not accept the key.
        """
        http = await self._open()
        async with self._sent(http, http.build_request("GET", f"{self._address.url}/models")) as response:
            body = await _body(response, _MAX_BODY_BYTES)
            if response.status_code in {401, 403, 429} or response.status_code >= 500:
                raise failures.from_status(response.status_code, body, response.headers.get("retry-after"), self._key)
            return _model_names(body) if response.is_success else None

    async def close(self) -> None:
        """Release connections."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    async def _open(self) -> httpx2.AsyncClient:
        if self._http is None:
            self._http = await transport.open_http(self._address, self._key, self._read_seconds)
        return self._http

    @asynccontextmanager
    async def _accepted(self, http: httpx2.AsyncClient, body: dict[str, Any]) -> AsyncIterator[httpx2.Response]:
        """Post the request, again without each option that the server refuses, and give the response to be read."""
        while True:
            request = http.build_request(
                "POST", f"{self._address.url}/chat/completions", json={**body, **self._options}
            )
            async with self._sent(http, request) as response:
                if response.is_success:
                    yield response
                    return
                said = await _body(response, _MAX_ERROR_BYTES)
                refused = [name for name in self._options if name.encode() in said]
                if response.status_code not in {400, 422} or not refused:
                    retry_after = response.headers.get("retry-after")
                    raise failures.from_status(response.status_code, said, retry_after, self._key)
            for name in refused:
                del self._options[name]

    @asynccontextmanager
    async def _sent(self, http: httpx2.AsyncClient, request: httpx2.Request) -> AsyncIterator[httpx2.Response]:
        failure: ModelError | None = None
        try:
            response = await http.send(request, stream=True)
        except transport.http_errors() as error:
            failure = transport.explained(error, self._address, self._read_seconds, is_streaming=False)
        if failure is not None:
            raise failure
        async with aclosing(response):
            yield response


async def _steps(response: httpx2.Response, key: str | None) -> _Steps:
    """Yield the JSON objects of a stream, those that came together in steps, and None for its ``[DONE]``."""
    content_type = response.headers.get("content-type", "").lower()
    if content_type.startswith("application/json"):
        yield [_chunk((await _body(response, _MAX_BODY_BYTES)).decode("utf-8", errors="replace"), key)]
        return
    if content_type.startswith("text/html"):
        raise failures.not_this_protocol("It sent a web page.")
    if content_type.startswith(_NO_TEXT):
        raise failures.not_this_protocol("It sent something else than text.")
    parser = EventParser()
    try:
        async with aclosing(_pieces(response)) as pieces:
            async for piece, is_last in pieces:
                for step in _in_steps(_chunks(parser.feed(piece, is_last=is_last), key, is_last=is_last)):
                    yield step
    except EventTooLargeError as error:
        raise failures.not_this_protocol("It sent an event without an end.") from error


async def _until_end(steps: _Steps, answer: Answer) -> _Steps:
    """Yield the steps, and those after the answer's end only for a while: there are servers that never hang up."""
    until: float | None = None
    while True:
        if answer.is_ended and until is None:
            until = asyncio.get_running_loop().time() + END_SECONDS
        try:
            async with asyncio.timeout_at(until):
                step = await anext(steps)
        except (StopAsyncIteration, TimeoutError):
            return
        yield step


def _in_steps(chunks: Iterator[_Chunk | None]) -> Iterator[list[_Chunk] | None]:
    step: list[_Chunk] = []
    try:
        for chunk in chunks:
            if chunk is None:
                yield step
                yield None
                return
            step.append(chunk)
            if len(step) == _TOGETHER:
                yield step
                step = []
    except (ModelError, EventTooLargeError):
        # What came before an error is said before it.
        yield step
        raise
    yield step


def _chunks(events: Iterator[str], key: str | None, *, is_last: bool) -> Iterator[_Chunk | None]:
    for data in events:
        if is_last and _is_torn(data):
            # The connection ended in the middle of an event: what is missing is the rest of the answer.
            return
        yield None if data.strip() == _DONE else _chunk(data, key)


async def _pieces(response: httpx2.Response) -> AsyncGenerator[tuple[bytes, bool], None]:
    async with aclosing(response.aiter_bytes()) as pieces:
        async for piece in pieces:
            yield piece, False
    yield b"", True


async def _body(response: httpx2.Response, limit: int) -> bytes:
    collected = bytearray()
    async with aclosing(response.aiter_bytes()) as pieces:
        async for piece in pieces:
            collected += piece
            if len(collected) > limit:
                break
    return bytes(collected[:limit])


def _chunk(data: str, key: str | None) -> _Chunk:
    value = _parsed(data)
    if not isinstance(value, dict):
        raise failures.not_this_protocol("A piece of it is not a JSON object.")
    if error := failures.reported(value):
        raise failures.from_error_object(error, key)
    return value


def _parsed(data: str) -> object:
    try:
        return from_json(data)
    except ValueError:
        pass
    try:
        # Half of a surrogate pair is nothing to the faster parser; the other half may come with the next piece.
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise failures.not_this_protocol("A piece of it is not JSON.") from error


def _is_torn(data: str) -> bool:
    if data.strip() == _DONE:
        return False
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return True
    return False


def _model_names(body: bytes) -> tuple[str, ...] | None:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    entries = parsed.get("data", parsed.get("models")) if isinstance(parsed, dict) else parsed
    if not isinstance(entries, list):
        return None
    names = (entry.get("id") or entry.get("name") for entry in entries if isinstance(entry, dict))
    return tuple(sorted({name for name in names if isinstance(name, str)}, key=str.casefold))
