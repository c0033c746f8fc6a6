"""The web server of somebody who means harm: its pages, what they report, and a name that is rebound."""

import json
import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.backend.attacks.browser import browsing

PAGES = Path(__file__).parent / "pages"
ADDRESS = "127.0.0.2"
"""On the loopback too, for a browser asks its user before a page from elsewhere may reach this machine."""

NAMES = {"evil.example": ADDRESS, "local.example": "127.0.0.1"}
PATIENCE_S = 300.0


@dataclass(frozen=True)
class Attempt:
    """One attempt of a page: what it did, what it saw, and what a script of it could read of the answer."""

    what: str
    seen: str
    read: str | None


def page(name: str, setup: dict[str, Any]) -> bytes:
    """Return the hostile page of a name, with what it knows."""
    scripts = "".join((PAGES / f"{part}.js").read_text(encoding="utf-8") for part in ("attempts", name))
    return f"<!doctype html><body><script>const SETUP = {json.dumps(setup)};\n{scripts}</script>".encode()


class HostileSite:
    """A site on a port of its own; ``visit`` opens one of its pages in a browser and returns what that attempted."""

    def __init__(self) -> None:
        self._reports: queue.SimpleQueue[list[dict[str, Any]]] = queue.SimpleQueue()
        self._page = b""
        self._server = ThreadingHTTPServer((ADDRESS, 0), self._handler())
        self.url = f"http://evil.example:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def visit(self, name: str, **setup: Any) -> list[Attempt]:
        """Open a page that attacks by itself."""
        self._page = page(name, {**setup, "site": self.url})
        return self._reported_from(self.url)

    def visit_rebound(self, name: str, port: int, **setup: Any) -> list[Attempt]:
        """Open a page under the name and port that lead to the backend as soon as it is loaded."""
        with _rebinding(port, page(name, {**setup, "port": port, "site": self.url})):
            return self._reported_from(f"http://evil.example:{port}")

    def _reported_from(self, url: str) -> list[Attempt]:
        with browsing(url, NAMES) as printed:
            try:
                outcomes = self._reports.get(timeout=PATIENCE_S)
            except queue.Empty:
                raise AssertionError(f"no report within {PATIENCE_S:.0f} s; the browser said: {printed()}") from None
        return [Attempt(one["what"], str(one["seen"]), one["read"]) for one in outcomes]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(site._page if self.path == "/" else b"")

            def do_POST(self) -> None:
                site._reports.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self._answer(b"")

            def _answer(self, body: bytes) -> None:
                self.send_response(200 if body else 204)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Keep the test's output clean."""

        return Handler


@contextmanager
def _rebinding(port: int, content: bytes) -> Iterator[None]:
    """Serve a page at the same port of another address; from the page's word on, pass every byte to the backend.

    The browser cannot tell it from a name whose address has changed: that is what rebinding is.
    """
    rebound = threading.Event()
    with socket.create_server((ADDRESS, port)) as listener:
        thread = threading.Thread(target=_accept, args=(listener, port, content, rebound), daemon=True)
        thread.start()
        try:
            yield
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def _accept(listener: socket.socket, port: int, content: bytes, rebound: threading.Event) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            action = _relay if rebound.is_set() else _serve
            threading.Thread(target=action, args=(client, port, content, rebound), daemon=True).start()


def _serve(client: socket.socket, port: int, content: bytes, rebound: threading.Event) -> None:
    with client, suppress(OSError):
        client.settimeout(PATIENCE_S)
        head = client.recv(65536)
        if rebound.is_set():
            # A connection that the browser opened ahead of its use.
            _relay(client, port, content, rebound, head)
            return
        is_word = head.startswith(b"POST /switch")
        body = b"" if is_word else content
        fields = f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
        if is_word:
            rebound.set()
        client.sendall(f"HTTP/1.1 200 OK\r\n{fields}\r\n".encode() + body)


def _relay(client: socket.socket, port: int, _content: bytes, _rebound: threading.Event, head: bytes = b"") -> None:
    with client, suppress(OSError), socket.create_connection(("127.0.0.1", port)) as backend:
        backend.sendall(head)
        back = threading.Thread(target=_pump, args=(backend, client), daemon=True)
        back.start()
        _pump(client, backend)
        back.join(PATIENCE_S)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
