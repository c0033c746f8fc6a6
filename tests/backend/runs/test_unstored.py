"""A run whose end the disk refuses: nothing of it is lost while the program lives, and nothing has to be restarted."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from backend.agents.engine import AgentEvent, TextProduced, TurnRequest
from backend.problems import ProblemError
from backend.store.database import Database
from backend.store.trouble import StoreError
from tests.backend.runs.world import World, assert_whole, events_of, finished, said, world
from tests.backend.store.helpers import in_loop

ANSWER = "much text " * 20_000


async def long_answer(_: TurnRequest) -> AsyncIterator[AgentEvent]:
    yield TextProduced(ANSWER, "assistant")
    yield finished()


async def resize_disk(database: Database, pages_left: int) -> None:
    """Let the database grow by so many pages at most: to SQLite, the disk is full then."""

    def resize(connection: sqlite3.Connection) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + pages_left}")

    await asyncio.wrap_future(database._writer.submit(resize))


async def run_on_a_full_disk(here: World) -> tuple[str, list[dict[str, Any]]]:
    """Return the run's id and its events."""
    await resize_disk(here.database, 5)
    reader = await here.start("Tell me")
    return reader.run_id, await events_of(reader)


@in_loop
async def test_its_readers_and_the_conversation_have_all_of_it(tmp_path: Path) -> None:
    async with world(tmp_path, long_answer) as here:
        run_id, events = await run_on_a_full_disk(here)
        assert_whole(events)
        assert said(events) == ANSWER
        assert (events[-1]["type"], events[-1]["problem"]["title"]) == ("run.failed", "The disk is full.")
        assert await events_of(await here.registry.resume(run_id, -1)) == events
        detail = await here.registry.conversation(events[0]["conversation_id"])
        assert detail is not None
        assert detail.active_run_id is None
        answer = detail.messages[1]
        assert (answer.state, answer.text, answer.problem and answer.problem.type) == (
            "failed",
            ANSWER,
            "storage-failed",
        )


@in_loop
async def test_the_next_run_of_the_conversation_goes_on_when_there_is_space(tmp_path: Path) -> None:
    async with world(tmp_path, long_answer, retry_store_s=1000) as here:
        run_id, events = await run_on_a_full_disk(here)
        conversation = events[0]["conversation_id"]
        with pytest.raises(StoreError) as refused:
            await here.start("Again", conversation_id=conversation)
        assert refused.value.trouble == "full"

        await resize_disk(here.database, 10_000)
        assert said(await here.run("Again", conversation_id=conversation)) == ANSWER
        assert await events_of(await here.registry.resume(run_id, -1)) == events
        detail = await here.database.conversations.get(conversation)
        assert detail is not None
        assert [message.text for message in detail.messages] == ["Tell me", ANSWER, "Again", ANSWER]


@in_loop
async def test_it_is_stored_by_itself_when_there_is_space(tmp_path: Path) -> None:
    async with world(tmp_path, long_answer, retry_store_s=0.01) as here:
        run_id, _ = await run_on_a_full_disk(here)
        await resize_disk(here.database, 10_000)
        async with asyncio.timeout(20):
            while (stored := await here.database.runs.find(run_id)) is None or stored.state != "failed":  # noqa: ASYNC110 - the store tells nobody
                await asyncio.sleep(0.01)


@in_loop
async def test_it_is_stored_when_the_program_stops(tmp_path: Path) -> None:
    async with world(tmp_path, long_answer, retry_store_s=1000) as here:
        run_id, _ = await run_on_a_full_disk(here)
        await resize_disk(here.database, 10_000)
        await here.registry.close()
        stored = await here.database.runs.find(run_id)
        assert stored is not None
        assert stored.state == "failed"


@in_loop
async def test_it_is_stored_when_another_program_lets_go_of_the_file(tmp_path: Path) -> None:
    async with world(tmp_path, long_answer, retry_store_s=1000) as here:
        conversation = await here.database.conversations.create("Tell me")
        await asyncio.wrap_future(
            here.database._writer.submit(lambda writer: writer.execute("PRAGMA busy_timeout = 1"))
        )
        reader = await here.start("Tell me", conversation_id=conversation.id)
        with closing(sqlite3.connect(here.database.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            events = await events_of(reader)
            assert events[-1]["problem"]["title"] == "Another program uses the file with the conversations."
            assert events[-1]["problem"]["retryable"]
            with pytest.raises(StoreError):
                await here.start("Again", conversation_id=conversation.id)
        assert said(await here.run("Again", conversation_id=conversation.id)) == ANSWER
        detail = await here.database.conversations.get(conversation.id)
        assert detail is not None
        assert [message.text for message in detail.messages] == ["Tell me", ANSWER, "Again", ANSWER]


@in_loop
async def test_it_can_be_deleted_with_its_conversation(tmp_path: Path) -> None:
    async with world(tmp_path, long_answer, retry_store_s=1000) as here:
        _, events = await run_on_a_full_disk(here)
        conversation = events[0]["conversation_id"]
        async with here.registry.without_runs(conversation):
            assert await here.database.conversations.delete(conversation)
        assert await here.registry.conversation(conversation) is None
        await resize_disk(here.database, 10_000)
        assert said(await here.run("Again")) == ANSWER


@in_loop
async def test_an_end_that_can_never_be_stored_leaves_no_reader_waiting_for_it(tmp_path: Path) -> None:
    async with world(tmp_path, long_answer, retry_store_s=1000) as here:
        rule = "CREATE TRIGGER rule BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'against the rules'); END"
        await asyncio.wrap_future(here.database._writer.submit(lambda writer: writer.execute(rule)))
        events = await here.run("Tell me")
        with pytest.raises(StoreError):
            # The next run tries to store that end, and gives it up.
            await here.start("Again", conversation_id=events[0]["conversation_id"])
        batches = (await here.registry.resume(events[0]["run_id"], -1)).batches()
        assert "run.started" in (await anext(batches))[0]
        with pytest.raises(ProblemError, match="interrupted") as refused:
            await anext(batches)
        assert refused.value.problem.type == "run-over"
