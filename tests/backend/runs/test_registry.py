"""A run from its start to its end, and what can go wrong on the way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.agents.engine import (
    AgentEvent,
    TextProduced,
    ThoughtProduced,
    ToolRequested,
    ToolReturned,
    TurnFinished,
    TurnRequest,
)
from backend.problems import ProblemError
from backend.protocol.rest import ConversationDetail
from backend.providers.errors import ModelError
from tests.backend.runs.world import Held, ScriptedEngine, assert_whole, echo, events_of, finished, said, world
from tests.backend.store.helpers import in_loop


async def everything(request: TurnRequest) -> AsyncIterator[AgentEvent]:
    yield ThoughtProduced("I should add.")
    yield TextProduced("Let me ", "assistant")
    yield TextProduced("see. ", "assistant")
    yield ToolRequested("c1", "calculator", {"expression": "1+1"})
    yield ToolReturned("c1", "calculator", "2", False)
    yield TextProduced("It is 2.", "assistant")
    yield TurnFinished("Let me see. It is 2.", 11, 22, "stop")


@in_loop
async def test_a_run_says_everything_in_order_and_stores_it(tmp_path: Path) -> None:
    async with world(tmp_path, everything) as here:
        events = await here.run("What is 1+1?", request_id="q7")
        assert_whole(events)
        assert [event["type"] for event in events] == [
            "run.started", "thought", "token", "token", "tool.request", "tool.result", "token", "run.finished",
        ]  # fmt: skip
        first, last = events[0], events[-1]
        assert (first["request_id"], first["agent"]) == ("q7", "assistant")
        assert last["text"] == said(events) == "Let me see. It is 2."
        assert last["usage"] == {"input_tokens": 11, "output_tokens": 22}
        assert last["finish_reason"] == "stop"

        detail = await here.database.conversations.get(first["conversation_id"])
        assert detail is not None
        assert (detail.title, detail.active_run_id) == ("What is 1+1?", None)
        answer = detail.messages[1]
        assert (answer.state, answer.text) == ("finished", last["text"])
        assert [part.type for part in answer.parts] == ["thought", "text", "tool", "text"]
        assert here.models[0].closed


@in_loop
async def test_the_next_run_may_start_as_soon_as_the_last_event_is_seen(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        conversation = (await here.run("text"))[0]["conversation_id"]
        for number in range(19):
            await here.run(f"text {number}", conversation_id=conversation)
        detail = await here.database.conversations.get(conversation)
        assert detail is not None
        assert len(detail.messages) == 40


@in_loop
async def test_what_was_said_before_is_given_to_the_engine(tmp_path: Path) -> None:
    engine = ScriptedEngine(everything)
    async with world(tmp_path, None) as here:
        here.engines.loaded(engine)
        conversation = (await here.run("first"))[0]["conversation_id"]
        await here.run("second", conversation_id=conversation, agent="other")
    assert engine.requests[0].history == ()
    question, answer = engine.requests[1].history
    assert engine.requests[1].agent == "other"
    assert (question.role, question.text) == ("user", "first")
    assert (answer.role, answer.text) == ("assistant", "Let me see. It is 2.")
    assert [(call.call_id, call.content) for call in answer.tool_calls] == [("c1", "2")]


@in_loop
async def test_text_that_comes_only_at_the_end_is_sent_too(tmp_path: Path) -> None:
    async def late(request: TurnRequest) -> AsyncIterator[AgentEvent]:
        yield TextProduced("a ", "assistant")
        yield finished("a whole answer")

    async with world(tmp_path, late) as here:
        events = await here.run()
        assert said(events) == events[-1]["text"] == "a whole answer"


@in_loop
async def test_half_a_surrogate_pair_does_no_harm(tmp_path: Path) -> None:
    async def broken(request: TurnRequest) -> AsyncIterator[AgentEvent]:
        yield TextProduced("a\ud83d!", "assistant")
        yield ToolRequested("c1", "write", {"text": ["\ude00", {"\ud83d": 1}]})
        yield finished("a\ud83d!")

    async with world(tmp_path, broken) as here:
        events = await here.run()
        assert events[-1]["type"] == "run.finished"
        assert said(events) == events[-1]["text"] == "a?!"


@in_loop
async def test_a_second_run_in_a_conversation_has_to_wait(tmp_path: Path) -> None:
    held = Held()
    async with world(tmp_path, held) as here:
        reader = await here.start("first")
        (first,) = await events_of(reader, 1)
        with pytest.raises(ProblemError) as refused:
            await here.start("second", conversation_id=first["conversation_id"])
        assert refused.value.problem.type == "conversation-busy"
        assert refused.value.problem.retryable
        other = await here.start("in another conversation")
        held.go.set()
        await events_of(other)


@pytest.mark.parametrize(
    ("more", "problem"),
    [({"agent": "nobody"}, "agent-not-found"), ({"conversation_id": "gone"}, "conversation-not-found")],
)
@in_loop
async def test_a_start_that_cannot_be_followed_is_told_why(tmp_path: Path, more: dict[str, str], problem: str) -> None:
    async with world(tmp_path) as here:
        for _ in range(2):
            with pytest.raises(ProblemError) as refused:
                await here.start(**more)
            assert refused.value.problem.type == problem
        assert (await here.database.statistics.collect())["runs"] == 0


@in_loop
async def test_runs_wait_for_the_engine(tmp_path: Path) -> None:
    async with world(tmp_path, None) as here:
        states = [here.engines.state]
        reader = await here.start()
        (first,) = await events_of(reader, 1)
        here.engines.loaded(ScriptedEngine(echo))
        events = await events_of(await here.registry.resume(first["run_id"], 0))
        assert events[-1]["type"] == "run.finished"
        assert [*states, here.engines.state] == ["loading", "ready"]


@in_loop
async def test_runs_fail_with_the_engine(tmp_path: Path) -> None:
    async with world(tmp_path, None) as here:
        waiting = await here.start("before")
        here.engines.failed("The module x is missing.")
        for events in (await events_of(waiting), await here.run("after")):
            assert events[-1]["type"] == "run.failed"
            assert events[-1]["problem"]["type"] == "engine-failed"
            assert "The module x is missing." in events[-1]["problem"]["detail"]
        assert here.engines.state == "failed"


@in_loop
async def test_a_problem_of_the_model_ends_the_run_and_keeps_the_text(tmp_path: Path) -> None:
    async def limited(request: TurnRequest) -> AsyncIterator[AgentEvent]:
        yield TextProduced("so far", "assistant")
        raise ModelError("model-rate-limited", "Too many requests.", "Wait a minute.", retryable=True)

    async with world(tmp_path, limited) as here:
        events = await here.run()
        assert_whole(events)
        assert events[-1]["problem"] == {
            "type": "model-rate-limited",
            "title": "Too many requests.",
            "detail": "Wait a minute.",
            "retryable": True,
            "status": None,
        }
        answer = (await here.database.conversations.messages(events[0]["conversation_id"]))[1]
        assert (answer.state, answer.text) == ("failed", "so far")


@in_loop
async def test_our_own_mistake_is_told_without_what_it_was(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def mistaken(request: TurnRequest) -> AsyncIterator[AgentEvent]:
        yield TextProduced("so far", "assistant")
        message = "the secret is xyzzy"
        raise ZeroDivisionError(message)

    async with world(tmp_path, mistaken) as here:
        events = await here.run()
    assert events[-1]["problem"]["type"] == "internal"
    assert "xyzzy" not in str(events)
    assert "ZeroDivisionError" in caplog.text


@in_loop
async def test_an_engine_that_ends_without_a_last_word_is_a_mistake(tmp_path: Path) -> None:
    async def unfinished(request: TurnRequest) -> AsyncIterator[AgentEvent]:
        yield TextProduced("so far", "assistant")

    async with world(tmp_path, unfinished) as here:
        assert (await here.run())[-1]["problem"]["type"] == "internal"


@in_loop
async def test_the_same_request_is_answered_by_the_same_run(tmp_path: Path) -> None:
    held = Held()
    async with world(tmp_path, held) as here:
        first, second = await asyncio.gather(here.start(), here.start())
        assert first.run_id == second.run_id
        third = await here.start()
        other = await here.start("something else")
        assert first.run_id == third.run_id != other.run_id
        held.go.set()
        assert await events_of(first) == await events_of(second) == await events_of(third)
        assert (await here.database.statistics.collect())["conversations"] == 2
        # Its end was read: whoever asks again, means it.
        again = await here.start()
        assert again.run_id != first.run_id
        await events_of(again)


@in_loop
async def test_a_request_whose_end_nobody_has_seen_is_not_run_twice(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        reader = await here.start()
        conversation = (await events_of(reader, 1))[0]["conversation_id"]
        watching = await here.registry.resume(reader.run_id, 2)
        async for _ in watching.batches():
            pass
        # ``watching`` was never closed: its socket broke before the last event was on the wire.
        repeated = await here.run()
        assert_whole(repeated)
        assert repeated[0]["run_id"] == reader.run_id
        async with here.registry.without_runs(conversation):
            await here.database.conversations.delete(conversation)
        assert (await here.run())[0]["run_id"] != reader.run_id


@in_loop
async def test_the_text_so_far_can_be_read_while_the_run_goes_on(tmp_path: Path) -> None:
    held = Held()
    async with world(tmp_path, held) as here:
        reader = await here.start()
        (first,) = await events_of(await here.registry.resume(reader.run_id, -1), 1)
        await held.begun.wait()
        detail = await here.registry.conversation(first["conversation_id"])
        assert detail is not None
        assert detail.active_run_id == reader.run_id
        assert (detail.messages[1].state, detail.messages[1].text) == ("running", "half ")
        assert detail.messages[1].parts


@in_loop
async def test_a_run_that_ends_while_its_conversation_is_read_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    async with world(tmp_path, held) as here:
        reader = await here.start()
        conversations = here.database.conversations
        read = conversations.get

        async def read_before_the_end(conversation_id: str) -> ConversationDetail | None:
            detail = await read(conversation_id)
            monkeypatch.undo()
            held.go.set()
            await events_of(reader)
            return detail

        (first,) = await events_of(await here.registry.resume(reader.run_id, -1), 1)
        await held.begun.wait()
        monkeypatch.setattr(conversations, "get", read_before_the_end)
        detail = await here.registry.conversation(first["conversation_id"])
        assert detail is not None
        assert (detail.messages[1].state, detail.messages[1].text) == ("finished", "half rest")


@in_loop
async def test_a_disk_that_refuses_ends_the_run_and_nobody_hangs(tmp_path: Path) -> None:
    held = Held()
    async with world(tmp_path, held, store_every_s=0.01) as here:
        reader = await here.start()
        await held.begun.wait()
        here.database.close()
        events = await events_of(reader)
        assert_whole(events)
        assert events[-1]["problem"]["type"] == "storage-failed"
        assert said(events) == "half "
