"""The database as a whole: opening it, whatever state it is in, and its repositories."""

import sqlite3
from pathlib import Path

from backend.store.backup import back_up
from backend.store.clock import Clock, timestamp, wall_clock
from backend.store.connection import (
    connect,
    create_private,
    refuse_damaged,
    told_as_data_dir_errors,
    was_left_open,
)
from backend.store.conversations import Conversations
from backend.store.gateway import Gateway
from backend.store.header import refuse_foreign_file, refuse_newer_version
from backend.store.migrate import migrate, version_of
from backend.store.migrations import NEWEST_VERSION
from backend.store.run_events import RunEvents, prune_all
from backend.store.runs import RUNS_WITH_EVENTS, Runs, interrupt_unfinished_runs
from backend.store.search import Search
from backend.store.settings import SettingsTable
from backend.store.statistics import Statistics
from backend.store.worker import ConnectionThread


class Database:
    """One writer thread, one reader thread, and the repositories that use them."""

    def __init__(self, path: Path, writer: ConnectionThread, reader: ConnectionThread, clock: Clock) -> None:
        self._writer = writer
        self._reader = reader
        gateway = Gateway(writer, reader, clock)
        self.path = path
        self.conversations = Conversations(gateway)
        self.runs = Runs(gateway)
        self.run_events = RunEvents(gateway)
        self.search = Search(gateway)
        self.settings = SettingsTable(gateway)
        self.statistics = Statistics(gateway, path)

    @classmethod
    def open(cls, path: Path, *, clock: Clock = wall_clock) -> "Database":
        """Open or make the file, bring it to the newest version, and mark what a crash cut off. Blocks.

        Raises:
            DataDirError: The file cannot be opened, is damaged, or is not ours; it was not touched.
            DatabaseNewerError: A later version of the program wrote it; it was not touched.
        """
        with told_as_data_dir_errors(path):
            refuse_foreign_file(path, NEWEST_VERSION)
            create_private(path)
            after_crash = was_left_open(path)
            connection = connect(path)
            try:
                _bring_up_to_date(connection, path, clock, after_crash=after_crash)
                reader_connection = connect(path)
            except BaseException:
                connection.close()
                raise
            reader_connection.execute("PRAGMA query_only = ON")
            writer = ConnectionThread(connection, "database-writer", "BEGIN IMMEDIATE")
            reader = ConnectionThread(reader_connection, "database-reader", "BEGIN")
            return cls(path, writer, reader, clock)

    def close(self) -> None:
        """Finish what is queued, then close. Blocks; a second call does nothing."""
        self._reader.close()
        self._writer.close()


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, clock: Clock, *, after_crash: bool) -> None:
    version = version_of(connection)
    refuse_newer_version(path, version, NEWEST_VERSION)
    refuse_damaged(connection, path, after_crash=after_crash)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    if 0 < version < NEWEST_VERSION:
        back_up(connection, path, version, clock())
    migrate(connection)
    connection.execute("BEGIN IMMEDIATE")
    interrupt_unfinished_runs(connection, timestamp(clock()))
    prune_all(connection, RUNS_WITH_EVENTS)
    connection.execute("COMMIT")
