"""``python -m build.verify.traces PLACE``: what the tests' many backends have left; runs in the project's environment.

A product that is installed leaves its folder as it was, writes nothing into the home of its user but where it is told
to, and has no process left when its shell is gone.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import psutil

from build.verify.installation import contents

PATIENCE_S: Final = 3.0
"""How long a process may take to end after its test."""


def traces(folder: Path, snapshot: Path, home: Path, programs: Callable[[], list[str]]) -> Iterator[str]:
    """Yield a sentence for every trace.

    Args:
        folder: the installation.
        snapshot: what it held at first, as ``contents`` told it.
        home: the home folder, which was empty.
        programs: returns the executables of all processes that run.
    """
    before, after = json.loads(snapshot.read_text(encoding="utf-8")), contents(folder)
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield f"{name} in the installation was {_change(name in before, name in after)}"
    for path in sorted(home.iterdir()):
        yield f"{path.name} was left in the home folder"
    for program in _still_running(folder, programs):
        yield f"{program} is still running"


def _change(there_before: bool, there_after: bool) -> str:
    if there_before and there_after:
        return "changed"
    return "removed" if there_before else "added"


def _still_running(folder: Path, programs: Callable[[], list[str]]) -> list[str]:
    deadline = time.monotonic() + PATIENCE_S
    while left := [program for program in programs() if Path(program).is_relative_to(folder)]:
        if time.monotonic() > deadline:
            return left
        time.sleep(0.05)
    return []


def _programs() -> list[str]:
    return [process.info["exe"] for process in psutil.process_iter(["exe"]) if process.info["exe"]]


def main(arguments: list[str]) -> int:
    """Print every trace; the exit code says whether there is any."""
    folder, snapshot, home = map(Path, arguments)
    found = list(traces(folder, snapshot, home, _programs))
    for trace in found:
        print(trace, file=sys.stderr)
    if not found:
        print("The installation is as it was, the home folder is empty, and no process is left.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
