"""One backend a data directory: a lock of the operating system, in a file that names who holds it."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from backend.errors import DataDirInUseError
from backend.server.directories import unusable
from backend.server.owner import Owner, OwnerVerdict, judge, parse_owner, this_owner
from backend.server.processes import find, stop_tree

LOCK_FILE: Final = "backend.lock"
PATIENCE_S: Final = 2.0
"""How long a backend that is stopping may hold the lock: as long as a stop may take."""

_POLL_S = 0.05
_FAR_OFFSET = 0x7FFF_0000
"""Windows locks bytes against reading too: lock one that is not there, so that the text can be read."""

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        os.lseek(descriptor, _FAR_OFFSET, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        # A record lock, not flock(): it belongs to this process alone and is not handed to a child by fork().
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True


class DataDirLock:
    """The lock of a data directory. The system frees it when the process ends, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def acquire(cls, data_dir: Path, pause: Callable[[float], None]) -> "DataDirLock":
        """Take the lock; a backend that was left over by a dead shell is stopped first.

        Args:
            data_dir: an existing folder.
            pause: waits for so many seconds; what it raises is passed on.

        Raises:
            DataDirInUseError: a backend with a living shell holds it, and goes on holding it.
            DataDirError: the file cannot be opened or written.
        """
        try:
            descriptor = os.open(data_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            try:
                _wait_for_lock(descriptor, pause)
                _write(descriptor, this_owner().to_json())
            except BaseException:
                os.close(descriptor)
                raise
        except OSError as error:
            raise unusable(data_dir, "data", error) from error
        return cls(descriptor)

    def release(self) -> None:
        """Forget the owner and free the lock. The file stays: removing it would let two backends lock two files."""
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)


def _wait_for_lock(descriptor: int, pause: Callable[[float], None]) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while not _try_lock(descriptor):
        owner = parse_owner(_read(descriptor))
        if judge(owner) is OwnerVerdict.ABANDONED and owner:
            _stop_leftover(owner)
            give_up_at = time.monotonic() + PATIENCE_S
        elif time.monotonic() > give_up_at:
            raise _in_use(owner)
        else:
            pause(_POLL_S)


def _stop_leftover(owner: Owner) -> None:
    leftover = find(owner.backend)
    if leftover:
        stop_tree(leftover, PATIENCE_S)


def _in_use(owner: Owner | None) -> DataDirInUseError:
    who = f"the backend with process number {owner.backend.pid}" if owner else "another program"
    return DataDirInUseError(
        "data-dir-in-use",
        f"The data folder is in use by {who}.",
        "Use the window that is open already, or close it and start again.",
    )


def _read(descriptor: int) -> str:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.read(descriptor, 4096).decode("utf-8", "replace")


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, text.encode())
