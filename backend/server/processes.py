"""Processes, told apart by number and time of birth: numbers alone are given out again."""

import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

_CLOCK_DRIFT_S: Final = 2.0
"""Where births are told by the wall clock, the system corrects it a little now and then."""

_POLL_S: Final = 0.02
_PR_SET_CHILD_SUBREAPER: Final = 36


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """A process that is, or was: its number, and when it was born, in seconds.

    On Linux they are counted from the start of the system: whoever sets the clock changes no process's birth. Elsewhere
    they are counted from 1970.
    """

    pid: int
    created: float


def identify(pid: int) -> ProcessIdentity | None:
    """Return the identity of a process that is running now."""
    try:
        return ProcessIdentity(pid, _birth(psutil.Process(pid)))
    except (psutil.Error, OSError):
        return None


def _birth(process: psutil.Process) -> float:
    if sys.platform != "linux":
        return process.create_time()
    # "number (name) state ...", where a name may hold brackets; the start is the twentieth field after the name.
    ticks = Path(f"/proc/{process.pid}/stat").read_bytes().rpartition(b")")[2].split()[19]
    return int(ticks) / os.sysconf("SC_CLK_TCK")


def find(identity: ProcessIdentity) -> psutil.Process | None:
    """Return the process if it is still the one that is meant, and no zombie."""
    try:
        process = psutil.Process(identity.pid)
        same = abs(_birth(process) - identity.created) < _CLOCK_DRIFT_S
        return process if same and is_alive(process) else None
    except (psutil.Error, OSError):
        return None


def stop_tree(process: psutil.Process, grace_s: float) -> None:
    """End a process and all that it has started: by SIGTERM, and after ``grace_s`` by SIGKILL."""
    tree = [process, *_descendants(process)]
    with suppress(psutil.Error):
        process.terminate()
    _wait_until_gone(tree, grace_s)
    for member in tree:
        with suppress(psutil.Error):
            member.kill()
    _wait_until_gone(tree, grace_s)


def _wait_until_gone(tree: list[psutil.Process], seconds: float) -> None:
    give_up_at = time.monotonic() + seconds
    while any(is_alive(member) for member in tree) and time.monotonic() < give_up_at:
        time.sleep(_POLL_S)


def is_alive(process: psutil.Process) -> bool:
    """Return whether the process does anything: one that has ended and that nobody has waited for does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def adopt_orphans() -> None:
    """Let children of children whose parent ends become this process's own (Linux), so that none gets out of sight."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - not before the port is open

        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _descendants(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []
