"""One start of a backend under measurement: spawned as the shell spawns it, and ended for certain."""

import json
import os
import queue
import secrets
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import IO, Any, Final

import psutil

from build.bench.wire import ORIGIN, HttpConnection, WebSocket, WireError

START_S: Final = 120.0
STOP_S: Final = 10.0
_LAST_WORD_S: Final = 1.0
_LAST: Final = frozenset({"fatal", "engine-failed", "end"})
_LEFT_OUT: Final = ("PYTHON", "VIRTUAL_ENV", "DBUS_SESSION_BUS_ADDRESS", "XDG_")


class Target:
    """A backend process that has its handshake.

    Attributes:
        begun: when it was spawned, by ``perf_counter``.
        token: what it asks of whoever comes.
        process: the process that was spawned; a self-unpacking program has a child that does the work.
    """

    def __init__(self, command: Sequence[str], folder: Path, data_dir: Path, home: Path) -> None:
        self._port: int | None = None
        self._last_word = ""
        self._connections = ExitStack()
        self.token = secrets.token_urlsafe(32)
        self._events: queue.SimpleQueue[tuple[float, dict[str, Any]]] = queue.SimpleQueue()
        handshake = {
            "protocol": 1,
            "token": self.token,
            "origins": [ORIGIN],
            "data_dir": str(data_dir),
            "log_dir": str(data_dir / "logs"),
        }
        line = json.dumps(handshake).encode() + b"\n"
        environ = environment(home)
        self.begun = perf_counter()
        self.process = subprocess.Popen(
            list(command),
            cwd=folder,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            close_fds=True,
        )
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self._reader.start()
        if self.process.stdin:
            # A program that has ended already is told by its events.
            with suppress(BrokenPipeError):
                self.process.stdin.write(line)
                self.process.stdin.flush()

    def _read(self, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                self._events.put((perf_counter(), json.loads(line)))
        self._events.put((perf_counter(), {"event": "end"}))

    def http(self) -> HttpConnection:
        """Open a connection that lives as long as this; waits until there is a port."""
        return self._connections.enter_context(closing(HttpConnection(self.port, self.token)))

    def stream(self) -> WebSocket:
        """Open a WebSocket that lives as long as this; waits until the server has accepted it."""
        return self._connections.enter_context(closing(WebSocket(self.port, self.token)))

    @property
    def port(self) -> int:
        """The port, once it is known; waits for the line that says it.

        Raises:
            WireError: see ``wait_for``.
        """
        if self._port is None:
            self.wait_for("listening")
        return self._port or 0

    def wait_for(self, name: str) -> tuple[float, dict[str, Any]]:
        """Wait for an event; the seconds from the spawn to its line, and what it says.

        Raises:
            WireError: the backend ended, said that it cannot go on, or took too long.
        """
        while True:
            event = self.next_event(START_S)
            if event is None:
                raise WireError(f"no {name} within {START_S:.0f} s")
            if event[1]["event"] == name:
                return event

    def next_event(self, timeout: float) -> tuple[float, dict[str, Any]] | None:
        """Return the next event, with the seconds from the spawn to its line, or None when there is none in time.

        Raises:
            WireError: the backend ended, or said that it cannot go on.
        """
        try:
            moment, event = self._events.get(timeout=timeout)
        except queue.Empty:
            return None
        if event["event"] in _LAST:
            self._last_word = self._last_word or event.get("message", "")
            raise WireError(f"the backend ended: {self._last_word or 'without a word'}")
        if event["event"] == "listening":
            self._port = int(event["port"])
        return moment - self.begun, event

    def tell_why(self) -> None:
        """Raise what the backend said last, if it has ended: why a connection broke."""
        while self.next_event(_LAST_WORD_S):
            pass

    def end(self) -> None:
        """Stop it as the shell does; kill what is left of it after ten seconds."""
        self._connections.close()
        family: list[psutil.Process] = []
        with suppress(psutil.NoSuchProcess):
            family.append(psutil.Process(self.process.pid))
            family += family[0].children(recursive=True)
        if self.process.stdin:
            with suppress(BrokenPipeError):
                self.process.stdin.close()
        _, alive = psutil.wait_procs(family, timeout=STOP_S)
        for process in alive:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()
        self._reader.join(STOP_S)


@contextmanager
def started(command: Sequence[str], folder: Path, data_dir: Path, home: Path) -> Iterator[Target]:
    """A running backend for a block.

    Args:
        command: the program.
        folder: where it is started.
        data_dir: its data directory.
        home: its home directory, which holds nothing of the person who measures.
    """
    target = Target(command, folder, data_dir, home)
    try:
        yield target
    except (WireError, OSError):
        target.tell_why()
        raise
    finally:
        target.end()


def environment(home: Path) -> dict[str, str]:
    """The environment of every program that is measured: ours, without what would favour or burden one of them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
    return kept | {"HOME": str(home), "USERPROFILE": str(home)}
