"""How messages and their parts stand in a row."""

import sqlite3
from typing import Final, cast

from pydantic import TypeAdapter

from backend.protocol.problem import Problem
from backend.protocol.rest import Conversation, ConversationMessage, MessagePart, RunState, TextPart

_PARTS: Final[TypeAdapter[list[MessagePart]]] = TypeAdapter(list[MessagePart])

CONVERSATION_COLUMNS: Final = """
    conversations.id, conversations.title, conversations.created_at, conversations.updated_at,
    (SELECT runs.id FROM runs WHERE runs.conversation_id = conversations.id AND runs.state = 'running')
        AS active_run_id
"""


def conversation_from(row: sqlite3.Row) -> Conversation:
    """Read a row of ``CONVERSATION_COLUMNS``."""
    return Conversation(
        id=row["id"],
        title=row["title"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        active_run_id=row["active_run_id"],
    )


MESSAGE_COLUMNS: Final = """
    messages.id, messages.run_id, messages.role, messages.text, messages.parts, messages.created_at,
    CASE messages.role WHEN 'assistant' THEN coalesce(runs.state, 'finished') ELSE 'finished' END AS state,
    CASE messages.role WHEN 'assistant' THEN runs.error END AS problem
"""


def message_from(row: sqlite3.Row) -> ConversationMessage:
    """Read a row of ``MESSAGE_COLUMNS``, taken from messages with their runs joined."""
    return ConversationMessage(
        id=row["id"],
        run_id=row["run_id"],
        role=row["role"],
        text=row["text"],
        parts=_parts(row["parts"]) or _only(row["text"]),
        state=cast("RunState", row["state"]),
        problem=None if row["problem"] is None else Problem.model_validate_json(row["problem"]),
        created_at=row["created_at"],
    )


def encode_parts(parts: list[MessagePart], text: str) -> str:
    """Return the JSON of the parts; of a message that is nothing but its text, none: that stands in its own column."""
    return "[]" if parts == _only(text) else _PARTS.dump_json(parts).decode()


def _parts(encoded: str) -> list[MessagePart]:
    try:
        return _PARTS.validate_json(encoded)
    except ValueError:
        # A broken disk has made them unreadable: the text is left.
        return []


def _only(text: str) -> list[MessagePart]:
    return [TextPart(text=text)] if text else []
