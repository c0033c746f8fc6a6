"""Brings a database to the newest version, one step a transaction."""

import sqlite3
from collections.abc import Sequence

from backend.store.migrations import MIGRATIONS


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the database; 0 is an empty one."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def migrate(connection: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
    """Take every step that is missing; a step that fails leaves the database as it was before that step."""
    for version in range(version_of(connection), len(migrations)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in migrations[version]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    # The header of the file then tells its version also to a program that is too old to read the rest.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
