"""A black-box client of the backend process: it knows the pipes, the port and the protocol, and nothing of the code.

The same tests run against a compiled program: ``BACKEND_COMMAND`` holds its command line (see ``targets``).
"""

import http.client
import json
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import psutil
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.backend.targets import COMMAND_VARIABLE, is_program

ORIGIN = "app://bundle"
SUBPROTOCOL = "armature.v1"
START_TIMEOUT_S = 60.0
FAMILY_VARIABLE = "BACKEND_TEST_FAMILY"
"""Marks a backend of a test and all that it starts, however far they go away from it."""
FAMILY_END_S = 2.0


def backend_command() -> list[str]:
    """Return the command that starts the backend under test."""
    command = os.environ.get(COMMAND_VARIABLE)
    return shlex.split(command) if command else [sys.executable, "-m", "backend"]


def default_folder() -> Path | None:
    """Return the folder in which the backend is started: a program must find nothing of the source tree there."""
    return Path(Path.cwd().anchor) if is_program() else None


@dataclass(frozen=True)
class Reply:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Socket:
    """One WebSocket, with messages as dictionaries."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def send(self, message: Mapping[str, Any]) -> None:
        self.connection.send(json.dumps(message))

    def receive(self, timeout: float = 20.0) -> dict[str, Any]:
        """Return the next message; raises TimeoutError, or ConnectionClosed when the server has closed."""
        return cast("dict[str, Any]", json.loads(self.connection.recv(timeout=timeout)))

    def receive_until(self, *types: str, timeout: float = 20.0) -> list[dict[str, Any]]:
        """Return all messages up to and including the first one of the given types."""
        deadline = time.monotonic() + timeout
        messages: list[dict[str, Any]] = []
        while not messages or messages[-1]["type"] not in types:
            messages.append(self.receive(max(0.0, deadline - time.monotonic())))
        return messages

    def run(self, text: str, request_id: str = "request-1", timeout: float = 20.0, **more: Any) -> list[dict[str, Any]]:
        """Start a run and return all its messages to the end."""
        self.send({"type": "run.start", "request_id": request_id, "input": text, **more})
        return self.receive_until("run.finished", "run.failed", "run.cancelled", "error", timeout=timeout)


class Backend:
    """A backend process. Use it as a context manager: it must not leave any process behind, whatever its end was.

    Args:
        data_dir: the data directory of the handshake; the log directory is ``logs`` in it unless given.
        handshake: fields that replace those of the handshake; None as a value leaves the field out.
        line: the exact first line instead of a handshake; None as the whole with ``send_handshake=False``.
        arguments: more command line arguments.
        env: more environment variables.
        command: the program instead of ``backend_command()``.
        stdin: what the process gets as standard input instead of a pipe of this client.
        cwd: the folder in which it is started instead of ``default_folder()``.
        pass_fds: descriptors that it inherits although it should not.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        log_dir: Path | None = None,
        origins: Sequence[str] = (ORIGIN,),
        handshake: Mapping[str, Any] | None = None,
        line: bytes | None = None,
        send_handshake: bool = True,
        arguments: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        command: Sequence[str] | None = None,
        stdin: int = subprocess.PIPE,
        cwd: Path | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.data_dir = data_dir
        self.log_dir = log_dir or data_dir / "logs"
        self.token = secrets.token_urlsafe(32)
        self._family = secrets.token_hex(8)
        self.lines: list[str] = []
        self.times: dict[str, float] = {}
        self._news = threading.Condition()
        self._ended = False
        self._stderr: list[bytes] = []
        self._sockets = ExitStack()
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [*(command or backend_command()), *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(env or {}), FAMILY_VARIABLE: self._family},
            cwd=cwd or default_folder(),
            pass_fds=pass_fds,
        )
        self._readers = [
            threading.Thread(target=self._read_stdout, daemon=True),
            threading.Thread(target=self._read_stderr, daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        if send_handshake and self.process.stdin:
            self.write(line if line is not None else self._handshake_line(origins, handshake or {}))

    def _handshake_line(self, origins: Sequence[str], changes: Mapping[str, Any]) -> bytes:
        fields: dict[str, Any] = {
            "protocol": 1,
            "token": self.token,
            "origins": list(origins),
            "data_dir": str(self.data_dir),
            "log_dir": str(self.log_dir),
            **changes,
        }
        kept = {name: value for name, value in fields.items() if value is not None}
        return json.dumps(kept, ensure_ascii=False).encode() + b"\n"

    def _read_stdout(self) -> None:
        assert self.process.stdout
        with self.process.stdout:
            for raw in self.process.stdout:
                line = raw.decode()
                with self._news:
                    self.lines.append(line)
                    self.times.setdefault(json.loads(line)["event"], time.monotonic() - self.started_at)
                    self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _read_stderr(self) -> None:
        assert self.process.stderr
        with self.process.stderr:
            for chunk in self.process.stderr:
                self._stderr.append(chunk)

    @property
    def stderr(self) -> str:
        return b"".join(self._stderr).decode(errors="replace")

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def events(self) -> list[dict[str, Any]]:
        """All events so far, each parsed from its line."""
        return [json.loads(line) for line in self.lines]

    def write(self, data: bytes) -> None:
        """Write to the backend's stdin; a backend that has gone already is no error."""
        assert self.process.stdin
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def wait_for(self, name: str, timeout: float = START_TIMEOUT_S) -> dict[str, Any]:
        """Return the event with this name, waiting for it if need be.

        Raises:
            AssertionError: the backend closed its stdout, or did not say it in time.
        """

        def there() -> dict[str, Any] | None:
            return next((event for event in self.events if event["event"] == name), None)

        with self._news:
            self._news.wait_for(lambda: there() or self._ended, timeout)
        event = there()
        if event is None:
            raise AssertionError(f"no {name!r} within {timeout} s, or the end came first: {self.lines} {self.stderr}")
        return event

    @property
    def port(self) -> int:
        return cast("int", self.wait_for("listening")["port"])

    def ready(self) -> Self:
        """Wait until the engine is loaded."""
        self.wait_for("ready")
        return self

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        token: str | None = "",
        timeout: float = 30.0,
    ) -> Reply:
        """Send one request; ``token`` None sends none, empty sends the right one."""
        sent = {"Host": f"127.0.0.1:{self.port}"}
        if token is not None:
            sent["Authorization"] = f"Bearer {token or self.token}"
        payload = None
        if body is not None:
            payload = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body=payload, headers=sent)
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **more: Any) -> Any:
        """GET and return the JSON body of an answer that must be 200."""
        reply = self.request("GET", path, **more)
        assert reply.status == 200, (reply.status, reply.body)
        return reply.json()

    def connect(
        self,
        *,
        subprotocols: Sequence[str] | None = None,
        origin: str | None = ORIGIN,
        headers: Mapping[str, str] | None = None,
        path: str = "/ws",
        max_queue: int | None = 16,
        sock: socket.socket | None = None,
    ) -> Socket:
        """Open the WebSocket as the renderer does; raises ``websockets.exceptions.InvalidStatus`` when refused.

        ``sock`` is a way to the backend that is open already, such as one through a proxy of the test.
        """
        offered = [SUBPROTOCOL, f"bearer.{self.token}"] if subprotocols is None else subprotocols
        opening = connect(
            f"ws://127.0.0.1:{self.port}{path}",
            origin=cast("Origin | None", origin),
            subprotocols=[Subprotocol(name) for name in offered] or None,
            additional_headers=headers,
            compression=None,
            proxy=None,
            max_queue=max_queue,
            sock=sock,
            max_size=None,
            ping_interval=None,
            open_timeout=30,
            close_timeout=2,
        )
        return Socket(self._sockets.enter_context(opening))

    @contextmanager
    def socket(self, **more: Any) -> Iterator[Socket]:
        """Open the WebSocket for a block."""
        socket = self.connect(**more)
        try:
            yield socket
        finally:
            socket.connection.close()

    def close_stdin(self) -> None:
        """Do what the death of the shell does: end the pipe."""
        if self.process.stdin and not self.process.stdin.closed:
            with suppress(BrokenPipeError):
                self.process.stdin.close()

    def wait(self, timeout: float = 10.0) -> int:
        """Wait for the end and for its last line; return the exit code."""
        code = self.process.wait(timeout)
        for reader in self._readers:
            reader.join(5)
        return code

    def stop(self, timeout: float = 10.0) -> int:
        """Stop it as the shell does; return the exit code."""
        self.close_stdin()
        return self.wait(timeout)

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the process without warning (``kill -9``) and reap it."""
        self.process.kill()
        self.wait()

    def log_text(self) -> str:
        """Return all that is in the log files."""
        return "".join(path.read_text(encoding="utf-8") for path in sorted(self.log_dir.glob("*.log*")))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        killed = self.process.poll() is None
        if killed:
            self.process.kill()
        self.wait()
        self.close_stdin()
        self._sockets.close()
        left = self._left_behind(0 if killed else FAMILY_END_S)
        for member in left:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        assert killed or error or not left, f"the backend has gone, and has left behind: {left}"

    def _left_behind(self, patience: float) -> list[psutil.Process]:
        """Return what this backend has started and what still runs, after so many seconds at most."""
        deadline = time.monotonic() + patience
        while (left := [process for process in psutil.process_iter() if self._is_family(process)]) and (
            time.monotonic() < deadline
        ):
            time.sleep(0.02)
        return left

    def _is_family(self, process: psutil.Process) -> bool:
        try:
            return process.environ().get(FAMILY_VARIABLE) == self._family
        except (psutil.Error, OSError):
            return False
