"""All that this process has started, and its end."""

import os
import signal
import time
from contextlib import suppress
from typing import Final

import psutil

from backend.server.processes import is_alive

PATIENCE_S: Final = 0.3
"""How long a killed process may take to be gone: one that waits for a broken disk never is."""

_POLL_S: Final = 0.005


def kill_descendants() -> None:
    """Kill everything that this process has started, and see it gone: in rounds, until one finds nobody alive."""
    give_up_at = time.monotonic() + PATIENCE_S
    while (alive := living_descendants(os.getpid())) and time.monotonic() < give_up_at:
        for pid in alive:
            with suppress(OSError):
                os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        time.sleep(_POLL_S)


def living_descendants(pid: int) -> set[int]:
    """Return the numbers of the processes that a process has started, directly or not, and that have not ended.

    Linux names the children of each thread (``proc_pid_task.5``), in kernels that have it; elsewhere the parents of
    all processes of the machine are read, which takes a hundred times as many steps. Each step is a chance for another
    thread of ours to keep the interpreter, and the end of the process waits for the last of them.
    """
    if not os.path.exists(f"/proc/{pid}/task/{pid}/children"):  # noqa: PTH110 - the fewest steps, as said
        return _living_by_parents(pid)
    family = [pid]
    for member in family:
        family += _children(member)
    return {member for member in family[1:] if _is_alive(member)}


def _children(pid: int) -> list[int]:
    try:
        threads = os.listdir(f"/proc/{pid}/task")  # noqa: PTH208 - the fewest steps, as said
    except OSError:
        return []
    return [int(child) for thread in threads for child in _read(f"/proc/{pid}/task/{thread}/children").split()]


def _is_alive(pid: int) -> bool:
    # "number (name) state ...", where a name may hold brackets; a process that nobody has waited for is a Z.
    state = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()[:1]
    return bool(state) and state[0] not in {b"Z", b"X"}


def _read(path: str) -> bytes:
    # A thread, or the whole process, may end at any moment.
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            text = b""
            while chunk := os.read(descriptor, 1 << 16):
                text += chunk
            return text
        finally:
            os.close(descriptor)
    return b""


def _living_by_parents(pid: int) -> set[int]:
    try:
        return {child.pid for child in psutil.Process(pid).children(recursive=True) if is_alive(child)}
    except psutil.Error:
        return set()
