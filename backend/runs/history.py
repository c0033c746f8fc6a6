"""What was said before, as an engine wants it."""

from collections.abc import Iterable
from typing import Final

from backend.agents.engine import PastMessage, PastToolCall
from backend.protocol.rest import ConversationMessage, ToolPart

_REMEMBERED_CHARS: Final = 200_000
"""Of one message, as much as one input may have: an answer that ran away must not close its conversation for good."""


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
    return PastMessage(message.role, remembered(message.text), calls)


def remembered(text: str, limit: int = _REMEMBERED_CHARS) -> str:
    """Return the text, or of a very long one its beginning, with a word about the rest for the model to read."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]}\n[{len(text) - limit} more characters are left out here]"
