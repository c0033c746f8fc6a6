"""Jobs that share a transaction."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from backend.store.connection import connect
from backend.store.trouble import StoreError
from backend.store.worker import ConnectionThread

TOGETHER = 4

Submit = Callable[[list[Callable[[sqlite3.Connection], Any]]], list[Future[Any]]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data.db"


@pytest.fixture
def statements() -> list[str]:
    return []


@pytest.fixture
def at_once(path: Path, statements: list[str]) -> Iterator[Submit]:
    """Submits jobs while the thread is busy, so that all of them wait."""
    connection = connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("CREATE TABLE numbers (number INTEGER CHECK (number < 100))")
    connection.set_trace_callback(statements.append)
    thread = ConnectionThread(connection, "test", "BEGIN IMMEDIATE", together=TOGETHER)

    def submit(jobs: list[Callable[[sqlite3.Connection], Any]]) -> list[Future[Any]]:
        is_busy, may_go_on = Event(), Event()

        def keep_busy(_: sqlite3.Connection) -> None:
            is_busy.set()
            may_go_on.wait()

        thread.submit(keep_busy)
        is_busy.wait(10)
        answers = [thread.submit(job) for job in jobs]
        may_go_on.set()
        return answers

    yield submit
    thread.close()


def insert(number: int) -> Callable[[sqlite3.Connection], int]:
    def job(connection: sqlite3.Connection) -> int:
        connection.execute("INSERT INTO numbers VALUES (?)", (number,))
        return number

    return job


def stored(path: Path) -> list[int]:
    connection = connect(path)
    try:
        return [row[0] for row in connection.execute("SELECT number FROM numbers")]
    finally:
        connection.close()


def test_jobs_that_wait_share_transactions_and_each_has_its_own_answer(
    at_once: Submit, statements: list[str], path: Path
) -> None:
    answers = at_once([insert(number) for number in range(10)])
    assert [answer.result(10) for answer in answers] == [*range(10)]
    assert stored(path) == [*range(10)]
    # The one that kept the thread busy, then four, four and two.
    assert statements.count("COMMIT") == 4


def test_a_job_that_fails_takes_none_of_the_others_along(at_once: Submit, path: Path) -> None:
    def fails_after_a_write(connection: sqlite3.Connection) -> None:
        insert(50)(connection)
        raise LookupError

    first, refused, second, broken, third = at_once([insert(1), insert(100), insert(2), fails_after_a_write, insert(3)])
    assert [answer.result(10) for answer in (first, second, third)] == [1, 2, 3]
    with pytest.raises(StoreError):
        refused.result(10)
    with pytest.raises(LookupError):
        broken.result(10)
    assert stored(path) == [1, 2, 3]


def test_who_is_answered_finds_what_was_stored(at_once: Submit, path: Path) -> None:
    seen: list[int] = []
    answers = at_once([insert(number) for number in range(3)])
    for answer in answers:
        answer.add_done_callback(lambda done: seen.append(len(stored(path)) > done.result()))
    assert [answer.result(10) for answer in answers] == [0, 1, 2]
    assert all(seen)
