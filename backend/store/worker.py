"""A thread that owns one SQLite connection and does jobs on it, one after the other."""

import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from backend.store.connection import accept_spoilt_text, is_spoilt_text
from backend.store.trouble import DatabaseClosedError, StoreError

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]
"""Runs inside a transaction: what it did is committed when it has returned, undone when it raises.

It may be called again after it was undone: what it does, it does to the database alone.
"""

Transaction = Literal["BEGIN", "BEGIN IMMEDIATE"]


@dataclass(frozen=True, slots=True)
class _Order:
    job: Job[Any]
    answer: Future[Any]
    durable: bool


class ConnectionThread:
    """Does jobs in order. An answer is given after the commit, so what was acknowledged is on disk.

    Should one of the jobs that share a transaction fail, all are undone and each is done by itself.

    Args:
        connection: used by this thread alone.
        name: of the thread.
        transaction: how each job's transaction begins.
        together: how many jobs that wait may share one: its end takes longer than most of them.
        check: called before each commit; what it raises undoes the job.
        on_damage: called when SQLite finds a part of the file damaged.
    """

    def __init__(  # noqa: PLR0913 - two threads, each with its own of everything
        self,
        connection: sqlite3.Connection,
        name: str,
        transaction: Transaction,
        *,
        together: int = 1,
        check: Callable[[], None] = lambda: None,
        on_damage: Callable[[], None] = lambda: None,
    ) -> None:
        self._check = check
        self._on_damage = on_damage
        self._connection = connection
        self._transaction = transaction
        self._together = together
        self._waiting: deque[_Order] = deque()
        self._change = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, job: Job[T], *, durable: bool = False) -> "Future[T]":
        """Queue the job. ``durable`` waits for the disk itself, so that it outlives a loss of power too.

        Raises:
            DatabaseClosedError: After ``close``.
        """
        answer: Future[T] = Future()
        with self._change:
            if self._closed:
                raise DatabaseClosedError("The database is closed: the program is ending.")
            self._waiting.append(_Order(job, answer, durable))
            self._change.notify()
        return answer

    def close(self) -> None:
        """Do what is queued, close the connection, and wait for the thread; a second call does nothing."""
        with self._change:
            self._closed = True
            self._change.notify()
        self._thread.join()

    def _work(self) -> None:
        while orders := self._next():
            if len(orders) == 1 or not self._have_done(orders):
                for order in orders:
                    self._do(order)
                    del order
            # A job may hold a whole answer: it must not stay while the thread waits for the next one.
            del orders
        self._connection.close()

    def _next(self) -> list[_Order]:
        """Wait for orders, and take those that may share a transaction; none when the last is done."""
        with self._change:
            while not self._waiting and not self._closed:
                self._change.wait()
            waiting = self._waiting
            taken = [waiting.popleft()] if waiting else []
            while waiting and len(taken) < self._together and not (taken[0].durable or waiting[0].durable):
                taken.append(waiting.popleft())
        for order in taken:
            # A job that was queued is done, even when nobody waits for it any more: half of a run's end is worse.
            order.answer.set_running_or_notify_cancel()
        return taken

    def _have_done(self, orders: list[_Order]) -> bool:
        """Do all in one transaction and answer; whether that went well, for else nothing is done and nobody told."""
        try:
            results = self._transact([order.job for order in orders])
        except Exception:  # noqa: BLE001 - the one that caused it will be told, when each is done by itself
            return False
        for order, result in zip(orders, results, strict=True):
            if not order.answer.cancelled():
                order.answer.set_result(result)
        return True

    def _do(self, order: _Order) -> None:
        try:
            result = self._done(order)
        except sqlite3.Error as error:
            refused = StoreError.of(error)
            refused.__cause__ = error
            if refused.trouble == "damaged":
                self._on_damage()
            _answer_with(order.answer, refused)
        except BaseException as error:  # noqa: BLE001 - whatever it was, the one who waits must be told
            _answer_with(order.answer, error)
        else:
            if not order.answer.cancelled():
                order.answer.set_result(result)

    def _done(self, order: _Order) -> Any:  # noqa: ANN401 - the job's own type, checked where it is submitted
        try:
            return self._transact([order.job], durable=order.durable)[0]
        except sqlite3.OperationalError as error:
            if not is_spoilt_text(error):
                raise
        accept_spoilt_text(self._connection)
        return self._transact([order.job], durable=order.durable)[0]

    def _transact(self, jobs: list[Job[Any]], *, durable: bool = False) -> list[Any]:
        connection = self._connection
        if durable:
            connection.execute("PRAGMA synchronous = FULL")
        try:
            connection.execute(self._transaction)
            try:
                results = [job(connection) for job in jobs]
                self._check()
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return results
        finally:
            if durable:
                connection.execute("PRAGMA synchronous = NORMAL")


def _answer_with(answer: "Future[Any]", error: BaseException) -> None:
    if not answer.cancelled():
        answer.set_exception(error)
