"""What was said before, as an engine wants it."""

from collections.abc import Iterable

from backend.agents.engine import PastMessage, PastToolCall
from backend.protocol.rest import ConversationMessage, ToolPart


def history_before(messages: Iterable[ConversationMessage], run_id: str) -> tuple[PastMessage, ...]:
    """Return the messages of earlier runs, oldest first; an answer that never began is left out."""
    return tuple(
        _past(message)
        for message in messages
        if message.run_id != run_id and (message.role == "user" or message.text or message.parts)
    )


def _past(message: ConversationMessage) -> PastMessage:
    calls = tuple(
        PastToolCall(part.call_id, part.name, part.arguments, part.content, is_error=part.is_error or False)
        for part in message.parts
        if isinstance(part, ToolPart)
    )
    return PastMessage(message.role, message.text, calls)
