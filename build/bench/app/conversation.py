"""A conversation of thousands of messages, written into the store of a profile as the backend would have written it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from backend.store.header import FILE_NAME

TITLE: Final = "Ten thousand messages"
_AT: Final = "2026-01-01T12:00:00.000Z"
_PROSE: Final = (
    "The **quick** brown fox jumps over the *lazy* dog, and `nobody` minds: it does so every day, whatever the weather"
    " is like. Then it goes home, has [its tea](https://example.com/tea), and writes down what it saw on its way.\n\n"
    "What was seen:\n\n- a hedge, two gates and a mill\n- the river, which was low\n- nobody at all\n\n"
)
_CODE: Final = "```python\ndef jump(fox: Fox, dog: Dog) -> Height:\n    return fox.legs * SPRING - dog.height\n```\n\n"
_TABLE: Final = "| day | jumps | height |\n|---|---:|---:|\n| Monday | 12 | 0.81 |\n| Tuesday | 9 | 0.84 |\n\n"


def answer_text(number: int) -> str:
    """The text of an answer: prose, code and tables in turns, of one to four paragraphs."""
    pieces = [_PROSE] * (1 + number % 3)
    if number % 3 == 0:
        pieces.append(_CODE)
    if number % 7 == 0:
        pieces.append(_TABLE)
    return "".join([f"Answer {number}. ", *pieces]).rstrip()


def last_words(messages: int) -> str:
    """How the last answer of a conversation begins."""
    return f"Answer {messages // 2 - 1}. "


def use_model(data_dir: Path, base_url: str) -> None:
    """Make a model server the one that answers."""
    settings = {"provider": "openai-compatible", "base_url": base_url, "model": "bench"}
    with closing(sqlite3.connect(data_dir / FILE_NAME)) as connection, connection:
        connection.executemany(
            "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)",
            [(name, json.dumps(value)) for name, value in settings.items()],
        )


def write_conversation(data_dir: Path, messages: int) -> None:
    """Add a conversation of questions and answers to the database of a profile that the app was started in before."""
    with closing(sqlite3.connect(data_dir / FILE_NAME)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(
            "INSERT INTO conversations (id, title, created_at, updated_at) VALUES ('long', ?, ?, ?)", (TITLE, _AT, _AT)
        )
        connection.executemany(
            "INSERT INTO runs (id, conversation_id, request_id, agent, state, finish_reason, started_at, ended_at)"
            " VALUES (?, 'long', ?, 'assistant', 'finished', 'stop', ?, ?)",
            [(f"run-{number}", f"request-{number}", _AT, _AT) for number in range(messages // 2)],
        )
        connection.executemany(
            "INSERT INTO messages (id, conversation_id, run_id, role, text, parts, created_at)"
            " VALUES (?, 'long', ?, ?, ?, ?, ?)",
            [_row(number) for number in range(messages)],
        )


def _row(number: int) -> tuple[str, str, str, str, str, str]:
    turn, answers = divmod(number, 2)
    text = answer_text(turn) if answers else f"Question {turn}: and what did the fox do then?"
    parts = json.dumps([{"type": "text", "text": text}])
    return (f"message-{number}", f"run-{turn}", "assistant" if answers else "user", text, parts, _AT)
