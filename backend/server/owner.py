"""Who holds the data directory, and whether that backend still has a shell."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any, Final

import psutil

from backend.server.processes import ProcessIdentity, find, identify

_MAX_PID: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Owner:
    """A backend and the shell that started it, as the lock file names them."""

    backend: ProcessIdentity
    shell: ProcessIdentity | None

    def to_json(self) -> str:
        """Return the text of the lock file."""
        shell = asdict(self.shell) if self.shell else None
        return json.dumps({**asdict(self.backend), "shell": shell}) + "\n"


class OwnerVerdict(Enum):
    """What a held lock means."""

    UNKNOWN = "unknown"
    """The file does not say (yet) who holds it."""
    ENDING = "ending"
    """The process that it names is gone: the lock is about to be free."""
    ABANDONED = "abandoned"
    """The backend runs on without the shell that started it."""
    IN_USE = "in-use"
    """The backend has a living shell."""


def this_owner() -> Owner:
    """Return the owner that this process is."""
    backend = identify(os.getpid())
    if backend is None:
        message = "this process does not see itself"
        raise RuntimeError(message)
    return Owner(backend, identify(os.getppid()))


def parse_owner(text: str) -> Owner | None:
    """Return the owner that a lock file names; None for a text that is not whole."""
    try:
        fields = json.loads(text)
        shell = fields["shell"]
        return Owner(_identity(fields), _identity(shell) if shell else None)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


def _identity(fields: Mapping[str, Any]) -> ProcessIdentity:
    pid = int(fields["pid"])
    if not 0 < pid <= _MAX_PID:
        message = "no process has this number"
        raise ValueError(message)
    return ProcessIdentity(pid, float(fields["created"]))


def judge(owner: Owner | None, find: Callable[[ProcessIdentity], psutil.Process | None] = find) -> OwnerVerdict:
    """Say what a lock that is held by this owner means.

    A backend whose parent is no longer its shell has been given to another parent by the system: its shell is gone.
    """
    if owner is None:
        return OwnerVerdict.UNKNOWN
    backend = find(owner.backend)
    if backend is None:
        return OwnerVerdict.ENDING
    if owner.shell is None:
        return OwnerVerdict.IN_USE
    try:
        parent = backend.ppid()
    except psutil.Error:
        return OwnerVerdict.ENDING
    abandoned = find(owner.shell) is None or parent != owner.shell.pid
    return OwnerVerdict.ABANDONED if abandoned else OwnerVerdict.IN_USE
