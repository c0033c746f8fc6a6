"""Opening the database, in whatever state it is."""

import asyncio
import json
import signal
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from backend.errors import EXIT_DATA_DIR, EXIT_DATABASE_NEWER, DatabaseNewerError, DataDirError
from backend.store.database import Database
from backend.store.header import APPLICATION_ID
from backend.store.migrate import migrate, version_of
from backend.store.migrations import MIGRATIONS, NEWEST_VERSION
from tests.backend.store.helpers import in_loop


def version_1(path: Path) -> None:
    """Make a database as version 1 of the program left it, with one conversation."""
    earlier(path, 1, "Guten Morgen")


def earlier(path: Path, version: int, said: str) -> None:
    """Make a database as an earlier version of the program left it, with one conversation."""
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, MIGRATIONS[:version])
    connection.execute("INSERT INTO conversations VALUES (1, 'c1', 'Die alte Zeit', '2026-01-01', '2026-01-01')")
    connection.execute(
        "INSERT INTO messages (position, id, conversation_id, role, text, parts, created_at) "
        "VALUES (1, 'm1', 'c1', 'user', ?, ?, '2026-01-01')",
        (said, json.dumps([{"type": "text", "text": said}])),
    )
    connection.close()


def _same(moment: datetime) -> datetime:
    return moment


def content(path: Path) -> bytes:
    return path.read_bytes()


def test_a_new_database_has_the_newest_version_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "Zoë 测试" / "data.db"
    Database.open(path).close()
    connection = sqlite3.connect(path)
    assert version_of(connection) == NEWEST_VERSION >= 2
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    connection.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not (path.parent / "backups").exists()


def test_every_table_is_strict(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    Database.open(path).close()
    connection = sqlite3.connect(path)
    tables = {row[1]: row[5] for row in connection.execute("PRAGMA table_list") if row[2] == "table"}
    connection.close()
    assert all(tables[name] for name in ("conversations", "messages", "runs", "run_events", "settings"))


def test_a_file_that_others_could_read_becomes_private(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    Database.open(path).close()
    path.chmod(0o644)
    database = Database.open(path)
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.glob("data.db*")} == {0o600}
    database.close()


@in_loop
async def test_version_1_is_migrated_with_a_backup_and_becomes_searchable(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    version_1(path)
    database = Database.open(path)
    hits = await database.search.find("morg", 10)
    titles = await database.search.find("alte", 10)
    database.close()
    assert [hit.message_id for hit in hits] == ["m1"]
    assert [hit.message_id for hit in titles] == [None]

    (backup,) = (tmp_path / "backups").iterdir()
    assert backup.name.startswith("data-v1-")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    old = sqlite3.connect(backup)
    assert version_of(old) == 1
    assert old.execute("SELECT title FROM conversations").fetchone()[0] == "Die alte Zeit"
    old.close()


@in_loop
async def test_the_index_of_version_2_forgets_the_end_of_a_very_long_message(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    earlier(path, 2, f"needle {'hay ' * 60_000} thimble")
    database = Database.open(path)
    assert [hit.message_id for hit in await database.search.find("needle", 10)] == ["m1"]
    assert await database.search.find("thimble", 10) == []
    assert await database.conversations.delete("c1")
    assert await database.search.find("needle", 10) == []
    database.close()


def test_only_the_last_three_backups_are_kept(tmp_path: Path) -> None:
    names = []
    for day in range(5):
        path = tmp_path / "data.db"
        path.unlink(missing_ok=True)
        version_1(path)
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
        Database.open(path, clock=partial(_same, moment)).close()
        names.append(f"data-v1-{moment:%Y%m%d}T000000000000Z.db")
    assert sorted(backup.name for backup in (tmp_path / "backups").iterdir()) == names[-3:]


KILLED_IN_A_BACKUP = """
import os, signal, sqlite3, sys
from datetime import UTC, datetime
from pathlib import Path
from backend.store.backup import back_up
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.set_progress_handler(lambda: os.kill(os.getpid(), signal.SIGKILL), 1)
back_up(connection, Path(sys.argv[1]), 1, datetime.now(UTC))
"""


def test_a_backup_that_was_cut_off_does_not_look_like_one_and_goes_away(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    version_1(path)
    killed = subprocess.run([sys.executable, "-c", KILLED_IN_A_BACKUP, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    (cut_off,) = (tmp_path / "backups").iterdir()
    assert cut_off.suffix != path.suffix
    Database.open(path).close()
    (backup,) = (tmp_path / "backups").iterdir()
    old = sqlite3.connect(backup)
    assert old.execute("SELECT title FROM conversations").fetchone()[0] == "Die alte Zeit"
    old.close()


def test_opening_again_makes_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    Database.open(path).close()
    Database.open(path).close()
    assert not (tmp_path / "backups").exists()


def test_a_migration_that_fails_leaves_the_version_before_it(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "data.db", isolation_level=None)
    broken = (*MIGRATIONS, ("CREATE TABLE new_things (id TEXT) STRICT", "SELECT no_such_column FROM new_things"))
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, broken)
    assert version_of(connection) == NEWEST_VERSION
    assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'new_things'").fetchone()[0] == 0
    connection.close()


def test_a_newer_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    Database.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {NEWEST_VERSION + 1}")
    connection.close()
    before = content(path)
    with pytest.raises(DatabaseNewerError) as refused:
        Database.open(path)
    assert refused.value.exit_code == EXIT_DATABASE_NEWER
    assert "latest version" in refused.value.remedy
    assert content(path) == before
    assert [file.name for file in tmp_path.iterdir()] == ["data.db"]


def test_a_newer_version_that_only_the_wal_knows_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    Database.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute(f"PRAGMA user_version = {NEWEST_VERSION + 1}")
    connection.commit()
    assert int.from_bytes(content(path)[60:64], "big") == NEWEST_VERSION
    with pytest.raises(DatabaseNewerError):
        Database.open(path)
    connection.close()


def test_the_database_of_another_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA application_id = 1234")
    connection.execute("CREATE TABLE theirs (id)")
    connection.close()
    before = content(path)
    with pytest.raises(DataDirError, match="another program"):
        Database.open(path)
    assert content(path) == before


def test_a_folder_in_the_way_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    path.mkdir()
    with pytest.raises(DataDirError) as refused:
        Database.open(path)
    assert refused.value.exit_code == EXIT_DATA_DIR
    assert refused.value.remedy


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    path.touch()
    Database.open(path).close()
    assert path.stat().st_size > 0


def test_closing_twice_is_no_error_and_leaves_one_file(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db")
    database.close()
    database.close()
    assert [file.name for file in tmp_path.iterdir()] == ["data.db"]


@in_loop
async def test_a_write_whose_caller_gave_up_is_done_all_the_same(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db")
    creating = asyncio.create_task(database.conversations.create("kept"))
    await asyncio.sleep(0)
    creating.cancel()
    with pytest.raises(asyncio.CancelledError):
        await creating
    database.close()
    database = Database.open(tmp_path / "data.db")
    assert [one.title for one in await database.conversations.page(10) or []] == ["kept"]
    database.close()


@in_loop
async def test_settings_are_written_through_to_the_disk(tmp_path: Path) -> None:
    """FULL for settings, NORMAL for the rest: seen on the writer's own connection, while it writes."""
    seen: list[int] = []

    def level(connection: sqlite3.Connection) -> None:
        seen.append(connection.execute("PRAGMA synchronous").fetchone()[0])

    database = Database.open(tmp_path / "data.db")
    for durable in (False, True, False):
        await asyncio.wrap_future(database._writer.submit(level, durable=durable))
    await database.settings.save({"model": "a", "workspace": None})
    assert await database.settings.load() == {"model": "a", "workspace": None}
    database.close()
    assert seen == [1, 2, 1]
