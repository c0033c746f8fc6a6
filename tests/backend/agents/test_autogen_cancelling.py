"""Cancelling a turn: what AutoGen 0.7 leaves hanging, open or running, each pinned by a test.

The traps 2, 3, 4 and 6 of the list of docs/decisions/006-autogen-behind-an-interface.md.
"""

import asyncio
import logging
import threading
from contextlib import aclosing
from dataclasses import replace

import pytest
from autogen_agentchat.agents import AssistantAgent
from autogen_core import CancellationToken
from autogen_core.models import UserMessage

from backend.agents.autogen.engine import AutoGenEngine
from backend.agents.autogen.model_client import TurnModelClient
from backend.agents.autogen.workbench import CANCELLED, TurnWorkbench
from backend.agents.catalog import own_agents
from backend.agents.engine import (
    TextProduced,
    ToolReturned,
    TurnFinished,
)
from backend.agents.tools.calculator import CALCULATOR
from backend.agents.tools.tool import ToolContext
from backend.providers.model import (
    Completed,
    TextDelta,
    ToolCall,
)
from backend.providers.openai_compatible import address
from backend.providers.openai_compatible.client import OpenAICompatibleModel
from tests.backend.agents.scripted import ScriptedModel, allow, calls, play, request, says
from tests.backend.providers.stand_in import STREAM_HEAD, delta, sends_for_ever, stand_in

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(30)]

SUM = ToolCall("c1", "calculator", '{"expression": "2+2"}')
CLOCK = ToolCall("c2", "clock", "{}")


def engine_with(tool_run, **changes):
    """Return an engine whose calculator does something else."""
    (assistant,) = own_agents()
    changed = replace(CALCULATOR, run=tool_run, **changes)
    tools = tuple(changed if tool is CALCULATOR else tool for tool in assistant.tools)
    return AutoGenEngine([replace(assistant, tools=tools)])


def blocking_tool():
    """Return a tool that runs until the test lets it go, and the events to know and to do so."""
    started, release = threading.Event(), threading.Event()

    def run(_arguments, _context):
        started.set()
        release.wait(20)
        return "late"

    return run, started, release


async def cancel_when(task, event):
    """Cancel the task once the event is set, and return the seconds that it took to end."""
    await asyncio.to_thread(event.wait, 10)
    began = asyncio.get_running_loop().time()
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=5)
    assert done, "the run hangs"
    return asyncio.get_running_loop().time() - began


async def test_cancelling_the_run_during_a_tool_ends_it_within_a_second_and_leaves_no_task():
    run, started, release = blocking_tool()
    before = asyncio.all_tasks()
    task = asyncio.create_task(play(request(ScriptedModel(calls(SUM))), engine_with(run)))
    seconds = await cancel_when(task, started)
    release.set()
    assert task.cancelled()
    assert seconds < 1
    assert asyncio.all_tasks() - before <= {task}


async def test_cancelling_by_autogens_token_during_a_tool_does_not_hang_the_agent():
    """microsoft/autogen issue 7956: a tool call that raises CancelledError is waited for, for ever."""
    run, started, release = blocking_tool()
    workbench = TurnWorkbench([replace(CALCULATOR, run=run)], ToolContext(None), allow)
    client = TurnModelClient(ScriptedModel(calls(SUM), says(Completed("done"))))
    agent = AssistantAgent("a", client, workbench=workbench, model_client_stream=True, max_tool_iterations=1)
    token = CancellationToken()
    task = asyncio.create_task(agent.run(task="x", cancellation_token=token))
    await asyncio.to_thread(started.wait, 10)
    token.cancel()
    done, _ = await asyncio.wait({task}, timeout=5)
    release.set()
    assert done, "the agent hangs"
    assert CANCELLED in str(task.result().messages[-1])


@pytest.mark.parametrize(
    "raised", [RuntimeError("disk on fire"), asyncio.CancelledError(), SystemExit(3), StopIteration()]
)
async def test_whatever_a_tool_raises_becomes_a_result_and_the_run_goes_on(raised):
    def run(_arguments, _context):
        raise raised

    model = ScriptedModel(calls(SUM), says(TextDelta("sorry"), Completed("sorry")))
    events = await asyncio.wait_for(play(request(model), engine_with(run)), 10)
    returned = next(event for event in events if isinstance(event, ToolReturned))
    assert returned.is_error
    assert events[-1] == TurnFinished("", 0, 0, "stop")


async def test_cancelling_the_run_closes_the_connection_to_the_model():
    async with stand_in(sends_for_ever(STREAM_HEAD, delta(content="token "))) as server:
        model = OpenAICompatibleModel(address.read(server.base_url), "m", None)
        got = asyncio.Event()

        async def read():
            async with aclosing(AutoGenEngine().run(request(model))) as stream:
                async for event in stream:
                    if isinstance(event, TextProduced):
                        got.set()

        task = asyncio.create_task(read())
        await asyncio.wait_for(got.wait(), 10)
        task.cancel()
        await asyncio.wait({task}, timeout=5)
        assert task.cancelled()
        await asyncio.wait_for(server.disconnected.wait(), 1)
        await model.close()


async def test_breaking_off_the_reading_closes_the_model_before_it_returns_and_logs_nothing(caplog):
    """Left to the garbage collector, AutoGen's inner generators are closed in another task, out of their context."""
    problems: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: problems.append(context))
    endless = asyncio.Event()

    async def script(_turns, _tools):
        yield TextDelta("first")
        await endless.wait()

    model = ScriptedModel(script)
    tasks = asyncio.all_tasks()
    stream = AutoGenEngine().run(request(model))
    async with aclosing(stream):
        assert await anext(stream) == TextProduced("first", "assistant")
    assert model.closed == 1
    for _ in range(10):  # generators inside generators: the collector closes each in a task of its own
        await asyncio.sleep(0)
        await asyncio.gather(*(asyncio.all_tasks() - tasks))
    assert problems == []
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_the_token_is_linked_once_a_stream_and_not_once_a_piece():
    pieces = [TextDelta("x")] * 5000
    client = TurnModelClient(ScriptedModel(says(*pieces, Completed("x" * 5000))))
    token = CancellationToken()
    async for _ in client.create_stream([UserMessage(content="x", source="user")], cancellation_token=token):
        pass
    assert len(token._callbacks) == 1


async def test_autogens_token_stops_a_model_that_says_nothing():
    asked = asyncio.Event()

    async def script(_turns, _tools):
        asked.set()
        await asyncio.Event().wait()
        yield Completed("never")

    model = ScriptedModel(script)
    client = TurnModelClient(model)
    token = CancellationToken()
    stream = client.create_stream([UserMessage(content="x", source="user")], cancellation_token=token)
    task = asyncio.ensure_future(anext(stream))
    await asyncio.wait_for(asked.wait(), 10)
    token.cancel()
    await asyncio.wait({task}, timeout=5)
    assert task.cancelled()
    assert model.closed == 1


async def test_all_text_so_far_comes_while_the_model_still_thinks_about_the_rest():
    async def script(_turns, _tools):
        yield TextDelta("half an ")
        yield TextDelta("answer")
        await asyncio.Event().wait()

    model = ScriptedModel(script)
    said = ""
    async with aclosing(AutoGenEngine().run(request(model))) as stream:
        while said != "half an answer":
            event = await asyncio.wait_for(anext(stream), 5)
            assert isinstance(event, TextProduced)
            said += event.text
    assert model.closed == 1
