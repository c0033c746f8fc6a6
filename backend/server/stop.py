"""Stopping: asked for by the end of stdin or by a signal, and done in time whatever the process is doing."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from backend.errors import EXIT_STOPPED
from backend.server.descendants import kill_descendants
from backend.server.errors import StoppedError

GRACE_S = 1.0
"""How long an orderly stop may take; the protocol allows 2 s in all, on a machine that is busy with other things."""

KILL_S = 0.4
"""How long the children's end may take after that; the process does not outlive it."""

_EAGER_SWITCH_INTERVAL_S = 0.0001


class Stop:
    """The wish to stop, and the deadline that comes with it.

    A thread waits for the wish. It sets the flag, wakes who has to act, and logs nothing: with the shell gone, a write
    to a pipe could be the last thing that it does. When the process is still there after ``GRACE_S`` (a tool blocks
    the event loop, an import hangs), it kills the process's children, and ends the process even if that takes too long.
    """

    def __init__(self) -> None:
        # Sockets and no pipe: on Windows a signal wakes nothing else.
        self._wish, self._wisher = socket.socketpair()
        self._wisher.setblocking(False)
        self._asked = threading.Event()
        self._listeners: list[Callable[[], None]] = []
        threading.Thread(target=self._watch, name="stop", daemon=True).start()

    def request(self) -> None:
        """Ask the process to stop: from any thread."""
        # A full buffer holds wishes enough.
        with suppress(BlockingIOError):
            self._wisher.send(b"\0")

    def on_signals(self) -> None:
        """Let SIGTERM, SIGINT and their Windows relatives ask; to be called in the main thread.

        Python runs signal handlers in the main thread only, and that thread need not wake: the system may hand the
        signal to a thread that is just being born. So the handlers do nothing, and the wish is what the interpreter
        writes into the socket at the very moment of the signal, whichever thread gets it.
        """
        signal.set_wakeup_fd(self._wisher.fileno(), warn_on_full_buffer=False)
        for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda _number, _frame: None)

    @property
    def asked(self) -> bool:
        """Whether the process has been asked to stop."""
        return self._asked.is_set()

    def pause(self, seconds: float) -> None:
        """Wait for that long.

        Raises:
            StoppedError: the process was asked to stop meanwhile.
        """
        if self._asked.wait(seconds):
            raise StoppedError

    def call(self, listener: Callable[[], None]) -> None:
        """Call the function when the wish comes (at once if it has come); from another thread, so it must be quick."""
        self._listeners.append(listener)
        if self.asked:
            listener()

    def _watch(self) -> None:
        self._wish.recv(1)
        self._asked.set()
        try:
            # A thread that computes without a pause would otherwise hold every step of this one up for 5 ms.
            sys.setswitchinterval(_EAGER_SWITCH_INTERVAL_S)
            for listener in list(self._listeners):
                listener()
            threading.Event().wait(GRACE_S)
            killer = threading.Thread(target=kill_descendants, name="killer", daemon=True)
            killer.start()
            killer.join(KILL_S)
        finally:
            os._exit(EXIT_STOPPED)
