"""Conversations and their messages in the store."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend.store.database import Database
from backend.store.runs import ConversationGoneError
from backend.store.trouble import StoreError
from tests.backend.store.helpers import begin_run, finish_run, in_loop, token


class Minutes:
    """A clock that goes on by a minute a look."""

    def __init__(self) -> None:
        self._now = datetime(2026, 5, 1, 12, 0, 0, 123_999, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(minutes=1)
        return self._now


@in_loop
async def test_a_run_makes_a_conversation_with_question_and_answer(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db", clock=Minutes())
    identifier = await begin_run(database, "r1", "What is it?", title="What is it?")
    running = await database.conversations.get(identifier)
    assert running is not None
    assert running.title == "What is it?"
    assert running.active_run_id == "r1"
    assert [(one.role, one.state, one.text) for one in running.messages] == [
        ("user", "finished", "What is it?"),
        ("assistant", "running", ""),
    ]
    await finish_run(database, "r1", "It is this.")
    over = await database.conversations.get(identifier)
    assert over is not None
    assert over.active_run_id is None
    assert over.updated_at > over.created_at
    assert over.created_at.endswith(".123Z")
    assert [(one.state, one.text) for one in over.messages][1] == ("finished", "It is this.")
    database.close()


@in_loop
async def test_pages_are_newest_first_without_gap_or_repetition(tmp_path: Path) -> None:
    frozen = datetime(2026, 5, 1, tzinfo=UTC)
    database = Database.open(tmp_path / "data.db", clock=lambda: frozen)
    made = [(await database.conversations.create(f"{number}")).id for number in range(7)]
    seen: list[str] = []
    before = None
    while page := await database.conversations.page(3, before):
        seen += [one.id for one in page]
        before = page[-1].id
    assert seen == made[::-1]
    assert await database.conversations.page(3, "no-such-id") is None
    database.close()


@in_loop
async def test_activity_brings_a_conversation_to_the_top_and_a_new_name_does_not(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db", clock=Minutes())
    first = await database.conversations.create("first")
    second = await database.conversations.create("second")
    await database.conversations.rename(first.id, "renamed")
    assert [one.id for one in await database.conversations.page(9) or []] == [second.id, first.id]
    await begin_run(database, "r1", conversation_id=first.id, title="not taken")
    assert [one.title for one in await database.conversations.page(9) or []] == ["renamed", "second"]
    database.close()


@in_loop
async def test_the_first_input_names_a_conversation_without_a_name(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db")
    empty = await database.conversations.create("")
    await begin_run(database, "r1", conversation_id=empty.id, title="from the input")
    detail = await database.conversations.get(empty.id)
    assert detail is not None
    assert detail.title == "from the input"
    database.close()


@in_loop
async def test_deleting_leaves_nothing_behind(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db")
    identifier = await begin_run(database, "r1", "findable question", title="findable title")
    await finish_run(database, "r1", "findable answer")
    assert await database.conversations.delete(identifier)
    assert not await database.conversations.delete(identifier)
    assert await database.conversations.get(identifier) is None
    assert await database.search.find("findable", 10) == []
    counts = await database.statistics.collect()
    assert [counts[name] for name in ("conversations", "messages", "runs", "run_events")] == [0, 0, 0, 0]
    database.close()


@in_loop
async def test_a_run_in_a_conversation_that_is_gone_stores_nothing(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db")
    with pytest.raises(ConversationGoneError):
        await begin_run(database, "r1", conversation_id="gone")
    assert (await database.statistics.collect())["runs"] == 0
    database.close()


@in_loop
async def test_two_runs_at_once_in_a_conversation_are_refused_by_the_tables(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db")
    identifier = await begin_run(database, "r1")
    with pytest.raises(StoreError):
        await begin_run(database, "r2", conversation_id=identifier)
    assert (await database.statistics.collect())["messages"] == 2
    database.close()


@in_loop
async def test_events_of_old_runs_are_dropped_and_their_messages_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.store.runs.RUNS_WITH_EVENTS", 3)
    database = Database.open(tmp_path / "data.db")
    identifier = await begin_run(database, "r0")
    await finish_run(database, "r0", "answer 0")
    for number in range(1, 8):
        await begin_run(database, f"r{number}", conversation_id=identifier)
        await finish_run(database, f"r{number}", f"answer {number}")
    with_events = [number for number in range(8) if await database.run_events.page(f"r{number}", 0)]
    assert with_events == [5, 6, 7]
    messages = await database.conversations.messages(identifier)
    assert [one.text for one in messages if one.role == "assistant"] == [f"answer {number}" for number in range(8)]
    database.close()


@in_loop
async def test_events_come_in_pages_of_bounded_size(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db")
    await begin_run(database, "r1")
    large = "x" * 10_000
    await database.run_events.append("r1", 1, [token("r1", seq, large) for seq in range(1, 101)])
    seen: list[str] = []
    while page := await database.run_events.page("r1", len(seen)):
        assert sum(map(len, page)) < 300_000
        seen += page
    assert len(seen) == 101
    database.close()


@in_loop
async def test_many_writers_at_once_are_all_answered(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db")
    made = await asyncio.gather(*(database.conversations.create(f"{number}") for number in range(500)))
    assert {one.id for one in await database.conversations.page(1000) or []} == {one.id for one in made}
    database.close()
