"""Show every program that is started, with its arguments, which hold no secrets: ours at once, and those of others too.

A program whose output is captured, by us or by electron-builder, cannot tell on stderr what it starts itself. So a file
is made, whose name all inherit in a variable: who starts a program adds a line there, and the first of ours shows it.
"""

import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

VARIABLE: Final = "SHOW_CALLS"
"""Names the file; nothing is shown where it is not set."""


class _Listener:
    """Shows what others add to the file."""

    def __init__(self) -> None:
        self.file: Path | None = None
        self._read = 0

    def begin(self, file: Path) -> None:
        """Nothing of it was shown yet."""
        self.file, self._read = file, 0

    def end(self) -> None:
        """Nobody adds to it any more."""
        self.show_new()
        self.file = None

    def show_new(self) -> None:
        """Show the whole lines that were added since the last time."""
        if self.file is None:
            return
        with self.file.open("rb") as added:
            added.seek(self._read)
            text, newline, _ = added.read().rpartition(b"\n")
        self._read += len(text + newline)
        _show((text + newline).decode(errors="replace"))


_listener: Final = _Listener()
show_new: Final = _listener.show_new


def listening() -> bool:
    """Whether calls of others are to be shown by this program."""
    return _listener.file is not None


@contextmanager
def calls_shown() -> Iterator[None]:
    """Show the calls of this program and of all that it starts, until the block is left."""
    with tempfile.TemporaryDirectory(prefix="calls-") as folder:
        file = Path(folder, "calls")
        file.touch()
        os.environ[VARIABLE] = str(file)
        _listener.begin(file)
        try:
            yield
        finally:
            _listener.end()
            del os.environ[VARIABLE]


def tell(command: Sequence[str]) -> None:
    """Tell of a program that is about to start, to whoever wants to see every call."""
    file = os.environ.get(VARIABLE)
    if not file:
        return
    line = f"$ {shlex.join(command)}\n"
    if listening():
        show_new()
        _show(line)
        return
    with open(file, "ab", buffering=0) as added:  # noqa: PTH123 - one write, so that no line is torn
        added.write(line.encode())


def _show(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
