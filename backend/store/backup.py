"""Copies of the database from before a migration."""

import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Final

FOLDER: Final = "backups"
KEPT: Final = 3


def back_up(connection: sqlite3.Connection, path: Path, version: int, now: datetime) -> Path:
    """Write a whole, compact copy beside the database and drop all but the last three; return its path."""
    folder = path.parent / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"{path.stem}-v{version}-{now:%Y%m%dT%H%M%S%f}Z{path.suffix}"
    # VACUUM INTO takes an empty file, which lets the copy be private from its first byte.
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        connection.execute("VACUUM INTO ?", (str(copy),))
    except BaseException:
        copy.unlink()
        raise
    for old in _oldest_first(folder, path)[:-KEPT]:
        old.unlink()
    return copy


def _oldest_first(folder: Path, path: Path) -> list[Path]:
    copies = folder.glob(f"{path.stem}-v*{path.suffix}")
    return sorted(copies, key=lambda copy: copy.stem.rpartition("-")[2])
