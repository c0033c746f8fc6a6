"""The client against a real server written by others."""

import dataclasses
import os
import subprocess
import sys
from contextlib import aclosing
from typing import Any

import pytest

from backend.providers.errors import ModelError
from backend.providers.model import (
    AssistantTurn,
    Completed,
    ProviderConfig,
    ReasoningDelta,
    SystemTurn,
    TextDelta,
    ToolCall,
    ToolSpec,
    ToolTurn,
    Turn,
    UserTurn,
)
from backend.providers.openai_compatible.provider import OpenAICompatibleProvider
from backend.providers.registry import PROVIDERS

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

KEY = "sk-test-0123456789abcdef"
TOOLS = [ToolSpec("calculator", "Calculates.", {"type": "object", "properties": {}}), ToolSpec("clock", "Tells.", {})]


async def ask(server, *turns: Turn, tools=()) -> list[Any]:
    client = OpenAICompatibleProvider().client(ProviderConfig(server.base_url, "gpt-4", KEY))
    try:
        async with aclosing(client.stream(turns, tools)) as events:  # type: ignore[type-var]
            return [event async for event in events]
    finally:
        await client.close()


async def test_text_and_reasoning_are_streamed_and_usage_is_counted(aimock):
    events = await ask(aimock, UserTurn("say hello"))
    text = [event.text for event in events if isinstance(event, TextDelta)]
    assert len(text) > 3
    assert "".join(text) == "Hello from the model, in several pieces: Zoë 测试."
    assert "".join(event.text for event in events if isinstance(event, ReasoningDelta)) == "The user wants a greeting."
    assert events[-1] == Completed("".join(text), (), "stop", 11, 7, "The user wants a greeting.")


async def test_parallel_tool_calls_are_put_together(aimock):
    events = await ask(aimock, UserTurn("use two tools"), tools=TOOLS)
    assert events[-1].text == "Let me see."
    assert events[-1].finish_reason == "tool_calls"
    assert events[-1].tool_calls == (
        ToolCall("call_sum", "calculator", '{"expression":"12*(3+4)"}'),
        ToolCall("call_time", "clock", '{"zone":"Asia/Tokyo"}'),
    )


async def test_all_kinds_of_turns_are_written_as_the_wire_wants_them(aimock):
    call = ToolCall("c1", "clock", "{}")
    await ask(
        aimock,
        SystemTurn("Be brief."),
        UserTurn("use two tools"),
        AssistantTurn("", (call,)),
        ToolTurn("c1", "clock", "noon", is_error=False),
        AssistantTurn("It is noon."),
        UserTurn("say hello"),
        tools=TOOLS,
    )
    body = aimock.requests()[-1]
    assert body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "use two tools"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "clock", "arguments": "{}"}}],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "noon"},
        {"role": "assistant", "content": "It is noon."},
        {"role": "user", "content": "say hello"},
    ]
    assert body["stream_options"] == {"include_usage": True}
    assert [tool["function"]["name"] for tool in body["tools"]] == ["calculator", "clock"]


async def test_an_answer_that_reached_its_length_says_so(aimock):
    assert (await ask(aimock, UserTurn("stop at the length")))[-1].finish_reason == "length"


@pytest.mark.parametrize(
    ("question", "code", "retryable", "said"),
    [
        ("wrong key", "model-authentication", False, "Incorrect API key"),
        ("not allowed", "model-permission", False, "No access to this model"),
        ("unknown model", "model-not-found", False, "The model does not exist"),
        ("too often", "model-rate-limited", True, "It asks to wait 1 second."),
        ("server trouble", "model-overloaded", True, "The engine is overloaded"),
        ("too long", "model-context-too-long", False, "maximum context length is 8192"),
        ("break off", "model-stream-cut", True, "Try again"),
    ],
)
async def test_each_failure_is_told_apart(aimock, question, code, retryable, said):
    with pytest.raises(ModelError) as raised:
        await ask(aimock, UserTurn(question))
    assert (raised.value.code, raised.value.retryable) == (code, retryable)
    assert said in raised.value.detail


async def test_a_key_that_the_server_quotes_does_not_come_back(aimock):
    with pytest.raises(ModelError) as raised:
        await ask(aimock, UserTurn("wrong key"))
    assert KEY not in f"{raised.value!r} {raised.value.detail}"
    assert raised.value.__cause__ is None


async def test_the_check_finds_the_models_and_gets_an_answer(aimock):
    check = await OpenAICompatibleProvider().check(ProviderConfig(aimock.base_url, "gpt-4", KEY))
    assert check.ok
    assert check.detail == "“gpt-4” at 127.0.0.1 answered."
    assert "gpt-4o" in check.models
    assert aimock.requests()[-1]["max_tokens"] == 8


async def test_the_check_without_a_model_offers_those_that_there_are(aimock):
    check = await OpenAICompatibleProvider().check(ProviderConfig(aimock.base_url, None, None))
    assert not check.ok
    assert "the model is missing" in check.title
    assert "gpt-4" in check.models


@pytest.mark.parametrize(
    ("config", "title"),
    [
        (ProviderConfig(None, "m", KEY), "The base URL is missing."),
        (ProviderConfig("example", "m", KEY), "The base URL is not an address."),
        (ProviderConfig("http://127.0.0.1:1/v1", "m", KEY), "The model's server at 127.0.0.1 cannot be reached."),
        (ProviderConfig("http://127.0.0.1:1/v1", "m", "line\nbreak"), "The key holds characters that no key has."),
    ],
)
async def test_the_check_says_what_is_wrong(config, title):
    check = await OpenAICompatibleProvider().check(config)
    assert (check.ok, check.title) == (False, title)
    assert "Error" not in check.detail


def test_an_incomplete_configuration_makes_no_client():
    for config in (ProviderConfig(None, "m"), ProviderConfig("http://127.0.0.1:1", " ")):
        with pytest.raises(ModelError) as raised:
            OpenAICompatibleProvider().client(config)
        assert raised.value.code == "model-not-configured"


def test_the_key_is_in_no_repr():
    config = ProviderConfig("http://127.0.0.1:1/v1", "m", KEY)
    assert KEY not in f"{config!r} {OpenAICompatibleProvider().client(config)!r}"
    assert dataclasses.asdict(config)["key"] == KEY


def test_the_registry_is_light_and_the_demo_model_comes_first():
    assert list(PROVIDERS) == ["demo", "openai-compatible"]
    code = (
        "import sys, backend.providers.registry, backend.agents.catalog, backend.secrets.keychain;"
        "print([m for m in ('httpx2', 'autogen_core', 'autogen_agentchat', 'keyring') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"
