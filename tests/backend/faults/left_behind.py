"""The database of a backend that is down, read without it and without changing anything."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from backend.store.header import FILE_NAME


@dataclass
class LeftRun:
    """What the file says of a run.

    Attributes:
        state: as stored.
        question: the user's message.
        answer: the text of the agent's message.
        types: the types of the stored events, in order.
        streamed: the text of all stored tokens.
    """

    state: str
    question: str = ""
    answer: str = ""
    types: list[str] = field(default_factory=list)
    streamed: str = ""


def read_database(data_dir: Path, scratch: Path) -> dict[str, LeftRun]:
    """Return the runs by their ids; the files are copied first, for SQLite would repair the originals.

    Raises:
        AssertionError: SQLite finds damage, or the events of a run have gaps.
    """
    copy = scratch / FILE_NAME
    for suffix in ("", "-wal"):
        source = data_dir / f"{FILE_NAME}{suffix}"
        target = scratch / f"{FILE_NAME}{suffix}"
        target.unlink(missing_ok=True)
        if source.exists():
            shutil.copy(source, target)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return _runs(connection)


def _runs(connection: sqlite3.Connection) -> dict[str, LeftRun]:
    if connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'runs'").fetchone() == (0,):
        return {}
    runs = {row[0]: LeftRun(row[1]) for row in connection.execute("SELECT id, state FROM runs")}
    for run_id, role, text in connection.execute("SELECT run_id, role, text FROM messages"):
        setattr(runs[run_id], "question" if role == "user" else "answer", text)
    for run_id, seq, encoded in connection.execute("SELECT run_id, seq, json FROM run_events ORDER BY run_id, seq"):
        event, run = json.loads(encoded), runs[run_id]
        assert (event["seq"], event["run_id"]) == (seq, run_id)
        assert seq == len(run.types), f"run {run_id}: event {len(run.types)} is missing"
        run.types.append(event["type"])
        run.streamed += event["text"] if event["type"] == "token" else ""
    return runs
