"""A run that does not come to its own end: cancelled, left alone, deleted, closed, or without an end."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.agents.engine import (
    AgentEvent,
    TextProduced,
    TurnRequest,
)
from backend.problems import ProblemError
from tests.backend.runs.world import Held, assert_whole, events_of, finished, said, start, world
from tests.backend.store.helpers import in_loop


@in_loop
async def test_an_answer_without_an_end_is_ended(tmp_path: Path) -> None:
    async def babble(_: TurnRequest) -> AsyncIterator[AgentEvent]:
        while True:
            yield TextProduced("and so on ", "assistant")

    async with world(tmp_path, babble, run_chars=20_000) as here:
        events = await here.run()
        assert_whole(events)
        last = events[-1]
        assert (last["type"], last["problem"]["type"]) == ("run.failed", "model-answer-too-long")
        assert "20,000 characters" in last["problem"]["detail"]
        assert 19_000 < len(said(events)) <= 20_010
        assert here.models[0].closed
        answer = (await here.database.conversations.messages(events[0]["conversation_id"]))[1]
        assert (answer.state, answer.text) == ("failed", said(events))


@in_loop
async def test_cancel_stops_the_engine_and_keeps_the_text(tmp_path: Path) -> None:
    held = Held()
    async with world(tmp_path, held) as here:
        reader = await here.start()
        await held.begun.wait()
        await here.registry.cancel(reader.run_id)
        await here.registry.cancel(reader.run_id)
        events = await events_of(reader)
        assert_whole(events)
        assert (events[-1]["type"], events[-1]["text"]) == ("run.cancelled", "half ")
        assert held.stopped.is_set()
        assert here.models[0].closed
        answer = (await here.database.conversations.messages(events[0]["conversation_id"]))[1]
        assert (answer.state, answer.text) == ("cancelled", "half ")
        # Over is over.
        await here.registry.cancel(reader.run_id)
        with pytest.raises(ProblemError) as refused:
            await here.registry.cancel("no-such-run")
        assert refused.value.problem.type == "run-not-found"


@in_loop
async def test_cancel_does_not_wait_for_an_engine_that_will_not_end(tmp_path: Path) -> None:
    let_go = asyncio.Event()

    async def stubborn(request: TurnRequest) -> AsyncIterator[AgentEvent]:
        yield TextProduced("half ", "assistant")
        while not let_go.is_set():
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                continue
        yield TextProduced("too late", "assistant")
        yield finished()

    async with world(tmp_path, stubborn, give_up_after_s=0.05) as here:
        reader = await here.start()
        await events_of(await here.registry.resume(reader.run_id, -1), 2)
        await here.registry.cancel(reader.run_id)
        events = await events_of(reader)
        assert (events[-1]["type"], said(events)) == ("run.cancelled", "half ")
        let_go.set()


@in_loop
async def test_a_run_that_waits_for_the_engine_can_be_cancelled(tmp_path: Path) -> None:
    async with world(tmp_path, None) as here:
        reader = await here.start()
        await here.registry.cancel(reader.run_id)
        assert [event["type"] for event in await events_of(reader)] == ["run.started", "run.cancelled"]


@in_loop
async def test_a_run_without_a_reader_is_cancelled_after_a_while(tmp_path: Path) -> None:
    held = Held()
    async with world(tmp_path, held, grace_s=0.05) as here:
        reader = await here.start()
        await held.begun.wait()
        reader.close()
        await held.stopped.wait()
        events = await events_of(await here.registry.resume(reader.run_id, -1))
        assert events[-1]["type"] == "run.cancelled"


@in_loop
async def test_a_reader_that_comes_back_in_time_keeps_the_run(tmp_path: Path) -> None:
    held = Held()
    async with world(tmp_path, held, grace_s=0.2) as here:
        reader = await here.start()
        await held.begun.wait()
        reader.close()
        again = await here.registry.resume(reader.run_id, 0)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(held.stopped.wait(), 0.4)
        held.go.set()
        events = await events_of(again)
        assert (events[-1]["type"], said(events)) == ("run.finished", "half rest")


@in_loop
async def test_deleting_stops_the_run_first(tmp_path: Path) -> None:
    held = Held()
    async with world(tmp_path, held) as here:
        reader = await here.start()
        (first,) = await events_of(await here.registry.resume(reader.run_id, -1), 1)
        await held.begun.wait()
        async with here.registry.without_runs(first["conversation_id"]):
            assert held.stopped.is_set()
            with pytest.raises(ProblemError):
                await here.start("again", conversation_id=first["conversation_id"])
            assert await here.database.conversations.delete(first["conversation_id"])
        assert (await events_of(reader))[-1]["type"] == "run.cancelled"
        with pytest.raises(ProblemError) as refused:
            await here.registry.resume(reader.run_id, -1)
        assert refused.value.problem.type == "run-not-found"


@in_loop
async def test_closing_interrupts_what_goes_on(tmp_path: Path) -> None:
    held = Held()
    async with world(tmp_path, held) as here:
        reader = await here.start()
        await held.begun.wait()
        await here.registry.close()
        events = await events_of(reader)
        assert_whole(events)
        assert events[-1]["problem"]["type"] == "run-interrupted"
        answer = (await here.database.conversations.messages(events[0]["conversation_id"]))[1]
        assert (answer.state, answer.text) == ("interrupted", "half ")
        with pytest.raises(ProblemError) as refused:
            await here.registry.start(start("new"))
        assert refused.value.problem.type == "stopping"
