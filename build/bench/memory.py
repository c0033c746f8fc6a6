"""How much memory a process takes, its children included."""

import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Memory:
    """In bytes.

    Attributes:
        rss: resident; pages that several processes share, such as those of a file, are counted for each.
        private: written to by this process alone, so that nobody else can use it: what it really costs.
    """

    rss: int
    private: int

    def fields(self) -> dict[str, int]:
        """The two as JSON."""
        return asdict(self)


def memory_of_tree(pid: int) -> Memory:
    """Add up a process and all its descendants."""
    parent = psutil.Process(pid)
    each = [_memory(parent)]
    for child in parent.children(recursive=True):
        # One may end meanwhile.
        with suppress(psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
            each.append(_memory(child))
    return Memory(sum(one.rss for one in each), sum(one.private for one in each))


def parse_smaps_rollup(text: str) -> Memory:
    """Read Linux's ``/proc/PID/smaps_rollup`` (proc(5)); private is its ``Private_Dirty``."""
    kilobytes = {line.split()[0]: int(line.split()[1]) for line in text.splitlines() if line.endswith(" kB")}
    return Memory(kilobytes["Rss:"] * 1024, kilobytes["Private_Dirty:"] * 1024)


def _memory(process: psutil.Process) -> Memory:
    if sys.platform == "linux":
        return parse_smaps_rollup(Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii"))
    full = process.memory_full_info()
    return Memory(full.rss, full.uss)
