"""How much processor time a process has used, its children included."""

import sys
import time
from contextlib import suppress

import psutil


def cpu_of_tree(pid: int) -> float:
    """Seconds on a processor so far, of a process and all its descendants that still run."""
    parent = psutil.Process(pid)
    seconds = _cpu(parent)
    for child in parent.children(recursive=True):
        # One may end meanwhile.
        with suppress(psutil.NoSuchProcess, OSError):
            seconds += _cpu(child)
    return seconds


def cpu_share(pid: int, seconds: float) -> float:
    """The share of one core that a process and its descendants take while it is watched for so long."""
    before, begun = cpu_of_tree(pid), time.perf_counter()
    time.sleep(seconds)
    return (cpu_of_tree(pid) - before) / (time.perf_counter() - begun)


def _cpu(process: psutil.Process) -> float:
    """Threads that have ended are counted, too."""
    if sys.platform == "linux":
        # The times that psutil reads are counted in hundredths of a second, too coarse for a process that rests.
        return time.clock_gettime(_clock_of(process.pid))
    times = process.cpu_times()
    return times.user + times.system


def _clock_of(pid: int) -> int:
    """The number of the processor-time clock of a process, as clock_getcpuclockid(3) of Linux makes it."""
    return (~pid << 3) | 2
