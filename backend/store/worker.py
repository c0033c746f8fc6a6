"""A thread that owns one SQLite connection and does jobs on it, one after the other."""

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]
"""Runs inside a transaction: what it did is committed when it returns, undone when it raises."""

Transaction = Literal["BEGIN", "BEGIN IMMEDIATE"]


class StoreError(Exception):
    """SQLite could not do a job, and undid it: a full disk, a damaged file, a rule of the tables."""


class DatabaseClosedError(StoreError):
    """The database was closed before the job was given."""


@dataclass(frozen=True, slots=True)
class _Order:
    job: Job[Any]
    answer: Future[Any]
    durable: bool


class ConnectionThread:
    """Does jobs in order. An answer is given after the commit, so what was acknowledged is on disk."""

    def __init__(self, connection: sqlite3.Connection, name: str, transaction: Transaction) -> None:
        self._connection = connection
        self._transaction = transaction
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, job: Job[T], *, durable: bool = False) -> "Future[T]":
        """Queue the job. ``durable`` waits for the disk itself, so that it outlives a loss of power too.

        Raises:
            DatabaseClosedError: After ``close``.
        """
        answer: Future[T] = Future()
        with self._gate:
            if self._closed:
                raise DatabaseClosedError("The database is closed: the program is ending.")
            self._orders.put(_Order(job, answer, durable))
        return answer

    def close(self) -> None:
        """Do what is queued, close the connection, and wait for the thread; a second call does nothing."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._orders.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            # A job that was queued is done, even when nobody waits for it any more: half of a run's end is worse.
            order.answer.set_running_or_notify_cancel()
            try:
                result = self._transact(order)
            except sqlite3.Error as error:
                refused = StoreError(f"{type(error).__name__}: {error}")
                refused.__cause__ = error
                _answer_with(order.answer, refused)
            except BaseException as error:  # noqa: BLE001 - whatever it was, the one who waits must be told
                _answer_with(order.answer, error)
            else:
                if not order.answer.cancelled():
                    order.answer.set_result(result)
        self._connection.close()

    def _transact(self, order: _Order) -> Any:  # noqa: ANN401 - the job's own type, checked where it is submitted
        connection = self._connection
        if order.durable:
            connection.execute("PRAGMA synchronous = FULL")
        try:
            connection.execute(self._transaction)
            try:
                result = order.job(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result
        finally:
            if order.durable:
                connection.execute("PRAGMA synchronous = NORMAL")


def _answer_with(answer: "Future[Any]", error: BaseException) -> None:
    if not answer.cancelled():
        answer.set_exception(error)
