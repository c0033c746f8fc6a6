"""What a folder must be able to do, whatever the system offers for keeping inside it."""

import errno
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal, Protocol

from backend.workspace.errors import WorkspaceError
from backend.workspace.paths import Parts, display, legible

MAX_ENTRIES: Final = 100_000

EntryKind = Literal["file", "folder", "link", "other"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a folder; ``size`` is in bytes and only meaningful for files."""

    name: str
    kind: EntryKind
    size: int


class Folder(Protocol):
    """Access below one root. Every method raises ``WorkspaceError`` with a sentence for the user."""

    def entries(self, parts: Parts) -> list[Entry]:
        """List a folder, in no order; links are named and never followed."""
        ...

    def exists(self, parts: Parts) -> bool:
        """Whether there is anything of that name in a folder that there is."""
        ...

    def read(self, parts: Parts, limit: int) -> bytes:
        """Read at most ``limit`` bytes of a regular file."""
        ...

    def write(self, parts: Parts, content: bytes, *, may_replace: bool) -> bool:
        """Write a whole file or nothing of it, making parent folders; return whether the file is new."""
        ...


def listed(found: Iterable["os.DirEntry[str]"], parts: Parts) -> list[Entry]:
    """Read what ``os.scandir`` finds; refuses a folder that would take too much memory."""
    entries = [_entry(one) for one in islice(found, MAX_ENTRIES + 1)]
    if len(entries) > MAX_ENTRIES:
        raise WorkspaceError(f"{_quoted(parts)} holds more than {MAX_ENTRIES} names, too many to be listed here.")
    return entries


def is_link(status: os.stat_result) -> bool:
    """Whether it is a symbolic link, or one of Windows' other ways (junctions, mount points) to lead elsewhere.

    The bit is documented at https://learn.microsoft.com/windows/win32/fileio/reparse-point-tags; files that a cloud
    service fetches when they are read have a tag too, without the bit.
    """
    tag: int = getattr(status, "st_reparse_tag", 0)
    return stat.S_ISLNK(status.st_mode) or bool(tag & _NAME_SURROGATE_BIT)


def check_replaceable(status: os.stat_result, parts: Parts, *, may_replace: bool) -> None:
    """Raise ``WorkspaceError`` for what a new file must not take the place of."""
    check_regular(status, parts)
    if not may_replace:
        raise WorkspaceError(
            f"{_quoted(parts)} was to be a new file, and meanwhile there is one of that name. Nothing was written. "
            "Read it first; to replace it, write again."
        )


def mode_kept(status: os.stat_result) -> int:
    """Return the mode for a file's new content: who may read and run it, but never as whom it runs."""
    return status.st_mode & 0o777


def check_regular(status: os.stat_result, parts: Parts) -> None:
    """Raise ``WorkspaceError`` for anything but a regular file: pipes and devices could block, or act when opened."""
    if is_link(status):
        raise link_refused(parts)
    if stat.S_ISDIR(status.st_mode):
        raise WorkspaceError(f"{_quoted(parts)} is a folder, not a file.")
    if not stat.S_ISREG(status.st_mode):
        raise WorkspaceError(f"{_quoted(parts)} is not a regular file.")


def link_refused(parts: Parts) -> WorkspaceError:
    """Say that a link is in the way."""
    return WorkspaceError(f"{_quoted(parts)} is or goes through a symbolic link. Links are not followed.")


def told(error: OSError, parts: Parts) -> WorkspaceError:
    """Turn an error of the system into a sentence."""
    sentence = _SENTENCES.get(error.errno or 0, f"{{}} cannot be used: {error.strerror or 'unknown reason'}.")
    return WorkspaceError(sentence.format(_quoted(parts)))


def _entry(found: "os.DirEntry[str]") -> Entry:
    try:
        status = found.stat(follow_symlinks=False)
    except OSError:
        return Entry(found.name, "other", 0)
    return Entry(found.name, _kind(status), status.st_size)


def _kind(status: os.stat_result) -> EntryKind:
    if is_link(status):
        return "link"
    if stat.S_ISREG(status.st_mode):
        return "file"
    return "folder" if stat.S_ISDIR(status.st_mode) else "other"


def _quoted(parts: Parts) -> str:
    name = legible(display(parts))
    return f"“{name}”" if len(name) <= _MAX_QUOTED_CHARS else f"“{name[:_MAX_QUOTED_CHARS]}…”"


_NAME_SURROGATE_BIT: Final = 0x2000_0000
_MAX_QUOTED_CHARS: Final = 200
_NOT_ALLOWED: Final = "The system does not allow access to {}."
_NO_SPACE: Final = "There is no space left to write {}."
_SENTENCES: Final = {
    errno.ENOENT: "There is no {} in the workspace folder.",
    errno.ENOTDIR: "{} goes through something that is not a folder.",
    errno.EISDIR: "{} is a folder, not a file.",
    errno.EACCES: _NOT_ALLOWED,
    errno.EPERM: _NOT_ALLOWED,
    errno.EROFS: _NOT_ALLOWED,
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.ENAMETOOLONG: "The name {} is too long for this system.",
}
