"""All that this process has started, and its end."""

import os
import signal
from contextlib import suppress

import psutil


def kill_descendants() -> None:
    """Kill everything that this process has started, at once: in rounds, until one finds nobody new."""
    killed: set[int] = set()
    while new := descendants(os.getpid()) - killed:
        for pid in new:
            with suppress(OSError):
                os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        killed |= new


def descendants(pid: int) -> set[int]:
    """Return the numbers of the processes that a process has started, directly or not.

    Linux names the children of each thread (``proc_pid_task.5``), in kernels that have it; elsewhere the parents of
    all processes of the machine are read, which takes a hundred times as many steps. Each step is a chance for another
    thread of ours to keep the interpreter, and the end of the process waits for the last of them.
    """
    if not os.path.exists(f"/proc/{pid}/task/{pid}/children"):  # noqa: PTH110 - the fewest steps, as said
        return _descendants_by_parents(pid)
    family = [pid]
    for member in family:
        family += _children(member)
    return set(family[1:])


def _children(pid: int) -> list[int]:
    try:
        threads = os.listdir(f"/proc/{pid}/task")  # noqa: PTH208 - the fewest steps, as said
    except OSError:
        return []
    return [int(child) for thread in threads for child in _read(f"/proc/{pid}/task/{thread}/children").split()]


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


def _descendants_by_parents(pid: int) -> set[int]:
    try:
        return {child.pid for child in psutil.Process(pid).children(recursive=True)}
    except psutil.Error:
        return set()
