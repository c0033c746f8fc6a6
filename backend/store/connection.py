"""Opening SQLite, and telling a damaged database before it is touched."""

import os
import sqlite3
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backend.store.header import is_no_database, unusable

if TYPE_CHECKING:
    from collections.abc import Iterator

BUSY_TIMEOUT_MS: Final = 5000

_QUICK_CHECK_MAX_BYTES: Final = 64 * 1024 * 1024
"""A check reads the whole file: about 0.1 s for this much. A larger one is checked only after a crash."""


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection in autocommit mode: transactions are begun by hand.

    It may be handed to another thread, but is used by one at a time.
    """
    # Without a cache of statements: each of them would keep what was bound to it last, such as a whole answer.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=0)
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def is_spoilt_text(error: sqlite3.Error) -> bool:
    """Whether a text was read that is not UTF-8; the error repeats that text, so it must not be told nor logged."""
    return str(error).startswith("Could not decode to UTF-8")


def accept_spoilt_text(connection: sqlite3.Connection) -> None:
    """Read what a broken disk has spoilt as “�”, from now on: it must not cost the rest of a conversation.

    Not from the beginning, where many rows are read: reading them would take a third longer.
    """
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")


def was_left_open(path: Path) -> bool:
    """Whether the last process did not close the database; to be asked before SQLite makes a new log beside it."""
    return path.with_name(path.name + "-wal").exists()


class DamagedError(Exception):
    """What is in the file is no database, or no longer a whole one."""


def refuse_damaged(connection: sqlite3.Connection, path: Path, *, after_crash: bool) -> None:
    """Raise DamagedError when SQLite finds damage, where looking for it is cheap or there is cause to look."""
    if path.stat().st_size > _QUICK_CHECK_MAX_BYTES and not after_crash:
        return
    verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise DamagedError(verdict)


@contextmanager
def told_as_damage(path: Path) -> "Iterator[None]":
    """Turn what SQLite says of a damaged file into DamagedError; what it says of a disk stays as it is."""
    if is_no_database(path):
        raise DamagedError("it is no database")
    try:
        yield
    except sqlite3.DatabaseError as error:
        # The low byte is the kind of error (https://www.sqlite.org/rescode.html).
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise DamagedError(str(error)) from error
        raise


def create_private(path: Path) -> None:
    """Make the file, readable by its owner only; SQLite gives its companions the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)


@contextmanager
def told_as_data_dir_errors(path: Path) -> "Iterator[None]":
    """Turn what SQLite and the operating system say while opening into errors that a person can act on."""
    try:
        yield
    except (sqlite3.DatabaseError, DamagedError) as error:
        raise unusable(path, str(error)) from error
    except OSError as error:
        raise unusable(path, error.strerror or type(error).__name__) from error
