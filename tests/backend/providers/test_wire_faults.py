"""The client against a stand-in: what goes wrong on the wire."""

import asyncio
import json
import zlib
from typing import Any

import pytest

from backend.providers.errors import ModelError
from backend.providers.model import Completed, TextDelta, UserTurn
from backend.providers.openai_compatible import address
from backend.providers.openai_compatible.client import OpenAICompatibleModel
from tests.backend.providers.asking import KEY, ask
from tests.backend.providers.stand_in import (
    STREAM_HEAD,
    delta,
    event,
    falls_silent,
    response,
    sends,
    sends_for_ever,
    stand_in,
)

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(30)]

DONE = b"data: [DONE]\n\n"


async def failure_of(*pieces: bytes, **options: Any) -> ModelError:
    async with stand_in(sends(*pieces)) as server:
        with pytest.raises(ModelError) as raised:
            await ask(server.base_url, **options)
    assert KEY not in f"{raised.value!r}{raised.value.detail}"
    return raised.value


@pytest.mark.parametrize(
    "pieces",
    [
        (STREAM_HEAD, delta(content="half")),
        (STREAM_HEAD, delta(content="half")[:-9]),
        (STREAM_HEAD,),
        (STREAM_HEAD.replace(b"connection: close", b"content-length: 9999"), delta(content="half")),
        (STREAM_HEAD.replace(b"connection: close", b"transfer-encoding: chunked"), b"5\r\ndata:\r\n"),
    ],
)
async def test_a_stream_without_its_end_was_cut(pieces):
    error = await failure_of(*pieces)
    assert error.code in {"model-stream-cut", "model-bad-answer"}
    if b"half" not in b"".join(pieces) or pieces[-1].endswith(b"\n\n"):
        assert error.code == "model-stream-cut"


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ((STREAM_HEAD, b"data: {not json\n\n"), "model-bad-answer"),
        ((STREAM_HEAD, b"data: [1]\n\n"), "model-bad-answer"),
        ((response(200, b"<html>hello</html>", "text/html"),), "model-bad-answer"),
        ((response(200, b"nonsense"),), "model-bad-answer"),
        ((b"nonsense\r\n\r\n",), "model-unreachable"),
        ((), "model-unreachable"),
        ((response(301, b"", location="https://elsewhere.example"),), "model-not-found"),
        ((response(500, b""),), "model-overloaded"),
        ((response(418, b"short and stout", "text/plain"),), "model-bad-request"),
        ((response(400, b'{"error":"exceeds the available context size"}'),), "model-context-too-long"),
        ((response(500, b'{"error":{"message":"Context size has been exceeded."}}'),), "model-context-too-long"),
        ((response(422, b'{"detail":[{"msg":"bad field"}]}'),), "model-bad-request"),
        ((response(401, b'{"error":{"message":"Bearer sk-test-0123456789abcdef is wrong"}}'),), "model-authentication"),
        ((STREAM_HEAD, event({"error": {"message": "slow down", "code": 429}})), "model-rate-limited"),
        ((STREAM_HEAD, event({"error": {"message": "no", "type": "authentication_error"}})), "model-authentication"),
        ((STREAM_HEAD, event({"error": "out of memory"})), "model-overloaded"),
        # OpenAI's limit per minute: the type names what is limited, the code says that it is.
        ((STREAM_HEAD, event({"error": {"type": "tokens", "code": "rate_limit_exceeded"}})), "model-rate-limited"),
        ((STREAM_HEAD, event({"error": {"message": "slow down", "code": "429"}})), "model-rate-limited"),
        # OpenRouter: the error comes with a choice, after text.
        (
            (
                STREAM_HEAD,
                b": OPENROUTER PROCESSING\n\n",
                delta(content="half"),
                event(
                    {"error": {"code": 502, "message": "gone"}, "choices": [{"delta": {}, "finish_reason": "error"}]}
                ),
            ),
            "model-overloaded",
        ),
        # Older vLLM: the chunk is the error.
        ((STREAM_HEAD, event({"object": "error", "message": "no", "code": 404}), DONE), "model-not-found"),
        # Older llama.cpp: a field of its own.
        (
            (STREAM_HEAD, b'error: {"code":400,"message":"exceeds the available context size"}\n\n'),
            "model-context-too-long",
        ),
        # LM Studio and Groq name the event, too.
        ((STREAM_HEAD, b"event: error\n" + event({"error": {"message": "crashed"}})), "model-overloaded"),
        ((response(200, b'{"error":{"message":"no such model","code":404}}'),), "model-not-found"),
        ((response(400, b'[{"error":{"message":"bad","code":400}}]'),), "model-bad-request"),
    ],
)
async def test_each_fault_has_its_code(pieces, code):
    assert (await failure_of(*pieces)).code == code


@pytest.mark.parametrize("fault", [b"data: {\n\n", event({"error": {"message": "overloaded"}})])
@pytest.mark.parametrize("number", [1, 7, 100])
async def test_what_came_before_a_fault_is_said_before_it(fault, number):
    said = ""

    async def listen(model: OpenAICompatibleModel) -> None:
        nonlocal said
        async for piece in model.stream([UserTurn("hi")], []):
            said += piece.text

    async with stand_in(sends(STREAM_HEAD, delta(content="word ") * number + fault)) as server:
        model = OpenAICompatibleModel(address.read(server.base_url), "m", KEY)
        with pytest.raises(ModelError):
            await listen(model)
        await model.close()
    assert said == "word " * number


async def test_pieces_that_came_together_are_one_and_none_waits_for_too_many():
    async with stand_in(sends(STREAM_HEAD, delta(content="word ") * 1000 + delta("stop"), DONE)) as server:
        *pieces, completed = await ask(server.base_url)
    assert completed.text == "".join(piece.text for piece in pieces) == "word " * 1000
    assert len(pieces) < 200
    assert max(len(piece.text) for piece in pieces) <= 16 * len("word ")


async def test_half_a_character_in_each_of_two_pieces_is_one_character():
    halves = rb'{"choices": [{"delta": {"content": "%s"}}]}'
    body = b"".join(b"data: " + halves % half + b"\n\n" for half in (rb"a\ud83d", rb"\ude00b"))
    async with stand_in(sends(STREAM_HEAD, body, delta("stop"), DONE)) as server:
        *_, completed = await ask(server.base_url)
    assert completed.text == "a\U0001f600b"


async def test_a_wait_that_the_server_asks_for_is_told():
    error = await failure_of(response(429, b'{"error":{"message":"slow"}}', Retry_After="17"))
    assert "wait 17 seconds" in error.detail


async def test_a_server_that_falls_silent_is_given_up():
    async with stand_in(falls_silent(STREAM_HEAD, delta(content="half"))) as server:
        with pytest.raises(ModelError) as raised:
            await ask(server.base_url, read_seconds=0.2)
    assert (raised.value.code, raised.value.retryable) == ("model-timeout", True)
    assert "0.2 seconds" in raised.value.detail


async def test_a_server_that_refuses_usage_is_asked_again_without_it():
    async def answer(writer, request):
        if "stream_options" in request:
            writer.write(response(400, b'{"error":{"message":"Unknown field: stream_options"}}', connection="close"))
        else:
            writer.write(STREAM_HEAD + delta(content="x") + delta("stop") + DONE)
        await writer.drain()

    async with stand_in(answer) as server:
        assert (await ask(server.base_url))[-1] == Completed("x", finish_reason="stop")
        assert ["stream_options" in body for body in server.bodies] == [True, False]


async def test_a_whole_answer_instead_of_a_stream_is_understood():
    whole = {"choices": [{"message": {"content": "whole"}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 4}}
    async with stand_in(sends(response(200, json.dumps(whole).encode()))) as server:
        events = await ask(server.base_url)
    assert events == [TextDelta("whole"), Completed("whole", finish_reason="stop", input_tokens=4)]


@pytest.mark.parametrize(
    "pieces",
    [
        # Azure: filters before the answer, usage after it, each without a choice.
        [
            event({"choices": [], "prompt_filter_results": [{"prompt_index": 0}]}),
            event({"choices": [{"delta": {"role": "assistant", "content": None}, "finish_reason": None}]}),
            delta(content="whole"),
            delta("stop"),
            event({"choices": [], "usage": {"prompt_tokens": 4, "completion_tokens": 1}}),
            DONE,
        ],
        # Mistral and Groq: the last piece has text, reason and usage at once.
        [
            event(
                {
                    "choices": [{"delta": {"content": "whole"}, "finish_reason": "stop"}],
                    "usage": {"prompt_tokens": 4, "completion_tokens": 1},
                }
            ),
            DONE,
        ],
        # OpenRouter: comments while the model is slow, and usage on a chunk with an empty delta.
        [
            b": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n",
            delta(content="whole"),
            delta("stop", content=""),
            event(
                {
                    "choices": [{"delta": {"role": "assistant", "content": ""}, "finish_reason": None}],
                    "usage": {"prompt_tokens": 4, "completion_tokens": 1},
                }
            ),
            DONE,
        ],
    ],
)
@pytest.mark.parametrize("is_compressed", [False, True])
async def test_streams_as_servers_in_the_field_send_them(pieces, is_compressed):
    head = STREAM_HEAD
    if is_compressed:
        packer = zlib.compressobj(wbits=31)
        head = STREAM_HEAD.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n")
        pieces = [*(packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH) for piece in pieces), packer.flush()]
    async with stand_in(sends(head, *pieces)) as server:
        events = await ask(server.base_url)
    assert events == [TextDelta("whole"), Completed("whole", (), "stop", 4, 1)]


async def test_a_tool_call_in_one_piece_without_id_or_index_is_understood():
    """As Ollama sent them, with the reason “stop”."""
    call = {"function": {"name": "clock", "arguments": "{}"}}
    async with stand_in(sends(STREAM_HEAD, delta("stop", content=None, tool_calls=[call]), DONE)) as server:
        (completed,) = await ask(server.base_url)
    assert [(one.name, one.arguments) for one in completed.tool_calls] == [("clock", "{}")]
    assert completed.tool_calls[0].call_id
    assert completed.finish_reason == "tool_calls"


@pytest.mark.parametrize("how", ["close", "cancel"])
async def test_letting_go_of_the_stream_closes_the_connection_at_once(how):
    async with stand_in(sends_for_ever(STREAM_HEAD, delta(content="x"))) as server:
        model = OpenAICompatibleModel(address.read(server.base_url), "m", None)
        reading = model.stream([UserTurn("hi")], [])
        assert await anext(reading) == TextDelta("x")
        if how == "close":
            await reading.aclose()
        else:

            async def read_on():
                async for _ in reading:
                    pass

            task = asyncio.create_task(read_on())
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait({task})
        await asyncio.wait_for(server.disconnected.wait(), 1)
        await model.close()


async def test_cancelling_before_the_first_byte_closes_the_connection():
    async with stand_in(falls_silent()) as server:
        task = asyncio.create_task(ask(server.base_url))
        await asyncio.wait_for(server.asked.wait(), 5)
        task.cancel()
        await asyncio.wait({task}, timeout=2)
        assert task.cancelled()
        await asyncio.wait_for(server.disconnected.wait(), 1)
