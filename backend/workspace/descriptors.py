"""A folder held by directory descriptors: every step is relative to the one before, so that no race can leave it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from backend.workspace.errors import WorkspaceError
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
from backend.workspace.paths import Parts

SUPPORTED: Final = (
    hasattr(os, "O_NOFOLLOW")
    and os.open in os.supports_dir_fd
    and os.rename in os.supports_dir_fd
    and os.name == "posix"
)
# O_NONBLOCK: opening a named pipe must not wait for a writer.
_NO_FOLLOW: Final[int] = getattr(os, "O_NOFOLLOW", 0)
_DIRECTORY: Final[int] = getattr(os, "O_DIRECTORY", 0)
_FILE_FLAGS: Final = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0)
_FOLDER_FLAGS: Final = os.O_RDONLY | _NO_FOLLOW | _DIRECTORY


class DescriptorFolder:
    """The folder ``root``; ``root`` itself may be a link, for it is what the user chose."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def entries(self, parts: Parts) -> list[Entry]:
        """List a folder."""
        with self._folder(parts) as descriptor:
            try:
                with os.scandir(descriptor) as found:
                    return listed(found, parts)
            except OSError as error:
                raise told(error, parts) from error

    def exists(self, parts: Parts) -> bool:
        """Look for a name."""
        with self._folder(parts[:-1]) as parent, _telling(parent, parts):
            return _status(parent, parts[-1]) is not None

    def read(self, parts: Parts, limit: int) -> bytes:
        """Read at most ``limit`` bytes of a regular file."""
        with self._folder(parts[:-1]) as parent, _telling(parent, parts):
            check_regular(os.stat(parts[-1], dir_fd=parent, follow_symlinks=False), parts)
            descriptor = os.open(parts[-1], _FILE_FLAGS, dir_fd=parent)
            with os.fdopen(descriptor, "rb") as file:
                # Once more, for it may have been swapped since: only what is open now counts.
                check_regular(os.fstat(descriptor), parts)
                return file.read(limit)

    def write(self, parts: Parts, content: bytes, *, may_replace: bool) -> bool:
        """Write a whole file or nothing of it."""
        with self._folder(parts[:-1], create=True) as parent, _telling(parent, parts):
            before = _status(parent, parts[-1])
            if before is not None:
                check_replaceable(before, parts, may_replace=may_replace)
            draft = f".{secrets.token_hex(8)}.tmp"
            try:
                _write_draft(parent, draft, content, before)
                # Replaces the name itself: a link that was put there a moment ago is dropped, not followed.
                os.replace(draft, parts[-1], src_dir_fd=parent, dst_dir_fd=parent)
            except BaseException:
                with suppress(FileNotFoundError):
                    os.unlink(draft, dir_fd=parent)
                raise
            return before is None

    @contextmanager
    def _folder(self, parts: Parts, *, create: bool = False) -> Iterator[int]:
        try:
            descriptor = os.open(self._root, os.O_RDONLY | _DIRECTORY)
        except OSError as error:
            raise WorkspaceError(
                "The workspace folder is gone or cannot be opened. Choose another folder in the settings."
            ) from error
        try:
            for depth, part in enumerate(parts, start=1):
                with _telling(descriptor, parts[:depth]):
                    child = _step(descriptor, part, create=create)
                os.close(descriptor)
                descriptor = child
            yield descriptor
        finally:
            os.close(descriptor)


def _step(parent: int, name: str, *, create: bool) -> int:
    try:
        return os.open(name, _FOLDER_FLAGS, dir_fd=parent)
    except FileNotFoundError:
        if not create:
            raise
    with suppress(FileExistsError):
        os.mkdir(name, dir_fd=parent)
    return os.open(name, _FOLDER_FLAGS, dir_fd=parent)


def _write_draft(parent: int, draft: str, content: bytes, before: os.stat_result | None) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, 0o666, dir_fd=parent)
    with os.fdopen(descriptor, "wb") as file:
        if before is not None:
            os.chmod(descriptor, mode_kept(before))  # noqa: PTH101 - of what is open
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _status(parent: int, name: str) -> os.stat_result | None:
    try:
        return os.stat(name, dir_fd=parent, follow_symlinks=False)
    except FileNotFoundError:
        return None


@contextmanager
def _telling(parent: int, parts: Parts) -> Iterator[None]:
    """Turn errors into sentences; a link shows as ELOOP or ENOTDIR, so look once more to name it."""
    try:
        yield
    except OSError as error:
        with suppress(OSError, IndexError):
            if is_link(os.stat(parts[-1], dir_fd=parent, follow_symlinks=False)):
                raise link_refused(parts) from error
        raise told(error, parts) from error
