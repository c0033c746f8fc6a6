"""The two folders that the shell names: made if need be, and tried by really writing."""

import errno
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from backend.errors import DataDirError

_PROBE_BYTES = 64 * 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_files_private() -> None:
    """Let whatever this process makes be its user's alone: what an agent writes in the workspace, too."""
    os.umask(_OTHERS)


def prepare_directory(path: Path, purpose: str) -> None:
    """Make the folder, close it to all but its owner, and write to it.

    Args:
        path: absolute.
        purpose: ``data`` or ``log``, for the message and the code of the error.

    Raises:
        DataDirError: the folder cannot be made, or cannot be written to.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _close_to_others(path)
        _write_and_remove(path)
    except (OSError, ValueError) as error:
        raise unusable(path, purpose, error) from error


def _close_to_others(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    # Somebody else's folder, or a disk without modes or that cannot be written: whether it can be used is tried next.
    with suppress(OSError):
        if mode & _OTHERS:
            path.chmod(mode & ~_OTHERS)


def _write_and_remove(path: Path) -> None:
    descriptor, name = tempfile.mkstemp(prefix=".probe-", dir=path)
    try:
        # A file object goes on after a short write, which is how a disk says that it is nearly full.
        with os.fdopen(descriptor, "wb") as probe:
            probe.write(bytes(_PROBE_BYTES))
    finally:
        Path(name).unlink()


def unusable(path: Path, purpose: str, error: Exception) -> DataDirError:
    """Return the error for a folder that the system refused, with what to do about it."""
    number = error.errno if isinstance(error, OSError) else None
    match number:
        case errno.EEXIST | errno.ENOTDIR:
            why, remedy = "there is a file in its place", "Move that file away, or choose another folder."
        case errno.EACCES | errno.EPERM:
            why, remedy = "the permissions forbid it", "Give your user the right to write there."
        case errno.EROFS:
            why, remedy = "the disk can only be read", "Choose a folder on a disk that can be written to."
        case errno.ENOSPC | errno.EDQUOT:
            why, remedy = "no space is left", "Free some space on that disk, then start again."
        case errno.ENAMETOOLONG:
            why, remedy = "its name is too long", "Choose a folder with a shorter path."
        case _:
            why = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
            remedy = "Check that disk and folder, or choose another folder."
    return DataDirError(f"{purpose}-dir-not-usable", f"The {purpose} folder {path} cannot be used: {why}.", remedy)
