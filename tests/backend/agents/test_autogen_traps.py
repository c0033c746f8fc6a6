"""What AutoGen 0.7 does that hurts, each pinned by a test that fails when the handling is removed.

Numbers in brackets are those of the list of known traps in docs/decisions/006-autogen-behind-an-interface.md.
"""

import asyncio
import logging
from contextlib import aclosing
from typing import Any

import pytest
from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.teams import RoundRobinGroupChat
from autogen_core.models import AssistantMessage, CreateResult, LLMMessage, UserMessage, validate_model_info

from backend.agents.autogen.engine import AutoGenEngine
from backend.agents.autogen.model_client import TurnModelClient
from backend.agents.autogen.translation import CUT_OFF, NO_ANSWER
from backend.agents.catalog import own_agents
from backend.agents.engine import (
    PastMessage,
    PastToolCall,
    TextProduced,
    ThoughtProduced,
    ToolRequested,
    TurnFinished,
)
from backend.providers.errors import ModelError
from backend.providers.model import (
    AssistantTurn,
    Completed,
    ReasoningDelta,
    SystemTurn,
    TextDelta,
    ToolCall,
    ToolTurn,
    UserTurn,
)
from tests.backend.agents.scripted import ScriptedModel, calls, play, play_into, request, said, says

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(30)]

SUM = ToolCall("c1", "calculator", '{"expression": "2+2"}')
CLOCK = ToolCall("c2", "clock", "{}")


# -- What a cut turn leaves behind: trap 5


async def test_a_tool_call_that_was_cut_off_gets_a_result_that_says_so():
    history = [
        PastMessage("user", "write it"),
        PastMessage("assistant", "", (PastToolCall("old", "write_file", {"path": "a"}, None, is_error=False),)),
    ]
    model = ScriptedModel(says(Completed("fine")))
    await play(request(model, "and now?", history))
    assert model.asked[0][1:] == [
        UserTurn("write it"),
        AssistantTurn("", (ToolCall("old", "write_file", '{"path": "a"}'),)),
        ToolTurn("old", "write_file", CUT_OFF, is_error=True),
        AssistantTurn(NO_ANSWER),
        UserTurn("and now?"),
    ]


async def test_nothing_is_kept_from_turn_to_turn_but_the_history():
    """A kept agent, its saved state or its memory would send things twice (13)."""
    engine = AutoGenEngine()
    model = ScriptedModel(says(Completed("one")), says(Completed("two")))
    await play(request(model, "first"), engine)
    history = [PastMessage("user", "first"), PastMessage("assistant", "one")]
    await play(request(model, "second", history), engine)
    assert model.asked[1][1:] == [UserTurn("first"), AssistantTurn("one"), UserTurn("second")]


# -- What gets lost on the way: traps 7 and 8


async def test_a_model_error_keeps_its_type():
    error = ModelError("model-rate-limited", "Too often.", "Wait.", retryable=True)

    async def script(_turns, _tools):
        yield TextDelta("half")
        raise error

    seen: list[Any] = []
    with pytest.raises(ModelError) as raised:
        await play_into(seen, request(ScriptedModel(script)))
    assert raised.value is error
    assert seen == [TextProduced("half", "assistant")]


async def test_a_model_error_that_autogen_turns_into_text_is_still_known():
    async def script(_turns, _tools):
        raise ModelError("model-timeout", "Silent.", "Try again.", retryable=True)
        yield  # makes it a generator

    client = TurnModelClient(ScriptedModel(script))
    team = RoundRobinGroupChat([AssistantAgent("a", client, model_client_stream=True)], max_turns=1)
    with pytest.raises(RuntimeError):
        await team.run(task="x")
    assert client.failure is not None
    assert client.failure.code == "model-timeout"


async def test_a_model_error_that_autogen_wraps_comes_out_of_the_engine_unwrapped(monkeypatch):
    original = AssistantAgent.run_stream

    async def wrapping(self, **arguments):
        try:
            async for event in original(self, **arguments):
                yield event
        except ModelError as error:
            raise RuntimeError(str(error)) from None

    async def script(_turns, _tools):
        raise ModelError("model-timeout", "Silent.", "Try again.", retryable=True)
        yield  # makes it a generator

    monkeypatch.setattr(AssistantAgent, "run_stream", wrapping)
    with pytest.raises(ModelError, match="Silent"):
        await play(request(ScriptedModel(script)))


async def test_usage_is_summed_over_all_calls_of_the_turn():
    model = ScriptedModel(
        says(Completed("", (SUM,), "tool_calls", input_tokens=10, output_tokens=3)),
        says(Completed("4", input_tokens=20, output_tokens=1)),
    )
    assert (await play(request(model)))[-1] == TurnFinished("", 30, 4, "stop")


@pytest.mark.parametrize("reason", ["stop", "length", "content_filter", "unknown"])
async def test_the_finish_reason_reaches_the_end(reason):
    model = ScriptedModel(says(TextDelta("x"), Completed("x", finish_reason=reason)))
    assert (await play(request(model)))[-1].finish_reason == reason


async def test_a_stream_that_ends_too_early_is_an_error():
    with pytest.raises(ModelError) as raised:
        await play(request(ScriptedModel(says(TextDelta("half an")))))
    assert raised.value.code == "model-stream-cut"


async def test_reasoning_is_streamed_as_it_comes_and_not_after_the_answer():
    thought_seen = asyncio.Event()

    async def script(_turns, _tools):
        yield ReasoningDelta("hm")
        await asyncio.wait_for(thought_seen.wait(), 5)
        yield TextDelta("x")
        yield ReasoningDelta("oh")
        yield Completed("x", reasoning="hmoh")

    events: list[Any] = []
    async with aclosing(AutoGenEngine().run(request(ScriptedModel(script)))) as stream:
        async for event in stream:
            events.append(event)
            if isinstance(event, ThoughtProduced):
                thought_seen.set()
    assert events[:-1] == [ThoughtProduced("hm"), TextProduced("x", "assistant"), ThoughtProduced("oh")]
    assert said(events) == "x"


async def test_text_beside_tool_calls_stays_in_the_context_and_in_the_answer():
    """AutoGen keeps it as a “thought” and never shows it."""
    model = ScriptedModel(
        says(TextDelta("Let me see."), Completed("Let me see.", (SUM,), "tool_calls")),
        says(TextDelta("It is 4."), Completed("It is 4.")),
    )
    events = await play(request(model))
    assert said(events) == "Let me see.\n\nIt is 4."
    assert model.asked[1][2] == AssistantTurn("Let me see.", (SUM,))


async def test_a_model_that_does_not_stream_is_shown_all_the_same():
    events = await play(request(ScriptedModel(says(Completed("whole")))))
    assert events == [TextProduced("whole", "assistant"), TurnFinished("", 0, 0, "stop")]


# -- Counting tokens, system message, rounds: traps 9 and 11


async def test_tokens_are_estimated_without_the_network_and_the_model_is_described():
    client = TurnModelClient(ScriptedModel(says(Completed("x"))))
    validate_model_info(client.model_info)
    messages: list[LLMMessage] = [
        UserMessage(content="x" * 4000, source="user"),
        AssistantMessage(content="y", source="a"),
    ]
    assert 1000 <= client.count_tokens(messages) < 1200
    assert client.remaining_tokens(messages) > 100_000


async def test_the_system_message_is_our_own():
    model = ScriptedModel(says(Completed("x")))
    await play(request(model))
    assert model.asked[0][0] == SystemTurn(own_agents()[0].instructions())
    assert "TERMINATE" not in str(model.asked[0])


async def test_tools_are_called_in_several_rounds():
    model = ScriptedModel(calls(SUM), calls(CLOCK), says(Completed("done")))
    events = await play(request(model))
    assert [event.name for event in events if isinstance(event, ToolRequested)] == ["calculator", "clock"]
    assert events[-1].finish_reason == "stop"


async def test_the_limit_of_rounds_is_told_in_words():
    model = ScriptedModel(calls(SUM))
    events = await play(request(model), AutoGenEngine(max_tool_rounds=3))
    assert sum(isinstance(event, ToolRequested) for event in events) == 3
    assert events[-1].finish_reason == "tool_limit"
    assert said(events).startswith("I stopped here: this question took 3 rounds of tool calls")
    assert "2+2 = 4" not in said(events)


# -- Logs


async def test_the_users_words_do_not_reach_autogens_logs(caplog):
    caplog.set_level(logging.DEBUG)
    model = ScriptedModel(
        calls(ToolCall("c1", "calculator", '{"expression": "31415*1"}')), says(Completed("private words"))
    )
    await play(request(model, "my secret plan"))
    logged = "".join(record.getMessage() for record in caplog.records)
    assert not any(words in logged for words in ("my secret plan", "31415", "private words"))


async def test_create_returns_the_same_as_the_stream():
    client = TurnModelClient(ScriptedModel(says(TextDelta("x"), Completed("x", input_tokens=2))))
    result = await client.create([UserMessage(content="x", source="user")])
    assert isinstance(result, CreateResult)
    assert (result.content, result.usage.prompt_tokens) == ("x", 2)
