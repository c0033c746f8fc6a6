"""The engine with its real tools and models: the demo model, and a real server."""

import json

import pytest

from backend.agents.autogen.engine import AutoGenEngine
from backend.agents.engine import (
    ApprovalAnswer,
    PastMessage,
    ThoughtProduced,
    ToolRequested,
    ToolReturned,
    TurnFinished,
)
from backend.providers.demo.client import DemoModel
from backend.providers.model import Completed
from backend.providers.openai_compatible import address
from backend.providers.openai_compatible.client import OpenAICompatibleModel
from tests.backend.agents.scripted import ScriptedModel, play, request, said, says

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]


def demo() -> DemoModel:
    return DemoModel(seconds_per_token=0)


async def test_the_demo_model_uses_two_tools_and_says_what_they_said():
    events = await play(request(demo(), "What time is it in Tokyo, and what is 12*(3+4)?"))
    assert [event.name for event in events if isinstance(event, ToolRequested)] == ["clock", "calculator"]
    time = next(event.content for event in events if isinstance(event, ToolReturned) and event.name == "clock")
    assert isinstance(events[-1], TurnFinished)
    assert time in said(events)
    assert "**84**" in said(events)


async def test_a_file_is_written_once_the_user_agrees(tmp_path):
    asked = []

    async def approve(question):
        asked.append(question)
        return ApprovalAnswer(approved=True)

    question = "Create notes/todo.txt with the text: Buy milk"
    events = await play(request(demo(), question, workspace=str(tmp_path), approve=approve))
    assert (tmp_path / "notes" / "todo.txt").read_text() == "Buy milk"
    assert asked[0].arguments == {"path": "notes/todo.txt", "content": "Buy milk"}
    assert asked[0].why == "Create “notes/todo.txt” in the workspace folder with 8 characters."
    assert asked[0].call_id == events[0].call_id
    assert said(events) == "Done. Created notes/todo.txt (8 characters)."


async def test_a_denial_is_told_in_words_and_nothing_is_written(tmp_path):
    async def deny(_question):
        return ApprovalAnswer(approved=False, reason="wrong folder")

    question = "Create todo.txt with the text: Buy milk"
    events = await play(request(demo(), question, workspace=str(tmp_path), approve=deny))
    assert list(tmp_path.iterdir()) == []
    assert said(events) == ("That did not work (`write_file`): The user did not allow this. Their reason: wrong folder")


async def test_an_escape_from_the_workspace_is_refused_in_words(tmp_path):
    (tmp_path / "workspace").mkdir()
    (tmp_path / "secret.txt").write_text("the secret")
    events = await play(request(demo(), "read ../secret.txt", workspace=str(tmp_path / "workspace")))
    assert "leaves the workspace folder" in said(events)
    assert "the secret" not in said(events)


async def test_without_a_workspace_the_user_is_sent_to_the_settings():
    events = await play(request(demo(), "List my files"))
    assert "Choose a folder in the settings" in said(events)


async def test_the_demo_model_remembers_what_was_asked():
    history = [PastMessage("user", "What is 2+2?"), PastMessage("assistant", "4")]
    events = await play(request(demo(), "What did I ask before?", history))
    assert "“What is 2+2?”" in said(events)


async def test_an_unknown_agent_is_a_lookup_error():
    turn = request(ScriptedModel(says(Completed("x"))))
    with pytest.raises(LookupError, match="nobody"):
        async for _ in AutoGenEngine(agents=()).run(turn.__class__("nobody", "x", (), turn.model, None, turn.approve)):
            pass


async def test_a_real_server_streams_reasoning_and_text(aimock):
    model = OpenAICompatibleModel(address.read(aimock.base_url), "gpt-4", "key")
    try:
        events = await play(request(model, "say hello"))
    finally:
        await model.close()
    thoughts = "".join(event.text for event in events if isinstance(event, ThoughtProduced))
    assert thoughts == "The user wants a greeting."
    assert events[-1] == TurnFinished("", 11, 7, "stop")


async def test_a_real_server_calls_tools_and_gets_their_results(aimock):
    model = OpenAICompatibleModel(address.read(aimock.base_url), "gpt-4", "key")
    try:
        events = await play(request(model, "use two tools"))
    finally:
        await model.close()
    assert ToolReturned("call_sum", "calculator", "12*(3+4) = 84", is_error=False) in events
    assert events[-1] == TurnFinished("", 50, 11, "stop")
    sent = aimock.requests()[-1]["messages"]
    assert [message["role"] for message in sent] == ["system", "user", "assistant", "tool", "tool"]
    assert [call["id"] for call in sent[2]["tool_calls"]] == ["call_sum", "call_time"]
    assert sent[2]["content"] == "Let me see."
    assert sent[3]["content"] == "12*(3+4) = 84"
    assert json.loads(sent[2]["tool_calls"][0]["function"]["arguments"]) == {"expression": "12*(3+4)"}
