"""Write our turns and tools in the words of the wire; pure."""

from collections.abc import Sequence
from typing import Any

from backend.providers.model import AssistantTurn, SystemTurn, ToolSpec, ToolTurn, Turn, UserTurn


def chat_request(model: str, turns: Sequence[Turn], tools: Sequence[ToolSpec]) -> dict[str, Any]:
    """Return the body of ``POST /chat/completions``, streaming."""
    body: dict[str, Any] = {"model": model, "messages": [_message(turn) for turn in turns], "stream": True}
    if tools:
        body["tools"] = [_tool(tool) for tool in tools]
    return body


def _message(turn: Turn) -> dict[str, Any]:
    match turn:
        case SystemTurn(text):
            return {"role": "system", "content": text}
        case UserTurn(text):
            return {"role": "user", "content": text}
        case ToolTurn(call_id=call_id, content=content):
            return {"role": "tool", "tool_call_id": call_id, "content": content}
        case AssistantTurn(text, ()):
            return {"role": "assistant", "content": text}
        case AssistantTurn(text, calls):
            called = [
                {"id": call.call_id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
                for call in calls
            ]
            return {"role": "assistant", "content": text or None, "tool_calls": called}


def _tool(tool: ToolSpec) -> dict[str, Any]:
    function = {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
    return {"type": "function", "function": function}
