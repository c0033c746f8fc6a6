"""Joining the pieces of a model's answer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from backend.agents.autogen.coalescing import CoalescedStream
from backend.agents.autogen.fair_share import ROUND_SECONDS, FairShare
from backend.providers.model import Completed, ModelEvent, ReasoningDelta, TextDelta

pytestmark = pytest.mark.anyio

# By the clock of these tests, time passes only where a model gives a piece.
PIECES_A_ROUND = 64


async def collect(stream: CoalescedStream) -> list[ModelEvent]:
    return [event async for event in stream.events()]


async def test_the_first_piece_passes_before_the_second_exists():
    second = asyncio.Event()

    async def source():
        yield TextDelta("first")
        await second.wait()
        yield TextDelta("second")

    stream = CoalescedStream(source())
    events = stream.events()
    assert await anext(events) == TextDelta("first")
    second.set()
    assert await anext(events) == TextDelta("second")
    await stream.close()


async def test_a_fast_model_is_joined_and_no_letter_is_lost():
    async def source():
        for number in range(20_000):
            yield TextDelta(f"{number} ")
        yield Completed("done")

    events = await collect(CoalescedStream(source()))
    assert "".join(event.text for event in events[:-1]) == "".join(f"{number} " for number in range(20_000))
    assert events[-1] == Completed("done")
    assert len(events) < 200


async def test_order_is_kept_between_reasoning_and_text():
    async def source():
        yield ReasoningDelta("first")
        yield ReasoningDelta("a")
        yield ReasoningDelta("b")
        yield TextDelta("c")
        yield ReasoningDelta("d")
        yield Completed("c")

    events = await collect(CoalescedStream(source(), window_seconds=0))
    assert "".join(event.text for event in events if isinstance(event, ReasoningDelta)) == "firstabd"
    assert events[1:] == [ReasoningDelta("ab"), TextDelta("c"), ReasoningDelta("d"), Completed("c")]


async def test_what_came_before_an_error_comes_before_it():
    async def source():
        yield TextDelta("a")
        await asyncio.sleep(0.02)
        yield TextDelta("b")
        raise ConnectionError

    events = CoalescedStream(source()).events()
    assert await anext(events) == TextDelta("a")
    assert await anext(events) == TextDelta("b")
    with pytest.raises(ConnectionError):
        await anext(events)


async def test_a_model_that_never_waits_leaves_the_event_loop_to_others():
    turns_of_others = given = 0
    share = FairShare(lambda: given * ROUND_SECONDS / PIECES_A_ROUND)

    async def source():
        nonlocal given
        for _ in range(10_000):
            given += 1
            yield TextDelta("x")

    async def other():
        nonlocal turns_of_others
        while True:
            turns_of_others += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    await collect(CoalescedStream(source(), share=share))
    task.cancel()
    assert turns_of_others > 100


async def test_closing_closes_the_source():
    closed = asyncio.Event()

    async def source():
        try:
            yield TextDelta("a")
            await asyncio.Event().wait()
        finally:
            closed.set()

    stream = CoalescedStream(source())
    assert await anext(stream.events()) == TextDelta("a")
    await stream.close()
    assert closed.is_set()


async def test_many_models_that_never_wait_leave_the_loop_to_others_as_one_does():
    given = [0] * 20
    share = FairShare(lambda: sum(given) * ROUND_SECONDS / PIECES_A_ROUND)

    async def endless(number: int) -> AsyncIterator[ModelEvent]:
        while True:
            given[number] += 1
            yield TextDelta("x")

    streams = [CoalescedStream(endless(number), share=share) for number in range(len(given))]
    rounds = []
    for _ in range(200):
        before = sum(given)
        await asyncio.sleep(0)
        rounds.append(sum(given) - before)
    for stream in streams:
        await stream.close()
    # A stream that has just begun, or has waited for its model, may give one piece beyond the room that there is.
    assert max(rounds) <= PIECES_A_ROUND + len(streams)
    assert sorted(rounds)[100] <= PIECES_A_ROUND
    assert min(given) >= 0.5 * max(given) > 0
