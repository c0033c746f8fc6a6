"""The database under a start: damaged, from an earlier version, or from a start that was killed half-way."""

import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from backend.store.header import FILE_NAME
from backend.store.migrate import migrate
from backend.store.migrations import MIGRATIONS
from tests.backend.client import Backend
from tests.backend.faults.streaming_model import Wish
from tests.backend.models import use_model
from tests.trials import Tally

AT_ONCE = 2
CONVERSATIONS = 60
PAGE = 4096

Damage = Callable[[Path, random.Random], None]


def cut_off(database: Path, rng: random.Random) -> None:
    os.truncate(database, rng.randrange(1, database.stat().st_size))


def overwrite(database: Path, rng: random.Random) -> None:
    """Random bytes over some of the pages that hold tables or indexes, as a disk with bad blocks leaves them."""
    pages = database.stat().st_size // PAGE
    with database.open("r+b") as file:
        for page in [0, *(rng.randrange(pages) for _ in range(pages // 4))]:
            # The first page keeps the header, so that the file still looks like a database.
            file.seek(page * PAGE + 100)
            file.write(rng.randbytes(PAGE - 100))


def zero(database: Path, rng: random.Random) -> None:
    with database.open("r+b") as file:
        file.write(bytes(rng.randrange(100, database.stat().st_size)))


def replace(database: Path, rng: random.Random) -> None:
    database.write_bytes(rng.randbytes(rng.randrange(1, 100_000)))


@pytest.fixture
def lived_in(start_backend: Callable[..., Backend], tmp_path: Path, model: str) -> Path:
    """The data folder of a backend that has had some conversations, and has stopped."""
    folder = tmp_path / "lived in"
    backend = start_backend(folder).ready()
    use_model(backend, model)
    with backend.socket() as socket:
        for _ in range(20):
            assert socket.run(Wish(20, 100, 0, ("calculator",)).question)[-1]["type"] == "run.finished"
    assert backend.stop() == 0
    return folder


def converse(backend: Backend) -> dict[str, Any]:
    with backend.ready().socket() as socket:
        told = socket.run("What is 12*(3+4)?")
    assert told[-1]["type"] == "run.finished", told[-1]
    return told[0]


@pytest.mark.timeout(900)
@pytest.mark.fault("The disk", "a damaged database is kept aside, told, and a new one begun")
def test_a_damaged_database_costs_no_start_and_is_kept(
    start_backend: Callable[..., Backend], tmp_path: Path, lived_in: Path, tally: Tally
) -> None:
    def live_with(number: int) -> None:
        rng = random.Random(number)  # noqa: S311 - a test's
        folder = tmp_path / str(number)
        shutil.copytree(lived_in, folder)
        damage: Damage = (cut_off, overwrite, zero, replace)[number % 4]
        damage(folder / FILE_NAME, rng)
        before = (folder / FILE_NAME).read_bytes()

        first = start_backend(folder).ready()
        (notice,) = first.get("/notices")
        (kept,) = (folder / "damaged").glob("*.db")
        assert kept.read_bytes() == before
        assert notice["id"] == "database-set-aside"
        assert str(kept) in notice["detail"]
        assert first.get("/conversations") == []
        first.request("PATCH", "/settings", {"provider": "demo"})
        begun = converse(first)
        first.kill()

        second = start_backend(folder).ready()
        assert second.get("/notices") == [notice]
        assert [one["id"] for one in second.get("/conversations")] == [begun["conversation_id"]]
        assert second.request("DELETE", f"/notices/{notice['id']}").status == 204
        assert second.get("/notices") == []
        assert second.stop() == 0
        shutil.rmtree(folder)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(live_with, range(tally.wanted(quick=4, full=20))):
            tally.add(1)


@pytest.fixture(scope="module")
def version_1(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of version 1 of the database, with enough in it that the way to the newest takes a while."""
    folder = tmp_path_factory.mktemp("version-1") / "data"
    folder.mkdir()
    moment = "2026-01-01T00:00:00.000Z"
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as connection:
        migrate(connection, MIGRATIONS[:1])
        connection.execute("BEGIN")
        for number in range(CONVERSATIONS):
            conversation = (number, f"c{number}", f"Title {number}", moment, moment)
            connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?)", conversation)
            for turn in range(40):
                text = " ".join(f"word{number}x{turn}x{word}" for word in range(60))
                message = (f"m{number}-{turn}", f"c{number}", None, "user", text, "[]", moment)
                connection.execute(
                    "INSERT INTO messages (id, conversation_id, run_id, role, text, parts, created_at) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    message,
                )
        connection.execute("COMMIT")
    return folder


def version_of_whole(folder: Path, scratch: Path) -> int:
    """Return the version of what is on disk, read while the backend is down: no damage, and every message is there."""
    scratch.mkdir(exist_ok=True)
    for file in folder.glob(f"{FILE_NAME}*"):
        if not file.name.endswith("-shm"):
            shutil.copy(file, scratch)
    with closing(sqlite3.connect(scratch / FILE_NAME)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        assert version in range(1, len(MIGRATIONS) + 1)
        assert connection.execute("SELECT count(*) FROM messages").fetchone() == (CONVERSATIONS * 40,)
    shutil.rmtree(scratch)
    return version


def wait_for_migration(backend: Backend, folder: Path) -> None:
    """Return when it begins: the first that is seen of it is the copy from before."""
    while not (folder / "backups").exists():
        assert backend.process.poll() is None, backend.stderr
        time.sleep(0.001)


@pytest.mark.timeout(900)
@pytest.mark.fault("Killed", "kill -9 while it starts, or brings the database to a new version")
def test_a_start_that_was_killed_is_made_good_by_the_next(
    start_backend: Callable[..., Backend], tmp_path: Path, version_1: Path, tally: Tally
) -> None:
    def kill_a_start(number: int) -> bool:
        rng = random.Random(number)  # noqa: S311 - a test's
        folder = tmp_path / str(number)
        shutil.copytree(version_1, folder)
        victim = start_backend(folder)
        if number % 2:
            time.sleep(rng.uniform(0, 1.5))
        else:
            wait_for_migration(victim, folder)
            time.sleep(rng.uniform(0, 0.25))
        victim.kill()
        version = version_of_whole(folder, tmp_path / f"scratch-{number}")
        is_half_done = version < len(MIGRATIONS) and (folder / "backups").exists()
        backend = start_backend(folder).ready()
        assert len(backend.get("/conversations?limit=100")) == CONVERSATIONS
        assert len(backend.get("/conversations/search?q=word7x39x59")) == 1
        assert backend.get("/notices") == []
        converse(backend)
        backend.kill()
        shutil.rmtree(folder)
        return is_half_done

    half_done = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for was_half_done in pool.map(kill_a_start, range(tally.wanted(quick=2, full=20))):
            half_done += was_half_done
            tally.add(1)
    assert half_done >= tally.wanted(quick=0, full=1), "no kill came in the middle of a migration"
