"""The JSON lines that the backend writes to the shell: the whole of its stdout.

Plain dictionaries, because they are written before pydantic is imported; a test holds each against its model in
``backend.protocol.process``.
"""

import json
import os
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress

from backend.errors import BackendError
from backend.protocol.version import PROTOCOL_VERSION

HOST = "127.0.0.1"


class EventWriter:
    """Writes events; a shell that is gone or does not listen is no error, for the end of stdin tells of it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._ended = False

    def version(self, product_id: str, version: str) -> None:
        """Answer ``--version``."""
        self._write({"event": "version", "product": product_id, "version": version, "protocol": PROTOCOL_VERSION})

    def listening(self, port: int, version: str) -> None:
        """Say that the port answers ``/health``."""
        self._write(
            {
                "event": "listening",
                "host": HOST,
                "port": port,
                "pid": os.getpid(),
                "protocol": PROTOCOL_VERSION,
                "version": version,
            }
        )

    def ready(self) -> None:
        """Say that runs start at once from now on."""
        self._write({"event": "ready"})

    def engine_failed(self, message: str) -> None:
        """Say that there will be no runs, though conversations can be read."""
        self._write({"event": "engine-failed", "message": message})

    def self_check(self, ok: bool, checks: Sequence[Mapping[str, object]]) -> None:
        """Answer ``--self-check``."""
        self._write({"event": "self-check", "ok": ok, "checks": checks})

    def fatal(self, error: BackendError) -> None:
        """Say why the process ends, and what to do; nothing is written after it."""
        self._write({"event": "fatal", "code": error.code, "message": f"{error.message} {error.remedy}"}, last=True)

    def _write(self, event: Mapping[str, object], *, last: bool = False) -> None:
        line = json.dumps(event).encode() + b"\n"
        with self._lock:
            if self._ended:
                return
            self._ended = last
            # A pipe without a reader: the shell is gone, and the end of stdin tells of it.
            with suppress(OSError):
                while line:
                    line = line[os.write(self._descriptor, line) :]
