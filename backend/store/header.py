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

    A file without such a header passes: it is damaged, and ``Database.open`` sees to that.
    The header is described in https://www.sqlite.org/fileformat2.html#the_database_header.

    Raises:
        DataDirError: The file cannot be read, or is the database of another program.
        DatabaseNewerError: A later version of this program wrote it.
    """
    try:
        header = _header(path)
    except OSError as error:
        raise unusable(path, error.strerror or type(error).__name__) from error
    if header is None:
        return
    version = int.from_bytes(header[60:64], "big")
    application = int.from_bytes(header[68:72], "big")
    if application not in {0, APPLICATION_ID}:
        raise DataDirError(
            "database-unreadable",
            f"The file '{path}' belongs to another program.",
            "Move it away, then start again.",
        )
    refuse_newer_version(path, version, newest_version)


def is_no_database(path: Path) -> bool:
    """Whether there is something in the file, and no database."""
    return path.exists() and path.stat().st_size > 0 and _header(path) is None


def _header(path: Path) -> bytes | None:
    if not path.exists():
        return None
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    return header if len(header) == _HEADER_BYTES and header.startswith(_MAGIC) else None


def refuse_newer_version(path: Path, version: int, newest_version: int) -> None:
    """Raise DatabaseNewerError when this program is too old for the file."""
    if version > newest_version:
        raise DatabaseNewerError(
            "database-newer",
            f"The database '{path}' has version {version}; this program knows versions up to {newest_version}.",
            "Install the latest version of the program, or restore a backup from the folder 'backups' beside it.",
        )


def unusable(path: Path, reason: str) -> DataDirError:
    """Return the error for a database that SQLite or the operating system does not open."""
    return DataDirError(
        "data-dir-not-usable",
        f"The database '{path}' cannot be opened: {reason}.",
        "Make sure that the folder can be written, that the disk is not full, and that no other program has the "
        "file open, then start again.",
    )
