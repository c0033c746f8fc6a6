"""Conversations: list, make, read, rename, delete."""

import sqlite3
import uuid

from backend.protocol.rest import Conversation, ConversationDetail, ConversationMessage
from backend.store.gateway import Gateway
from backend.store.records import CONVERSATION_COLUMNS, MESSAGE_COLUMNS, conversation_from, message_from


class Conversations:
    """The conversations of the user, newest first where there are many."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def create(self, title: str) -> Conversation:
        """Make an empty conversation; an empty title is replaced by the first input."""
        now = self._gateway.now()
        return await self._gateway.write(lambda connection: insert_conversation(connection, title, now))

    async def page(self, limit: int, before: str | None = None) -> list[Conversation] | None:
        """Return up to ``limit`` conversations after the one with id ``before``; None where that one is gone."""
        return await self._gateway.read(lambda connection: _page(connection, limit, before))

    async def get(self, conversation_id: str) -> ConversationDetail | None:
        """Return a conversation with its messages, oldest first; None where there is none."""
        return await self._gateway.read(lambda connection: _detail(connection, conversation_id))

    async def messages(self, conversation_id: str) -> list[ConversationMessage]:
        """Return the messages, oldest first."""
        return await self._gateway.read(lambda connection: _messages(connection, conversation_id))

    async def rename(self, conversation_id: str, title: str) -> Conversation | None:
        """Set the title; None where there is no such conversation. Its place in the list stays."""

        def job(connection: sqlite3.Connection) -> Conversation | None:
            connection.execute("UPDATE conversations SET title = ? WHERE id = ?", (title, conversation_id))
            return find_conversation(connection, conversation_id)

        return await self._gateway.write(job)

    async def delete(self, conversation_id: str) -> bool:
        """Delete it with its messages, runs and events; False where there is no such conversation."""

        def job(connection: sqlite3.Connection) -> bool:
            deleted = connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))
            return deleted.rowcount > 0

        return await self._gateway.write(job)


def insert_conversation(connection: sqlite3.Connection, title: str, now: str) -> Conversation:
    """Make a conversation, inside a transaction."""
    conversation = Conversation(id=uuid.uuid4().hex, title=title, created_at=now, updated_at=now)
    connection.execute(
        "INSERT INTO conversations (id, title, created_at, updated_at) VALUES (?, ?, ?, ?)",
        (conversation.id, title, now, now),
    )
    return conversation


def find_conversation(connection: sqlite3.Connection, conversation_id: str) -> Conversation | None:
    """Return a conversation, inside a transaction."""
    row = connection.execute(
        f"SELECT {CONVERSATION_COLUMNS} FROM conversations WHERE id = ?",  # noqa: S608 - constant columns
        (conversation_id,),
    ).fetchone()
    return None if row is None else conversation_from(row)


def _page(connection: sqlite3.Connection, limit: int, before: str | None) -> list[Conversation] | None:
    place = ""
    parameters: list[int | str] = [limit]
    if before is not None:
        last = connection.execute("SELECT updated_at, position FROM conversations WHERE id = ?", (before,)).fetchone()
        if last is None:
            return None
        place = "WHERE (updated_at, position) < (?, ?)"
        parameters = [last["updated_at"], last["position"], limit]
    rows = connection.execute(
        f"SELECT {CONVERSATION_COLUMNS} FROM conversations {place} "  # noqa: S608 - constant pieces
        "ORDER BY updated_at DESC, position DESC LIMIT ?",
        parameters,
    )
    return [conversation_from(row) for row in rows]


def _detail(connection: sqlite3.Connection, conversation_id: str) -> ConversationDetail | None:
    conversation = find_conversation(connection, conversation_id)
    if conversation is None:
        return None
    return ConversationDetail(**dict(conversation), messages=_messages(connection, conversation_id))


def _messages(connection: sqlite3.Connection, conversation_id: str) -> list[ConversationMessage]:
    rows = connection.execute(
        f"SELECT {MESSAGE_COLUMNS} FROM messages LEFT JOIN runs ON runs.id = messages.run_id "  # noqa: S608
        "WHERE messages.conversation_id = ? ORDER BY messages.position",
        (conversation_id,),
    )
    return [message_from(row) for row in rows]
