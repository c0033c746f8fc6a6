"""What a client gets that joins the pieces of a text itself: no long text twice.

A page makes text of a message in one task: the ten million bytes of a flood would freeze its window.
"""

from typing import Final

from backend.protocol.rest import ConversationDetail, ConversationMessage
from backend.protocol.stream import RunCancelled, RunFinished, server_message

LONG_CHARS: Final = 65_536


def brief_event(event: str) -> str:
    """Return an encoded event as it is, or, when it is long and ends a run, with an empty ``text``."""
    if len(event) < LONG_CHARS:
        return event
    message = server_message.validate_json(event)
    if isinstance(message, RunFinished | RunCancelled):
        return message.model_copy(update={"text": ""}).model_dump_json()
    return event


def brief_conversation(conversation: ConversationDetail) -> ConversationDetail:
    """Return a conversation in which long messages that have parts have an empty ``text``."""
    return conversation.model_copy(update={"messages": [_brief_message(one) for one in conversation.messages]})


def _brief_message(message: ConversationMessage) -> ConversationMessage:
    if len(message.text) < LONG_CHARS or not message.parts:
        return message
    return message.model_copy(update={"text": ""})
