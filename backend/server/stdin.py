"""The pipe from the shell: one line at the start, and an end that means that the shell is gone."""

import os
import queue
import threading
from collections.abc import Callable

from backend.server.handshake import MAX_LINE_BYTES, bad_handshake

_CHUNK_BYTES = 64 * 1024


class ShellPipe:
    """Reads stdin in a thread of its own, to the end.

    Reading ends on all systems when the last writer is gone, however it died; the thread needs nothing but that, so a
    busy event loop or an import does not keep the news from arriving.

    Args:
        descriptor: stdin.
        on_end: called in that thread once the pipe ends after a complete first line.
    """

    def __init__(self, descriptor: int, on_end: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._on_end = on_end
        self._first: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()

    def start(self) -> None:
        """Begin to read.

        Raises:
            UsageError: stdin is a terminal: a person has started this program by hand.
        """
        if os.isatty(self._descriptor):
            raise bad_handshake("stdin is a terminal, not the pipe of a shell")
        threading.Thread(target=self._read, name="shell-pipe", daemon=True).start()

    def first_line(self, timeout_s: float) -> bytes:
        """Return the first line without its end.

        Raises:
            UsageError: there was none in time, the pipe ended before, or the line is too long.
        """
        try:
            first = self._first.get(timeout=timeout_s)
        except queue.Empty:
            raise bad_handshake(f"there was none within {timeout_s:g} s") from None
        if isinstance(first, Exception):
            raise first
        return first

    def give_up(self, error: Exception) -> None:
        """Let ``first_line`` raise this if it is still waiting."""
        self._first.put(error)

    def _read(self) -> None:
        line = b""
        while b"\n" not in line:
            chunk = self._chunk()
            if not chunk:
                return self._first.put(bad_handshake("the pipe ended before the end of the line"))
            line += chunk
            if len(line.partition(b"\n")[0]) >= MAX_LINE_BYTES:
                return self._first.put(bad_handshake(f"it is longer than {MAX_LINE_BYTES} bytes"))
        self._first.put(line.partition(b"\n")[0])
        while self._chunk():
            pass
        return self._on_end()

    def _chunk(self) -> bytes:
        try:
            return os.read(self._descriptor, _CHUNK_BYTES)
        except OSError:
            return b""
