"""Copies of the database from before a migration."""

import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Final

FOLDER: Final = "backups"
KEPT: Final = 3

_UNFINISHED: Final = ".part"


def back_up(connection: sqlite3.Connection, path: Path, version: int, now: datetime) -> Path:
    """Write a whole, compact copy beside the database and drop all but the last three; return its path."""
    folder = path.parent / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    for cut_off in folder.glob(f"{path.stem}-v*{_UNFINISHED}"):
        cut_off.unlink()
    copy = folder / f"{path.stem}-v{version}-{now:%Y%m%dT%H%M%S%f}Z{path.suffix}"
    # Whoever is killed in between leaves nothing that looks like a copy.
    unfinished = copy.with_name(copy.name + _UNFINISHED)
    try:
        _write(connection, unfinished)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    unfinished.rename(copy)
    for old in _oldest_first(folder, path)[:-KEPT]:
        old.unlink()
    return copy


def _write(connection: sqlite3.Connection, file: Path) -> None:
    # VACUUM INTO takes an empty file, which lets the copy be private from its first byte.
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        connection.execute("VACUUM INTO ?", (str(file),))
        # It does not wait for the disk (https://www.sqlite.org/lang_vacuum.html).
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _oldest_first(folder: Path, path: Path) -> list[Path]:
    copies = folder.glob(f"{path.stem}-v*{path.suffix}")
    return sorted(copies, key=lambda copy: copy.stem.rpartition("-")[2])
