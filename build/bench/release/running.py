"""Run a program of another checkout to its end, and hear when it said what."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.errors import ToolFailedError
from build.process import POLL_SECONDS, TAIL_LINES, started
from build.progress import step

_PART: Final = 1 << 20


@dataclass(frozen=True)
class Line:
    """What a program said.

    Attributes:
        at: seconds after its start.
        text: without the line's end.
    """

    at: float
    text: str


@dataclass(frozen=True)
class Ran:
    """A program that came to a good end.

    Attributes:
        seconds: how long it took.
        lines: what it said, in order.
    """

    seconds: float
    lines: Sequence[Line]


def run_module(title: str, module: str, arguments: Sequence[str], folder: Path, environ: Mapping[str, str]) -> Ran:
    """Run ``python -m MODULE`` in a folder.

    Args:
        title: of the step that is shown meanwhile.
        module: as that folder has it.
        arguments: of the program.
        folder: where it runs.
        environ: its environment.

    Raises:
        ToolFailedError: it failed; the error holds the end of what it said.
    """
    command = [sys.executable, "-m", module, *arguments]
    begun, lines = time.monotonic(), list[Line]()
    with (
        step(title) as current,
        tempfile.TemporaryFile() as log,
        started(command, env=environ, output=log, cwd=folder) as process,
    ):
        listener = Listener(log.fileno())
        while process.poll() is None:
            time.sleep(POLL_SECONDS)
            lines += [Line(time.monotonic() - begun, text) for text in listener.lines()]
            current.update(lines[-1].text if lines else "beginning")
        took = time.monotonic() - begun
        lines += [Line(took, text) for text in listener.lines()]
        if process.returncode:
            tail = "\n".join(line.text for line in lines[-TAIL_LINES:])
            raise ToolFailedError("not-measured", f"{title} failed.", "Mend what it says, then run it again.", tail)
    return Ran(took, lines)


class Listener:
    """Reads what a program writes into a file, without moving the place at which it writes.

    Args:
        descriptor: of the file, which the program has inherited.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._place = 0
        self._rest = b""

    def lines(self) -> Iterator[str]:
        """Whole lines that have come since."""
        while part := os.pread(self._descriptor, _PART, self._place):
            self._place += len(part)
            *whole, self._rest = (self._rest + part).split(b"\n")
            yield from (line.decode(errors="replace") for line in whole)
