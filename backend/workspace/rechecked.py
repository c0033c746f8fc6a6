"""A folder for systems without directory descriptors (Windows): checked before the open, and by the handle after it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from backend.workspace.folder import (
    Entry,
    check_regular,
    check_replaceable,
    is_link,
    link_refused,
    listed,
    mode_kept,
    told,
)
from backend.workspace.handles import path_of
from backend.workspace.paths import Parts


class RecheckedFolder:
    """The folder ``root``.

    The look before the open gives clear answers; the look at the open handle is the one that counts, and comes before
    a byte is read or written. Names of a folder that is swapped for a link while it is listed may be seen, no contents.
    """

    def __init__(self, root: Path) -> None:
        self._root = Path(os.path.realpath(root))

    def entries(self, parts: Parts) -> list[Entry]:
        """List a folder."""
        with _telling(parts):
            path = self._checked(parts)
            with os.scandir(path) as found:
                entries = listed(found, parts)
            self._checked(parts)
            return entries

    def exists(self, parts: Parts) -> bool:
        """Look for a name."""
        with _telling(parts):
            return os.path.lexists(self._checked(parts[:-1]) / parts[-1])

    def read(self, parts: Parts, limit: int) -> bytes:
        """Read at most ``limit`` bytes of a regular file."""
        with _telling(parts):
            path = self._checked(parts)
            check_regular(path.lstat(), parts)
            with path.open("rb") as file:
                self._check_handle(file.fileno(), parts)
                return file.read(limit)

    def write(self, parts: Parts, content: bytes, *, may_replace: bool) -> bool:
        """Write a whole file or nothing of it."""
        with _telling(parts):
            parent = self._made(parts[:-1])
            target = parent / parts[-1]
            before = self._checked(parts).lstat() if os.path.lexists(target) else None
            if before is not None:
                check_replaceable(before, parts, may_replace=may_replace)
            with self._held(parent, parts):
                draft = parent / _draft_name()
                try:
                    with draft.open("xb") as file:
                        self._check_handle(file.fileno(), parts)
                        file.write(content)
                        file.flush()
                        os.fsync(file.fileno())
                    if before is not None:
                        draft.chmod(mode_kept(before))
                    draft.replace(target)
                except BaseException:
                    with suppress(OSError):
                        draft.unlink()
                    raise
            return before is None

    def _checked(self, parts: Parts) -> Path:
        """Return the path if no part of it is a link or a junction, as the disk is now."""
        path = self._root
        for depth, part in enumerate(parts, start=1):
            path = path / part
            if is_link(path.lstat()):
                raise link_refused(parts[:depth])
        return path

    def _check_handle(self, descriptor: int, parts: Parts) -> None:
        root = os.path.normcase(self._root).rstrip(os.sep) + os.sep
        if not os.path.normcase(path_of(descriptor)).startswith(root):
            raise link_refused(parts)

    @contextmanager
    def _held(self, parent: Path, parts: Parts) -> Iterator[None]:
        """Keep an empty file open in the folder: Windows then lets nobody rename the folder or one above it."""
        anchor = parent / _draft_name()
        try:
            with anchor.open("xb") as file:
                self._check_handle(file.fileno(), parts)
                yield
        finally:
            with suppress(OSError):
                anchor.unlink()

    def _made(self, parts: Parts) -> Path:
        for depth in range(1, len(parts) + 1):
            with suppress(FileExistsError):
                (self._checked(parts[: depth - 1]) / parts[depth - 1]).mkdir()
            if not self._checked(parts[:depth]).is_dir():
                raise NotADirectoryError(20, "Not a directory")
        return self._checked(parts)


def _draft_name() -> str:
    return f".{secrets.token_hex(8)}.tmp"


@contextmanager
def _telling(parts: Parts) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise told(error, parts) from error
