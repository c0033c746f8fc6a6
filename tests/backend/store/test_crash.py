"""What is left after ``kill -9``."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from backend.store.database import Database
from tests.backend.store.helpers import begin_run, in_loop

ROWS_BEFORE_THE_KILL = (1, 40, 300)


def killed_writer(path: Path, rows: int) -> tuple[str, list[list[str]]]:
    """Let a program write until it has acknowledged so many rows, kill it, and return all that it acknowledged."""
    command = [sys.executable, "-m", "tests.backend.store.crash_writer", str(path)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    with writer, writer.stdout as acknowledged:
        conversation = acknowledged.readline().strip()
        lines = [acknowledged.readline().split() for _ in range(rows)]
        writer.kill()
        lines += [line.split() for line in acknowledged.read().splitlines() if len(line.split()) == 2]
    return conversation, lines


@pytest.mark.parametrize("rows", ROWS_BEFORE_THE_KILL)
@in_loop
async def test_no_acknowledged_row_is_lost(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "data.db"
    conversation, lines = await asyncio.to_thread(killed_writer, path, rows)
    database = Database.open(path)
    last_seq = int(lines[-1][0]) - 1
    kept = {one.id for one in await database.conversations.page(100_000) or []}
    assert {line[1] for line in lines} <= kept

    detail = await database.conversations.get(conversation)
    assert detail is not None
    assert detail.active_run_id is None
    question, answer = detail.messages
    assert (question.state, question.text) == ("finished", "Hello")
    assert answer.state == "interrupted"
    numbers = [int(number) for number in answer.text.split()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers[-1] >= last_seq
    database.close()


@in_loop
async def test_a_run_that_was_cut_off_ends_with_an_event_and_is_found_by_search(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    database = Database.open(path)
    conversation = await begin_run(database, "r1")
    await database.run_events.append(
        "r1", 1, ['{"type":"token","run_id":"r1","seq":1,"text":"half an ans","source":"a"}']
    )
    database.close()

    database = Database.open(path)
    events = await database.run_events.page("r1", 0)
    assert len(events) == 3
    assert '"type":"run.failed"' in events[-1]
    assert '"run-interrupted"' in events[-1]
    assert '"seq":2' in events[-1]
    stored = await database.runs.find("r1")
    assert stored is not None
    assert stored.state == "interrupted"
    (hit,) = await database.search.find("half an", 10)
    assert hit.conversation.id == conversation
    # A second opening changes nothing.
    database.close()
    database = Database.open(path)
    assert await database.run_events.page("r1", 0) == events
    database.close()
