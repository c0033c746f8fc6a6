"""A database that cannot be read is kept aside, and the user is told of it until they have seen it."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

FOLDER: Final = "damaged"

_UNTOLD: Final = "not-seen-yet"
_SUSPECT: Final = "look-through"


class Aside:
    """Where damaged databases go: the folder ``damaged`` beside the file. None of them is ever deleted.

    Args:
        path: of the database.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder = path.parent / FOLDER

    def keep(self, now: datetime) -> None:
        """Move the database and its log away; the user is not told yet.

        Raises:
            OSError: they cannot be moved.
        """
        self._folder.mkdir(mode=0o700, exist_ok=True)
        kept = self._folder / f"{self._path.stem}-{now:%Y%m%dT%H%M%S%f}Z{self._path.suffix}"
        # Whoever is killed in between leaves a damaged database in its place, to be found and kept by the next start.
        (self._folder / _UNTOLD).write_text(kept.name, encoding="utf-8")
        for companion in ("-shm", "-wal", ""):
            file = self._path.with_name(self._path.name + companion)
            if file.exists():
                file.rename(kept.with_name(kept.name + companion))

    def suspect(self) -> None:
        """Let the next start look through the whole database: a part of it could not be read."""
        # A disk that is failing may refuse this, too.
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            (self._folder / _SUSPECT).touch()

    def is_suspect(self) -> bool:
        """Whether the database is to be looked through."""
        return (self._folder / _SUSPECT).exists()

    def trust(self) -> None:
        """Note that the database is whole, or a new one."""
        (self._folder / _SUSPECT).unlink(missing_ok=True)

    def untold(self) -> Path | None:
        """Return the newest of them, if the user has not seen yet that it is here."""
        try:
            return self._folder / (self._folder / _UNTOLD).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None

    def told(self) -> bool:
        """Note that the user has seen it; False where there was nothing to be seen."""
        try:
            (self._folder / _UNTOLD).unlink()
        except FileNotFoundError:
            return False
        return True

    def count(self) -> int:
        """How many are kept."""
        return sum(1 for _ in self._folder.glob(f"{self._path.stem}-*{self._path.suffix}"))
