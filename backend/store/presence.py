"""Whether the database file is still where it was opened."""

from collections.abc import Callable
from pathlib import Path

from backend.store.trouble import StoreError


def presence_of(path: Path) -> Callable[[], None]:
    """Return a check that raises StoreError when the file has gone since, or another has taken its place.

    An open file that has been removed still takes whatever is written, and loses it when it is closed: without this
    check, it would be acknowledged.
    """
    opened = _identity(path)

    def refuse_absent() -> None:
        if opened is None or opened != _identity(path):
            raise StoreError(f"The database '{path}' is no longer there.", "gone")

    return refuse_absent


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
