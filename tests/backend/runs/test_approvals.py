"""A tool that waits for the user's word."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.agents.engine import AgentEvent, ApprovalAnswer, ApprovalQuestion, TextProduced, TurnRequest
from backend.problems import ProblemError
from tests.backend.runs.world import ask_to_write, assert_whole, events_of, finished, said, world
from tests.backend.store.helpers import in_loop

YES = ApprovalAnswer(approved=True)
NO = ApprovalAnswer(approved=False, reason="not now")


@pytest.mark.parametrize(("answer", "content"), [(YES, "written"), (NO, "denied: not now")])
@in_loop
async def test_the_answer_reaches_the_tool(tmp_path: Path, answer: ApprovalAnswer, content: str) -> None:
    async with world(tmp_path, ask_to_write) as here:
        reader = await here.start()
        before = await events_of(await here.registry.resume(reader.run_id, -1), 4)
        assert before[-1]["type"] == "approval.request"
        assert before[-1]["arguments"] == {"path": "a.txt"}
        assert before[-1]["why"] == "It writes."
        await here.registry.approve(reader.run_id, "call-1", answer)
        events = await events_of(reader)
        assert_whole(events)
        assert [event["content"] for event in events if event["type"] == "tool.result"] == [content]
        assert events[-1]["type"] == "run.finished"


@in_loop
async def test_an_answer_that_nobody_waits_for_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path, ask_to_write) as here:
        reader = await here.start()
        await events_of(await here.registry.resume(reader.run_id, -1), 4)

        async def refused(run_id: str, call_id: str) -> str:
            with pytest.raises(ProblemError) as refusal:
                await here.registry.approve(run_id, call_id, YES)
            return refusal.value.problem.type

        assert await refused("no-such-run", "call-1") == "run-not-found"
        assert await refused(reader.run_id, "call-2") == "approval-not-found"
        await here.registry.approve(reader.run_id, "call-1", YES)
        assert await refused(reader.run_id, "call-1") == "approval-not-found"
        await events_of(reader)
        assert await refused(reader.run_id, "call-1") == "approval-not-found"


@in_loop
async def test_a_run_that_waits_can_be_cancelled(tmp_path: Path) -> None:
    async with world(tmp_path, ask_to_write) as here:
        reader = await here.start()
        await events_of(await here.registry.resume(reader.run_id, -1), 4)
        await here.registry.cancel(reader.run_id)
        events = await events_of(reader)
        assert events[-1]["type"] == "run.cancelled"
        answer = (await here.database.conversations.messages(events[0]["conversation_id"]))[1]
        assert [(part.type, getattr(part, "content", "")) for part in answer.parts] == [("text", ""), ("tool", None)]


@in_loop
async def test_a_run_that_waits_and_has_no_reader_is_cancelled(tmp_path: Path) -> None:
    async with world(tmp_path, ask_to_write, grace_s=0.05) as here:
        reader = await here.start()
        await events_of(await here.registry.resume(reader.run_id, -1), 4)
        (running,) = here.registry._live.values()
        reader.close()
        await running.ended()
        assert running.state == "cancelled"


@in_loop
async def test_one_answer_never_allows_two_calls(tmp_path: Path) -> None:
    async def twice(request: TurnRequest) -> AsyncIterator[AgentEvent]:
        async with asyncio.TaskGroup() as group:
            asked = [
                group.create_task(request.approve(ApprovalQuestion("same", "write", {"n": n}, "why"))) for n in range(2)
            ]
        yield TextProduced(str([task.result().approved for task in asked]), "assistant")
        yield finished()

    async with world(tmp_path, twice) as here:
        reader = await here.start()
        await events_of(await here.registry.resume(reader.run_id, -1), 2)
        await here.registry.approve(reader.run_id, "same", YES)
        assert said(await events_of(reader)) == "[True, False]"
