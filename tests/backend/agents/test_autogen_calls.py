"""Tool calls that models get wrong, and results that AutoGen tells too late."""

import asyncio
import json
import threading
from contextlib import aclosing
from dataclasses import replace

import pytest

from backend.agents.autogen.engine import AutoGenEngine
from backend.agents.autogen.limits import MAX_CALLS_A_ROUND, MAX_TOOLS_AT_ONCE
from backend.agents.autogen.workbench import SURPLUS, ToolOutcome, TurnWorkbench
from backend.agents.engine import ApprovalAnswer, PastMessage, PastToolCall, ToolRequested, ToolReturned
from backend.agents.tools.calculator import CALCULATOR, CalculatorArguments
from backend.agents.tools.tool import ToolContext
from backend.providers.model import Completed, ToolCall
from tests.backend.agents.scripted import ScriptedModel, allow, calls, play, request, said, says

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(30)]

SUM = ToolCall("c1", "calculator", '{"expression": "2+2"}')
CLOCK = ToolCall("c2", "clock", "{}")


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ("{not json", {"_raw": "{not json"}),
        ("[1, 2]", {"_raw": "[1, 2]"}),
        ("[" * 100_000, {"_raw": "[" * 100_000}),
        ('{"expression": NaN}', {"_raw": '{"expression": NaN}'}),
        ('{"expression": "\\ud800"}', {"_raw": '{"expression": "\\ud800"}'}),
        ("", {}),
        ('{"wrong": 1}', {"wrong": 1}),
    ],
)
async def test_bad_arguments_are_an_error_result_and_the_run_goes_on(arguments, shown):
    """AutoGen hangs when parsing raises anything but JSONDecodeError; servers refuse a history with broken JSON."""
    model = ScriptedModel(calls(ToolCall("c1", "calculator", arguments)), says(Completed("sorry")))
    events = await asyncio.wait_for(play(request(model)), 10)
    assert events[0] == ToolRequested("c1", "calculator", shown)
    assert isinstance(events[1], ToolReturned)
    assert events[1].is_error
    assert "arguments" in events[1].content
    assert said(events) == "sorry"
    sent_back = model.asked[1][2].tool_calls[0].arguments
    assert isinstance(json.loads(sent_back), dict)


class Counting(list[str]):
    """A tool's function with a memory: like every list, it cannot be hashed."""

    def __call__(self, arguments: CalculatorArguments, _context: ToolContext) -> str:
        self.append(arguments.expression)
        return f"call {len(self)}"


async def test_the_function_of_a_tool_may_be_any_object_that_can_be_called():
    workbench = TurnWorkbench([replace(CALCULATOR, run=Counting())], ToolContext(None), allow)
    assert [tool["name"] for tool in await workbench.list_tools()] == ["calculator"]
    outcome, _ = [one async for one in workbench.call_tool_stream("calculator", {"expression": "1"})]
    assert isinstance(outcome, ToolOutcome)
    assert outcome.content == "call 1"


async def test_an_unknown_tool_is_an_error_result_and_the_run_goes_on():
    model = ScriptedModel(calls(ToolCall("c1", "teleport", "{}")), says(Completed("sorry")))
    events = await play(request(model))
    assert events[1].is_error
    assert "teleport" in events[1].content
    assert said(events) == "sorry"


async def test_of_too_many_calls_in_one_answer_the_rest_is_told_so_and_the_run_goes_on():
    many = [ToolCall(f"c{number}", "calculator", '{"expression": "2+2"}') for number in range(MAX_CALLS_A_ROUND + 3)]
    model = ScriptedModel(calls(*many), calls(replace(SUM, call_id="later")), says(Completed("done")))
    events = await play(request(model))
    contents = {event.call_id: (event.content, event.is_error) for event in events if isinstance(event, ToolReturned)}
    assert [contents.pop(one.call_id) for one in many[MAX_CALLS_A_ROUND:]] == [(SURPLUS, True)] * 3
    assert list(contents) == [*(one.call_id for one in many[:MAX_CALLS_A_ROUND]), "later"]
    assert set(contents.values()) == {("2+2 = 4", False)}
    assert said(events) == "done"


async def test_only_so_many_tools_run_at_once():
    release = threading.Event()

    def run(_arguments, _context):
        assert release.wait(10)
        return "done"

    workbench = TurnWorkbench([replace(CALCULATOR, name="counted", run=run)], ToolContext(None), allow)
    number = 4 * MAX_TOOLS_AT_ONCE
    tasks = [asyncio.create_task(outcome_of(workbench, {"expression": "1"}, "counted")) for _ in range(number)]
    for _ in range(20):
        await asyncio.sleep(0)
    assert [one.name for one in threading.enumerate()].count("tool-counted") == MAX_TOOLS_AT_ONCE
    release.set()
    assert await asyncio.wait_for(asyncio.gather(*tasks), 10) == ["done"] * number


async def test_tools_that_wait_for_the_user_keep_no_others_from_running():
    answer, asked = asyncio.Event(), asyncio.Semaphore(0)

    async def approve(_question):
        asked.release()
        await answer.wait()
        return ApprovalAnswer(approved=True)

    asking = replace(CALCULATOR, name="asking", why=lambda _arguments, _context: "because")
    workbench = TurnWorkbench([asking, CALCULATOR], ToolContext(None), approve)
    arguments = {"expression": "2+2"}
    waiting = [asyncio.create_task(outcome_of(workbench, arguments, "asking")) for _ in range(2 * MAX_TOOLS_AT_ONCE)]
    for _ in waiting:
        await asyncio.wait_for(asked.acquire(), 10)
    assert await asyncio.wait_for(outcome_of(workbench, arguments), 10) == "2+2 = 4"
    answer.set()
    assert await asyncio.wait_for(asyncio.gather(*waiting), 10) == ["2+2 = 4"] * len(waiting)


async def outcome_of(workbench, arguments, name="calculator"):
    outcome, _ = [one async for one in workbench.call_tool_stream(name, arguments)]
    return outcome.content


async def test_calls_with_missing_or_doubled_ids_are_told_apart():
    twice = [
        ToolCall("same", "calculator", '{"expression": "1+1"}'),
        ToolCall("same", "clock", "{}"),
        replace(CLOCK, call_id=""),
    ]
    past = PastMessage("assistant", "x", (PastToolCall("c2", "clock", {}, "late", is_error=False),))
    model = ScriptedModel(calls(*twice, CLOCK), says(Completed("done")))
    events = await play(request(model, history=[PastMessage("user", "x"), past]))
    asked = [event.call_id for event in events if isinstance(event, ToolRequested)]
    assert len({*asked, "c2"}) == 5
    assert asked[0] == "same"
    assert sorted(asked) == sorted(event.call_id for event in events if isinstance(event, ToolReturned))


async def test_a_result_comes_at_once_while_another_tool_still_waits_for_the_user(tmp_path):
    """AutoGen tells of results only when all tools of a round have answered."""
    answer = asyncio.Event()

    async def approve(_question):
        await answer.wait()
        return ApprovalAnswer(approved=False, reason="not today")

    write = ToolCall("c9", "write_file", '{"path": "a.txt", "content": "x"}')
    model = ScriptedModel(calls(write, SUM), says(Completed("done")))
    seen = []
    async with aclosing(AutoGenEngine().run(request(model, workspace=str(tmp_path), approve=approve))) as stream:
        async for event in stream:
            seen.append(event)
            if event == ToolReturned("c1", "calculator", "2+2 = 4", is_error=False):
                answer.set()
    assert (
        ToolReturned("c9", "write_file", "The user did not allow this. Their reason: not today", is_error=True) in seen
    )
    assert not (tmp_path / "a.txt").exists()


@pytest.mark.parametrize("existed", [False, True])
async def test_whoever_agreed_to_a_new_file_did_not_agree_to_lose_one(existed, tmp_path):
    file = tmp_path / "a.txt"
    if existed:
        file.write_text("old")

    async def approve(question):
        assert question.why.startswith("Replace" if existed else "Create")
        file.write_text("of somebody else")
        return ApprovalAnswer(approved=True)

    write = ToolCall("c9", "write_file", '{"path": "a.txt", "content": "x"}')
    model = ScriptedModel(calls(write), says(Completed("done")))
    events = await play(request(model, workspace=str(tmp_path), approve=approve))
    assert events[1].is_error is not existed
    assert file.read_text() == ("x" if existed else "of somebody else")
    assert existed or "“a.txt” was to be a new file" in events[1].content


async def test_a_write_that_is_not_allowed_is_refused_without_asking_the_user(tmp_path):
    async def approve(question):
        raise AssertionError(question)

    write = ToolCall("c9", "write_file", '{"path": "../a.txt", "content": "x"}')
    model = ScriptedModel(calls(write), says(Completed("sorry")))
    events = await play(request(model, workspace=str(tmp_path), approve=approve))
    assert events[1].is_error
    assert "leaves the workspace folder" in events[1].content
