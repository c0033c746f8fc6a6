"""The first bytes of the database file: enough to refuse a file that is not for this program, without SQLite.

Read before the port is announced, so that a program that cannot go on says so first; nothing heavy is imported here.
"""

from pathlib import Path
from typing import Final

from backend.errors import DatabaseNewerError, DataDirError

FILE_NAME: Final = "conversations.db"
"""The name of the file in the data folder."""

APPLICATION_ID: Final = 0x61676E74
"""Marks our files (https://www.sqlite.org/pragma.html#pragma_application_id); never changes."""

_MAGIC: Final = b"SQLite format 3\x00"
_HEADER_BYTES: Final = 100


def refuse_foreign_file(path: Path, newest_version: int) -> None:
    """Read the header as plain bytes, so that a file that is not for us stays untouched.

    The header is described in https://www.sqlite.org/fileformat2.html#the_database_header.

    Raises:
        DataDirError: The file is no database, or not one of this program.
        DatabaseNewerError: A later version of this program wrote it.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header:
        return
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise unreadable(path, "is not a database")
    version = int.from_bytes(header[60:64], "big")
    application = int.from_bytes(header[68:72], "big")
    if application not in {0, APPLICATION_ID}:
        raise unreadable(path, "belongs to another program")
    refuse_newer_version(path, version, newest_version)


def refuse_newer_version(path: Path, version: int, newest_version: int) -> None:
    """Raise DatabaseNewerError when this program is too old for the file."""
    if version > newest_version:
        raise DatabaseNewerError(
            "database-newer",
            f"The database '{path}' has version {version}; this program knows versions up to {newest_version}.",
            "Install the latest version of the program, or restore a backup from the folder 'backups' beside it.",
        )


def unreadable(path: Path, what: str) -> DataDirError:
    """Return the error for a file that holds no database of ours."""
    return DataDirError(
        "database-unreadable",
        f"The file '{path}' {what}.",
        "Move it away, or put back a copy from the folder 'backups' beside it, then start again.",
    )
