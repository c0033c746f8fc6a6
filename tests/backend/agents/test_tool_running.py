"""Tools run beside the event loop, with a limit."""

import asyncio
import threading
import time
from dataclasses import replace

import pytest

from backend.agents.tools.calculator import CALCULATOR, CalculatorArguments
from backend.agents.tools.running import run_limited
from backend.agents.tools.tool import ToolContext, ToolError

pytestmark = pytest.mark.anyio

ARGUMENTS = CalculatorArguments(expression="1")


def limited(tool):
    return run_limited(tool, tool.run, ARGUMENTS, ToolContext(None))


async def test_a_blocking_tool_does_not_block_the_event_loop():
    release = threading.Event()

    def run(_arguments, _context):
        assert release.wait(10)
        return "done"

    task = asyncio.create_task(limited(replace(CALCULATOR, run=run)))
    for _ in range(10):
        await asyncio.sleep(0)
    release.set()  # reached only because the loop went on
    assert await task == "done"


async def test_a_tool_that_takes_too_long_is_given_up_and_told_to_stop():
    told = threading.Event()

    def run(_arguments, context):
        if context.stopped.wait(10):
            told.set()
        return "late"

    with pytest.raises(ToolError, match=r"did not finish within 0\.05 seconds"):
        await limited(replace(CALCULATOR, run=run, time_limit_seconds=0.05))
    assert await asyncio.to_thread(told.wait, 5)


async def test_a_cancelled_tool_is_told_to_stop():
    started, told = threading.Event(), threading.Event()

    def run(_arguments, context):
        started.set()
        if context.stopped.wait(10):
            told.set()
        return "late"

    task = asyncio.create_task(limited(replace(CALCULATOR, run=run)))
    await asyncio.to_thread(started.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(told.wait, 5)


async def test_an_unexpected_error_is_told_but_its_words_are_not_logged(caplog):
    def run(_arguments, _context):
        raise OSError("the words of the user")

    with pytest.raises(ToolError, match="calculator failed: OSError: the words of the user"):
        await limited(replace(CALCULATOR, run=run))
    assert [record.getMessage() for record in caplog.records] == ["tool calculator failed with OSError"]


def test_a_tool_that_hangs_does_not_hold_up_the_end_of_the_loop():
    release = threading.Event()

    def run(_arguments, _context):
        release.wait(20)
        return "late"

    async def main():
        with pytest.raises(ToolError):
            await limited(replace(CALCULATOR, run=run, time_limit_seconds=0.05))

    began = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - began < 5
    release.set()
