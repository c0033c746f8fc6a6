"""A database that is damaged: kept aside, told, and a new one begun, unless the damage can be made good."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from backend.store.aside import Aside
from backend.store.database import Database
from backend.store.trouble import StoreError
from tests.backend.store.helpers import begin_run, finish_run, in_loop, token


def kept_aside(path: Path) -> Path:
    """Open the database; return where the file went that was there before, which the user has to be told of."""
    database = Database.open(path)
    kept = database.aside.untold()
    database.close()
    assert kept is not None
    assert kept.parent == path.parent / "damaged"
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    return kept


@pytest.mark.parametrize(
    "garbage",
    [b"not a database", b"\x00" * 5000, b"Dies ist ein Brief. " * 400],
    ids=["short", "zeros", "text"],
)
def test_a_file_that_is_no_database_is_kept_aside(tmp_path: Path, garbage: bytes) -> None:
    path = tmp_path / "data.db"
    path.write_bytes(garbage)
    assert kept_aside(path).read_bytes() == garbage


def overwrite_end(path: Path, end: bytes) -> bytes:
    path.write_bytes(path.read_bytes()[: -len(end)] + end)
    return path.read_bytes()


async def damaged(path: Path) -> bytes:
    """Make a database with damage where opening itself does not read: only a look at the whole finds it."""
    database = Database.open(path)
    for number in range(30):
        await begin_run(database, f"r{number}", "some text " * 500)
        await finish_run(database, f"r{number}", "an answer " * 500)
    database.close()
    return overwrite_end(path, os.urandom(4 * 4096))


@in_loop
async def test_a_damaged_database_is_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    before = await damaged(path)
    assert kept_aside(path).read_bytes() == before


@in_loop
async def test_every_damaged_database_is_kept_and_the_user_is_told_until_they_have_seen_it(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    path.write_bytes(b"the first")
    first = kept_aside(path)
    path.write_bytes(b"the second")
    second = kept_aside(path)
    assert (first.read_bytes(), second.read_bytes()) == (b"the first", b"the second")
    database = Database.open(path)
    assert (await database.statistics.collect())["damaged_kept"] == 2
    assert database.aside.untold() == second
    assert [database.aside.told(), database.aside.told()] == [True, False]
    assert database.aside.untold() is None
    database.close()


async def delete_all(database: Database) -> None:
    for conversation in await database.conversations.page(100) or []:
        await database.conversations.delete(conversation.id)


@in_loop
async def test_damage_that_shows_later_lets_the_next_start_look_through_a_large_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.store.connection._QUICK_CHECK_MAX_BYTES", 4096)
    path = tmp_path / "data.db"
    await damaged(path)
    database = Database.open(path)
    with pytest.raises(StoreError) as refused:
        await delete_all(database)
    assert refused.value.trouble == "damaged"
    database.close()
    before = path.read_bytes()
    assert kept_aside(path).read_bytes() == before
    assert not Aside(path).is_suspect()


async def greeted(path: Path) -> str:
    """Make a database with one conversation; return its id."""
    database = Database.open(path)
    conversation = await begin_run(database, "r1", "Guten Morgen")
    await finish_run(database, "r1", "Hallo")
    database.close()
    return conversation


@in_loop
async def test_a_damaged_index_is_made_anew_by_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    conversation = await greeted(path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE message_search_data SET block = zeroblob(3)")
    connection.commit()
    connection.close()
    database = Database.open(path)
    with pytest.raises(StoreError) as refused:
        await database.conversations.delete(conversation)
    assert refused.value.trouble == "damaged"
    database.close()
    database = Database.open(path)
    assert database.aside.untold() is None
    (hit,) = await database.search.find("morgen", 10)
    assert hit.conversation.id == conversation
    assert await database.conversations.delete(conversation)
    database.close()


@in_loop
async def test_a_damaged_index_sets_no_database_aside(tmp_path: Path) -> None:
    """Newer versions of SQLite look through the index too; a rule that it breaks is seen by each of them."""
    path = tmp_path / "data.db"
    conversation = await greeted(path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE message_search_docsize SET sz = NULL")
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, 'sz BLOB', 'sz BLOB NOT NULL') WHERE name LIKE 'message_search_%'"
    )
    connection.commit()
    connection.close()
    database = Database.open(path)
    assert database.aside.untold() is None
    (hit,) = await database.search.find("morgen", 10)
    assert hit.conversation.id == conversation
    database.close()


def test_the_log_of_a_damaged_database_is_kept_with_it(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    path.write_bytes(b"no database")
    path.with_name("data.db-wal").write_bytes(b"its log")
    kept = kept_aside(path)
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"its log"


@in_loop
async def test_an_event_that_cannot_be_read_keeps_no_program_from_starting(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    database = Database.open(path)
    conversation = await begin_run(database, "r1")
    await database.run_events.append("r1", 1, [token("r1", 1, "kept "), "{broken", token("r1", 3, "after it")])
    database.close()
    database = Database.open(path)
    detail = await database.conversations.get(conversation)
    database.close()
    assert detail is not None
    assert (detail.messages[-1].state, detail.messages[-1].text) == ("interrupted", "kept ")


@in_loop
async def test_a_letter_that_a_disk_has_spoilt_costs_that_letter_only(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    database = Database.open(path)
    spoilt = await begin_run(database, "r1", "spoilt")
    await finish_run(database, "r1", "an answer")
    cut_off = await begin_run(database, "r2")
    await database.run_events.append("r2", 1, [token("r2", 1, "half")])
    database.close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE messages SET text = CAST(x'53ff6f' AS TEXT) WHERE text = 'spoilt'")
    connection.execute("UPDATE run_events SET json = replace(json, 'half', CAST(x'68ff' AS TEXT)) WHERE seq = 1")
    connection.execute("UPDATE messages SET parts = '[{' WHERE text = 'an answer'")
    connection.commit()
    connection.close()
    database = Database.open(path)
    told = [await database.conversations.get(conversation) for conversation in (spoilt, cut_off)]
    database.close()
    assert [[message.text for message in detail.messages] for detail in told if detail] == [
        ["S\ufffdo", "an answer"],
        ["Hello", "h\ufffd"],
    ]


@in_loop
async def test_a_large_database_is_looked_through_only_after_a_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.store.connection._QUICK_CHECK_MAX_BYTES", 4096)
    path = tmp_path / "data.db"
    await damaged(path)
    Database.open(path).close()
    (tmp_path / "data.db-wal").touch()  # what a process that was killed leaves behind
    kept_aside(path)


@in_loop
async def test_a_database_that_was_cut_off_is_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    database = Database.open(path)
    await begin_run(database, "r1", "some text " * 5000)
    database.close()
    path.write_bytes(path.read_bytes()[: 4096 * 5])
    kept_aside(path)
