"""Runs: their beginning, their end, and what became of those that a crash cut off."""

import sqlite3
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from backend.problems import in_stream, run_interrupted
from backend.protocol.problem import Problem
from backend.protocol.rest import MessagePart, RunState, TextPart
from backend.protocol.stream import FinishReason, RunFailed, Usage
from backend.store.conversations import find_conversation, insert_conversation
from backend.store.gateway import Gateway
from backend.store.records import encode_parts
from backend.store.run_events import events_of, insert_events, prune_after_a_run
from backend.store.transcript import transcript_of

RUNS_WITH_EVENTS: Final = 200
"""Events of older runs are dropped: their conversations have all that was said."""


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run that is about to begin; without a conversation one is made with ``title``."""

    run_id: str
    request_id: str
    conversation_id: str | None
    title: str
    agent: str
    input: str


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended, with its message and the events that are not stored yet, the last one included."""

    state: RunState
    text: str
    parts: list[MessagePart]
    first_seq: int
    events: Sequence[str]
    problem: Problem | None = None
    usage: Usage = field(default_factory=Usage)
    finish_reason: FinishReason | None = None


@dataclass(frozen=True, slots=True)
class StoredRun:
    """What is known of a run, whether it goes on or not."""

    state: RunState
    next_seq: int


class ConversationGoneError(Exception):
    """The conversation of a new run does not exist (any more)."""


class Runs:
    """The runs, each with the message that it writes."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def begin(self, run: NewRun, first_event: Callable[[str], str]) -> str:
        """Store run, question and empty answer, and the first event; return the conversation's id.

        Args:
            run: What is asked.
            first_event: Makes the JSON of the event with ``seq`` 0 from the conversation's id.

        Raises:
            ConversationGoneError: There is no such conversation.
        """
        now = self._gateway.now()
        return await self._gateway.write(lambda connection: _begin(connection, run, first_event, now))

    async def end(self, run_id: str, end: RunEnd) -> None:
        """Store the end in one piece: message, state and last events."""
        now = self._gateway.now()
        await self._gateway.write(lambda connection: _end(connection, run_id, end, now))

    async def find(self, run_id: str) -> StoredRun | None:
        """Return what is stored of a run."""
        return await self._gateway.read(lambda connection: _find(connection, run_id))


def interrupt_unfinished_runs(connection: sqlite3.Connection, now: str) -> None:
    """Mark runs that the last process left behind: their messages get what their stored events say."""
    for row in connection.execute("SELECT id FROM runs WHERE state = 'running'").fetchall():
        run_id: str = row["id"]
        events = events_of(connection, run_id)
        transcript = transcript_of(events)
        last = RunFailed(run_id=run_id, seq=len(events), problem=in_stream(run_interrupted().problem))
        end = RunEnd(
            state="interrupted",
            text=transcript.text,
            parts=transcript.parts,
            first_seq=len(events),
            events=[last.model_dump_json()],
            problem=last.problem,
        )
        _end(connection, run_id, end, now)


def _begin(connection: sqlite3.Connection, run: NewRun, first_event: Callable[[str], str], now: str) -> str:
    conversation_id = _conversation_for(connection, run, now)
    connection.execute(
        "INSERT INTO runs (id, conversation_id, request_id, agent, state, started_at) "
        "VALUES (?, ?, ?, ?, 'running', ?)",
        (run.run_id, conversation_id, run.request_id, run.agent, now),
    )
    connection.executemany(
        "INSERT INTO messages (id, conversation_id, run_id, role, text, parts, created_at, searchable) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                _new_id(),
                conversation_id,
                run.run_id,
                "user",
                run.input,
                encode_parts([TextPart(text=run.input)], run.input),
                now,
                1,
            ),
            (_new_id(), conversation_id, run.run_id, "assistant", "", "[]", now, 0),
        ],
    )
    insert_events(connection, run.run_id, 0, [first_event(conversation_id)])
    return conversation_id


def _conversation_for(connection: sqlite3.Connection, run: NewRun, now: str) -> str:
    if run.conversation_id is None:
        return insert_conversation(connection, run.title, now).id
    conversation = find_conversation(connection, run.conversation_id)
    if conversation is None:
        raise ConversationGoneError
    connection.execute(
        "UPDATE conversations SET updated_at = ?, title = CASE title WHEN '' THEN ? ELSE title END WHERE id = ?",
        (now, run.title, conversation.id),
    )
    return conversation.id


def _end(connection: sqlite3.Connection, run_id: str, end: RunEnd, now: str) -> None:
    connection.execute(
        "UPDATE runs SET state = ?, error = ?, input_tokens = ?, output_tokens = ?, finish_reason = ?, ended_at = ? "
        "WHERE id = ?",
        (
            end.state,
            None if end.problem is None else end.problem.model_dump_json(),
            end.usage.input_tokens,
            end.usage.output_tokens,
            end.finish_reason,
            now,
            run_id,
        ),
    )
    connection.execute(
        "UPDATE messages SET text = ?, parts = ?, searchable = 1 WHERE run_id = ? AND role = 'assistant'",
        (end.text, encode_parts(end.parts, end.text), run_id),
    )
    connection.execute(
        "UPDATE conversations SET updated_at = ? WHERE id = (SELECT conversation_id FROM runs WHERE id = ?)",
        (now, run_id),
    )
    insert_events(connection, run_id, end.first_seq, end.events)
    prune_after_a_run(connection, RUNS_WITH_EVENTS)


def _find(connection: sqlite3.Connection, run_id: str) -> StoredRun | None:
    row = connection.execute(
        "SELECT state, (SELECT coalesce(max(seq) + 1, 0) FROM run_events WHERE run_id = runs.id) AS next_seq "
        "FROM runs WHERE id = ?",
        (run_id,),
    ).fetchone()
    return None if row is None else StoredRun(state=cast("RunState", row["state"]), next_seq=row["next_seq"])


def _new_id() -> str:
    return uuid.uuid4().hex
