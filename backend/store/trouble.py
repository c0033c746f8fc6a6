"""Why the database did not do what was asked: what SQLite says, as far as it makes a difference to a person."""

import sqlite3
from typing import Final

from backend.problems import StorageTrouble

_TROUBLES: Final[dict[int, StorageTrouble]] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "unwritable",
    sqlite3.SQLITE_READONLY: "unwritable",
    sqlite3.SQLITE_CANTOPEN: "unwritable",
    sqlite3.SQLITE_PERM: "unwritable",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}
"""By the low byte of the code, which is the kind of error (https://www.sqlite.org/rescode.html)."""


class StoreError(Exception):
    """SQLite could not do a job, and undid it: a full disk, a damaged file, a rule of the tables.

    Attributes:
        trouble: what kind of trouble it is, for whoever tells the user.
    """

    def __init__(self, message: str, trouble: StorageTrouble = "other") -> None:
        super().__init__(message)
        self.trouble: StorageTrouble = trouble

    @classmethod
    def of(cls, error: sqlite3.Error) -> "StoreError":
        """Return what an error of SQLite means."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return cls(f"{type(error).__name__}: {error}", _TROUBLES.get(code, "other"))


class DatabaseClosedError(StoreError):
    """The database was closed before the job was given."""
