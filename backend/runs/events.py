"""What an engine says, as messages of the stream."""

from collections.abc import Mapping
from typing import Any

from backend.agents.engine import (
    ApprovalQuestion,
    TextProduced,
    ThoughtProduced,
    ToolRequested,
    ToolReturned,
)
from backend.protocol.stream import ApprovalRequest, Thought, Token, ToolRequest, ToolResult

Said = TextProduced | ThoughtProduced | ToolRequested | ToolReturned | ApprovalQuestion
StreamEvent = Token | Thought | ToolRequest | ToolResult | ApprovalRequest


def stream_event(said: Said, run_id: str, seq: int) -> StreamEvent:
    """Return the message for what was said."""
    match said:
        case TextProduced():
            return Token(run_id=run_id, seq=seq, text=encodable(said.text), source=encodable(said.source))
        case ThoughtProduced():
            return Thought(run_id=run_id, seq=seq, text=encodable(said.text))
        case ToolRequested():
            return ToolRequest(
                run_id=run_id,
                seq=seq,
                call_id=encodable(said.call_id),
                name=encodable(said.name),
                arguments=encodable_json(said.arguments),
            )
        case ToolReturned():
            return ToolResult(
                run_id=run_id,
                seq=seq,
                call_id=encodable(said.call_id),
                name=encodable(said.name),
                content=encodable(said.content),
                is_error=said.is_error,
            )
        case ApprovalQuestion():
            return ApprovalRequest(
                run_id=run_id,
                seq=seq,
                call_id=encodable(said.call_id),
                name=encodable(said.name),
                arguments=encodable_json(said.arguments),
                why=encodable(said.why),
            )


def encodable(text: str) -> str:
    """Return text that UTF-8 can hold: a model may write half of a surrogate pair in its JSON."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    # The very same object: it is kept in more than one place.
    return text


def encodable_json(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a JSON object all of whose text UTF-8 can hold."""
    return {encodable(str(name)): _encodable_value(item) for name, item in value.items()}


def _encodable_value(value: Any) -> Any:  # noqa: ANN401 - any JSON
    match value:
        case str():
            return encodable(value)
        case Mapping():
            return encodable_json(value)
        case list() | tuple():
            return [_encodable_value(item) for item in value]
        case _:
            return value
