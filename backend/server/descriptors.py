"""The process's own descriptors: what is inherited is closed, and stdout belongs to the events alone."""

import io
import os
import sys
from contextlib import suppress
from typing import Final, cast

STDIN: Final = 0
STDOUT: Final = 1
STDERR: Final = 2


def close_inherited() -> None:
    """Close what a parent leaked into this process: Electron leaks some 45 descriptors on Linux, sockets among them."""
    if os.name != "posix":
        return
    try:
        numbers = [int(name) for name in os.listdir("/dev/fd")]  # noqa: PTH208 - numbers, not paths
    except OSError:
        os.closerange(STDERR + 1, 65536)
        return
    for number in numbers:
        if number > STDERR:
            # One of them was the listing's own, and is closed already.
            with suppress(OSError):
                os.close(number)


def claim_stdout() -> int:
    """Keep the real stdout for the caller alone, and send everyone else's prints to stderr.

    A program without a console (Windows) or with closed streams gets the null device in their place.

    Returns:
        A descriptor of the real stdout, which no library and no child process knows.
    """
    for descriptor in (STDIN, STDOUT, STDERR):
        _fill(descriptor)
    private = os.dup(STDOUT)
    os.dup2(STDERR, STDOUT)
    sys.stdin = sys.__stdin__ = None  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = _text(STDOUT)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _text(STDERR)  # type: ignore[misc]
    return private


def _fill(descriptor: int) -> None:
    try:
        os.fstat(descriptor)
    except OSError:
        # The lowest free number is given out first, so this is the number that was missing.
        os.open(os.devnull, os.O_RDWR)


def _text(descriptor: int) -> io.TextIOWrapper:
    writer = io.BufferedWriter(cast("io.RawIOBase", _Forgiving(descriptor)))
    return io.TextIOWrapper(writer, encoding="utf-8", errors="backslashreplace", line_buffering=True)


class _Forgiving(io.RawIOBase):
    """A stream that nobody may be reading: a print of some library must not fail because the shell is gone."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data: bytes) -> int:  # type: ignore[override]
        try:
            return os.write(self._descriptor, data)
        except OSError:
            return len(data)
