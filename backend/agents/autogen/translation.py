"""AutoGen's messages and tools, in the words of ``backend.providers.model``; and the history in AutoGen's."""

from collections.abc import Iterable, Sequence
from typing import Final

from autogen_core import FunctionCall
from autogen_core.models import (
    AssistantMessage,
    FunctionExecutionResult,
    FunctionExecutionResultMessage,
    LLMMessage,
    SystemMessage,
    UserMessage,
)
from autogen_core.tools import Tool, ToolSchema

from backend.agents.autogen import arguments
from backend.agents.engine import PastMessage, PastToolCall
from backend.providers.model import AssistantTurn, SystemTurn, ToolCall, ToolSpec, ToolTurn, Turn, UserTurn

CUT_OFF: Final = "The run was stopped before this tool call finished. It may or may not have had an effect."
NO_ANSWER: Final = "(This answer was stopped before it began.)"


def turns(messages: Sequence[LLMMessage]) -> list[Turn]:
    """Translate AutoGen's context for a model."""
    return [turn for message in messages for turn in _turns(message)]


def tool_specs(tools: Iterable[Tool | ToolSchema]) -> list[ToolSpec]:
    """Translate AutoGen's tools for a model."""
    # Not “is it a Tool?”: that is a protocol, and to ask takes as long as all else here.
    schemas = [tool if isinstance(tool, dict) else tool.schema for tool in tools]
    return [ToolSpec(one["name"], one.get("description", ""), dict(one.get("parameters", {}))) for one in schemas]


def context_messages(history: Sequence[PastMessage], agent: str) -> list[LLMMessage]:
    """Build AutoGen's context from what was said before.

    A call without a result was cut off by a cancel or a crash; left alone, servers refuse the whole conversation,
    so it gets a result that says so. An answer of which nothing came gets a text, for roles must alternate.
    """
    return [message for past in history for message in _past_messages(past, agent)]


def _past_messages(past: PastMessage, agent: str) -> list[LLMMessage]:
    if past.role == "user":
        return [UserMessage(content=past.text, source="user")]
    if not past.tool_calls:
        return [AssistantMessage(content=past.text or NO_ANSWER, source=agent)]
    called: list[LLMMessage] = [
        AssistantMessage(content=[_function_call(call) for call in past.tool_calls], source=agent),
        FunctionExecutionResultMessage(content=[_result(call) for call in past.tool_calls]),
    ]
    return [*called, AssistantMessage(content=past.text or NO_ANSWER, source=agent)]


def _function_call(call: PastToolCall) -> FunctionCall:
    return FunctionCall(id=call.call_id, name=call.name, arguments=arguments.dump(call.arguments))


def _result(call: PastToolCall) -> FunctionExecutionResult:
    is_cut = call.content is None
    return FunctionExecutionResult(
        content=CUT_OFF if call.content is None else call.content,
        name=call.name,
        call_id=call.call_id,
        is_error=is_cut or call.is_error,
    )


def _turns(message: LLMMessage) -> list[Turn]:
    match message:
        case SystemMessage(content=text):
            return [SystemTurn(text)]
        case UserMessage(content=str() as text):
            return [UserTurn(text)]
        case UserMessage(content=parts):
            return [UserTurn("\n".join(part for part in parts if isinstance(part, str)))]
        case AssistantMessage(content=str() as text):
            return [AssistantTurn(text)]
        case AssistantMessage(content=calls, thought=text):
            # AutoGen keeps text that came beside tool calls as the message's thought.
            called = tuple(ToolCall(one.id, one.name, one.arguments) for one in calls if isinstance(one, FunctionCall))
            return [AssistantTurn(text or "", called)]
        case FunctionExecutionResultMessage(content=results):
            return [ToolTurn(one.call_id, one.name, one.content, bool(one.is_error)) for one in results]
