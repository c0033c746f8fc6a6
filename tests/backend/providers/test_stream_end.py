"""How an answer's end is known: by a finish reason, by ``[DONE]``, and with servers that never hang up."""

import asyncio

import pytest

from backend.providers.model import Completed, TextDelta, UserTurn
from backend.providers.openai_compatible import address
from backend.providers.openai_compatible.client import OpenAICompatibleModel
from tests.backend.providers.asking import KEY, ask
from tests.backend.providers.stand_in import (
    STREAM_HEAD,
    delta,
    event,
    falls_silent,
    sends,
    sends_for_ever,
    stand_in,
)

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(30)]

DONE = b"data: [DONE]\n\n"


@pytest.mark.parametrize(
    "end",
    [(delta("stop"), DONE), (delta("stop"),), (delta("stop"), b"data: [DO"), (b"data: {}\n\n" + delta("stop"), DONE)],
)
async def test_a_finish_reason_is_an_end_with_and_without_done(end):
    tail = end if end[-1] != b"data: [DO" else end[:-1]
    async with stand_in(sends(STREAM_HEAD, delta(content="whole"), *tail)) as server:
        events = await ask(server.base_url)
    assert events == [TextDelta("whole"), Completed("whole", finish_reason="stop")]


@pytest.mark.parametrize(
    "goes_on",
    [falls_silent, lambda *pieces: sends_for_ever(b"".join(pieces), b": still here\n\n", pause=0.001)],
    ids=["silent", "comments"],
)
async def test_after_a_finish_reason_nobody_waits_long_for_a_server_that_does_not_hang_up(goes_on, monkeypatch):
    monkeypatch.setattr("backend.providers.openai_compatible.client.END_SECONDS", 0.5)
    async with stand_in(goes_on(STREAM_HEAD, delta(content="whole"), delta("stop"))) as server:
        events = await asyncio.wait_for(ask(server.base_url), 10)
        assert events == [TextDelta("whole"), Completed("whole", finish_reason="stop")]
        await asyncio.wait_for(server.disconnected.wait(), 1)


async def test_usage_that_comes_a_moment_after_the_finish_reason_is_counted():
    text_was_read = asyncio.Event()

    async def answer(writer, _request):
        writer.write(STREAM_HEAD + delta("stop", content="whole"))
        await text_was_read.wait()
        writer.write(event({"choices": [], "usage": {"prompt_tokens": 4, "completion_tokens": 1}}) + DONE)
        await asyncio.Event().wait()

    async with stand_in(answer) as server:
        model = OpenAICompatibleModel(address.read(server.base_url), "m", KEY)
        reading = model.stream([UserTurn("hi")], [])
        assert await anext(reading) == TextDelta("whole")
        text_was_read.set()
        assert await anext(reading) == Completed("whole", (), "stop", 4, 1)
        await model.close()


async def test_done_without_a_finish_reason_is_an_end_for_an_unknown_reason():
    async with stand_in(sends(STREAM_HEAD, delta(content="whole"), DONE)) as server:
        events = await ask(server.base_url)
    assert events[-1] == Completed("whole", finish_reason="unknown")
