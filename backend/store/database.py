"""The database as a whole: opening it, whatever state it is in, and its repositories."""

import logging
import sqlite3
from pathlib import Path
from typing import Final

from backend.store.aside import Aside
from backend.store.backup import back_up
from backend.store.clock import Clock, timestamp, wall_clock
from backend.store.connection import (
    DamagedError,
    accept_spoilt_text,
    connect,
    create_private,
    refuse_damaged,
    told_as_damage,
    told_as_data_dir_errors,
    was_left_open,
)
from backend.store.conversations import Conversations
from backend.store.gateway import Gateway
from backend.store.header import refuse_foreign_file, refuse_newer_version
from backend.store.migrate import migrate, version_of
from backend.store.migrations import NEWEST_VERSION
from backend.store.presence import presence_of
from backend.store.run_events import RunEvents, prune_all
from backend.store.runs import RUNS_WITH_EVENTS, Runs, interrupt_unfinished_runs
from backend.store.search import Search, rebuild_index
from backend.store.settings import SettingsTable
from backend.store.statistics import Statistics
from backend.store.worker import ConnectionThread

LOG_BYTES: Final = 4 * 1024 * 1024
"""What SQLite's log is cut to when it begins anew: one large answer would else keep the space that it took for ever."""

WRITES_TOGETHER: Final = 32
"""Writes that wait share a transaction, as those of many runs that begin at once; reads would wait for each other."""

_log = logging.getLogger(__name__)


class Database:
    """One writer thread, one reader thread, and the repositories that use them."""

    def __init__(self, path: Path, writer: ConnectionThread, reader: ConnectionThread, clock: Clock) -> None:
        self._writer = writer
        self._reader = reader
        gateway = Gateway(writer, reader, clock)
        self.path = path
        self.aside = Aside(path)
        self.conversations = Conversations(gateway)
        self.runs = Runs(gateway)
        self.run_events = RunEvents(gateway)
        self.search = Search(gateway)
        self.settings = SettingsTable(gateway)
        self.statistics = Statistics(gateway, path)

    @classmethod
    def open(cls, path: Path, *, clock: Clock = wall_clock) -> "Database":
        """Open or make the file, bring it to the newest version, and mark what a crash cut off. Blocks.

        A damaged file is kept aside, for ``aside`` to tell, and a fresh one begun.

        Raises:
            DataDirError: The file cannot be opened, or is not ours; it was not touched.
            DatabaseNewerError: A later version of the program wrote it; it was not touched.
        """
        with told_as_data_dir_errors(path):
            refuse_foreign_file(path, NEWEST_VERSION)
            try:
                connection, reader_connection = _open_both(path, clock)
            except DamagedError as damage:
                _log.error("the database is damaged and is kept aside", exc_info=damage)
                Aside(path).keep(clock())
                connection, reader_connection = _open_both(path, clock)
            damaged = Aside(path).suspect
            writer = ConnectionThread(
                connection,
                "database-writer",
                "BEGIN IMMEDIATE",
                together=WRITES_TOGETHER,
                check=presence_of(path),
                on_damage=damaged,
            )
            reader = ConnectionThread(reader_connection, "database-reader", "BEGIN", on_damage=damaged)
            return cls(path, writer, reader, clock)

    def close(self) -> None:
        """Finish what is queued, then close. Blocks; a second call does nothing."""
        self._reader.close()
        self._writer.close()


def _open_both(path: Path, clock: Clock) -> tuple[sqlite3.Connection, sqlite3.Connection]:
    """Return the writer's and the reader's connection."""
    aside = Aside(path)
    with told_as_damage(path):
        create_private(path)
        after_crash = was_left_open(path) or aside.is_suspect()
        connection = connect(path)
        accept_spoilt_text(connection)
        try:
            _bring_up_to_date(connection, path, clock, after_crash=after_crash)
            if aside.is_suspect():
                # The tables are whole, so it was the index, which can be made anew from them.
                rebuild_index(connection)
                aside.trust()
            reader_connection = connect(path)
            reader_connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
        return connection, reader_connection


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, clock: Clock, *, after_crash: bool) -> None:
    version = version_of(connection)
    refuse_newer_version(path, version, NEWEST_VERSION)
    _look_through(connection, path, version, after_crash=after_crash)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")
    if 0 < version < NEWEST_VERSION:
        back_up(connection, path, version, clock())
    migrate(connection)
    connection.execute("BEGIN IMMEDIATE")
    interrupt_unfinished_runs(connection, timestamp(clock()))
    prune_all(connection, RUNS_WITH_EVENTS)
    connection.execute("COMMIT")


def _look_through(connection: sqlite3.Connection, path: Path, version: int, *, after_crash: bool) -> None:
    """Raise DamagedError, unless it is the index alone that is damaged: from SQLite 3.44 on, that is looked at, too."""
    try:
        refuse_damaged(connection, path, after_crash=after_crash)
    except DamagedError as damage:
        if version < NEWEST_VERSION:
            raise
        _log.warning("is it the index alone that is damaged?", exc_info=damage)
        # Undone by whoever closes the connection, where it was not.
        with told_as_damage(path):
            connection.execute("BEGIN IMMEDIATE")
            rebuild_index(connection)
            refuse_damaged(connection, path, after_crash=True)
            connection.execute("COMMIT")
