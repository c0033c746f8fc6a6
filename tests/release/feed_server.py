"""A feed server for tests: HTTP/1.1 on 127.0.0.1 with byte ranges, a log of what it sent, and faults to switch on.

electron-updater asks for many ranges in one request (RFC 9110, 14.6: ``multipart/byteranges``) and fetches the whole
file from a server that does not know them.
"""

import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

CHUNK: Final = 64 * 1024
_RANGE: Final = re.compile(r"(\d*)-(\d*)")


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a file.

    Attributes:
        status: the answer to every request, such as 404 or 500; None for a usual one.
        cut_after: bytes of a body after which the connection is closed.
        stall_after: bytes of a body after which nothing comes until the fault is taken back.
        truncated_to: bytes that the file seems to have.
        flipped: the places of bytes that are sent changed.
        without_ranges: always the whole file, and no word on ranges.
        times: how many requests meet it; None for all.
    """

    status: int | None = None
    cut_after: int | None = None
    stall_after: int | None = None
    truncated_to: int | None = None
    flipped: tuple[int, ...] = ()
    without_ranges: bool = False
    times: int | None = None


@dataclass(frozen=True)
class Sent:
    """One answer.

    Attributes:
        file: the bare name.
        method: of the request.
        status: of the answer.
        ranges: the places asked for, first and last byte; none for the whole file.
        body: the bytes of the body that were sent, the words between parts included.
    """

    file: str
    method: str
    status: int
    ranges: tuple[tuple[int, int], ...]
    body: int


@dataclass
class FeedServer:
    """A folder on the web.

    Attributes:
        folder: whose files are sent.
        url: of the folder, with a slash at its end.
        sent: every answer, in the order in which they ended.
    """

    folder: Path
    url: str = ""
    sent: list[Sent] = field(default_factory=list)
    _faults: dict[str, Fault] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _closing: bool = False

    def fail(self, file: str, fault: Fault) -> None:
        """From now on this goes wrong with a file."""
        with self._changed:
            self._faults[file] = fault
            self._changed.notify_all()

    def mend(self, file: str) -> None:
        """From now on nothing goes wrong with a file; what stands still goes on."""
        with self._changed:
            self._faults.pop(file, None)
            self._changed.notify_all()

    def bytes_of(self, file: str) -> int:
        """The bytes of bodies that were sent of a file."""
        with self._changed:
            return sum(one.body for one in self.sent if one.file == file)

    def forget(self) -> None:
        """Begin the log anew."""
        with self._changed:
            self.sent.clear()

    def wait_for(self, file: str, *, seconds: float) -> bool:
        """Whether an answer with this file ends, or has ended, within some time."""
        with self._changed:
            return self._changed.wait_for(lambda: any(one.file == file for one in self.sent), seconds)

    def fault_for(self, file: str) -> Fault:
        """What goes wrong with the request that has just come."""
        with self._changed:
            fault = self._faults.get(file, Fault())
            if fault.times is not None:
                left = fault.times - 1
                self._faults.pop(file)
                if left:
                    self._faults[file] = Fault(**{**vars(fault), "times": left})
            return fault

    def log(self, one: Sent) -> None:
        """An answer has ended."""
        with self._changed:
            self.sent.append(one)
            self._changed.notify_all()

    def stand_still(self, file: str) -> None:
        """Wait until the fault of a file is taken back or the server is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or file not in self._faults)

    def close(self) -> None:
        """Let go of whatever stands still."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    feeds: FeedServer

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The log is `FeedServer.sent`."""

    def _answer(self, *, with_body: bool) -> None:
        name = unquote(urlsplit(self.path).path).lstrip("/")
        file = self.feeds.folder / name
        fault = self.feeds.fault_for(name)
        if fault.status is not None or "/" in name or not file.is_file():
            self._refuse(name, fault.status or HTTPStatus.NOT_FOUND)
            return
        data = _content(file, fault)
        ranges = () if fault.without_ranges else parse_ranges(self.headers.get("Range"), len(data))
        if ranges is None:
            self._refuse(name, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            return
        status = HTTPStatus.PARTIAL_CONTENT if ranges else HTTPStatus.OK
        body = self._head(status, data, ranges, with_ranges=not fault.without_ranges)
        sent = self._send(name, body, fault) if with_body else 0
        self.feeds.log(Sent(name, self.command, status, ranges, sent))

    def _refuse(self, name: str, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.feeds.log(Sent(name, self.command, status, (), 0))

    def _head(
        self, status: HTTPStatus, data: bytes, ranges: tuple[tuple[int, int], ...], *, with_ranges: bool
    ) -> bytes:
        """Send the head of the answer; its body."""
        self.send_response(status)
        if with_ranges:
            self.send_header("Accept-Ranges", "bytes")
        kind, body = "application/octet-stream", data
        if len(ranges) == 1:
            ((first, last),) = ranges
            body = data[first : last + 1]
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        elif ranges:
            boundary = secrets.token_hex(16)
            kind, body = f"multipart/byteranges; boundary={boundary}", multipart(data, ranges, boundary)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return body

    def _send(self, name: str, body: bytes, fault: Fault) -> int:
        """Send a body as far as the fault lets it; the bytes that were sent."""
        stop = min(end for end in (fault.cut_after, fault.stall_after, len(body)) if end is not None)
        sent = 0
        with suppress(ConnectionError):
            sent = self._write(body[:stop])
            if stop < len(body) and fault.cut_after is None:
                self.feeds.stand_still(name)
                sent += self._write(body[stop:])
        if sent < len(body):
            self.close_connection = True
        return sent

    def _write(self, data: bytes) -> int:
        for start in range(0, len(data), CHUNK):
            self.wfile.write(data[start : start + CHUNK])
        self.wfile.flush()
        return len(data)


def parse_ranges(header: str | None, size: int) -> tuple[tuple[int, int], ...] | None:
    """The ranges of a request, first and last byte (RFC 9110, 14.1.2); empty for the whole file.

    Args:
        header: the field ``Range``.
        size: of the file, in bytes.

    Returns:
        None where none of the ranges is in the file.
    """
    if header is None or not header.startswith("bytes="):
        return ()
    found = []
    for spec in header.removeprefix("bytes=").split(","):
        match = _RANGE.fullmatch(spec.strip())
        if match is None or match.group() == "-":
            return ()
        start, end = match.groups()
        first, last = (int(start), int(end or size)) if start else (max(size - int(end), 0), size)
        if first < size and first <= last:
            found.append((first, min(last, size - 1)))
    return tuple(found) or None


def multipart(data: bytes, ranges: tuple[tuple[int, int], ...], boundary: str) -> bytes:
    """A body of several ranges."""
    parts = []
    for first, last in ranges:
        head = f"--{boundary}\r\nContent-Type: application/octet-stream\r\n"
        head += f"Content-Range: bytes {first}-{last}/{len(data)}\r\n\r\n"
        parts.append(head.encode("ascii") + data[first : last + 1])
    return b"\r\n".join([*parts, f"--{boundary}--\r\n".encode("ascii")])


def _content(file: Path, fault: Fault) -> bytes:
    data = bytearray(file.read_bytes()[: fault.truncated_to])
    for place in fault.flipped:
        data[place] ^= 0xFF
    return bytes(data)


@contextmanager
def feed_server(folder: Path, *, port: int = 0) -> Iterator[FeedServer]:
    """Serve a folder until the block is left; ports of one's own choice are for apps that have theirs built in."""
    feeds = FeedServer(folder)
    handler = type("Handler", (_Handler,), {"feeds": feeds})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    feeds.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield feeds
    finally:
        feeds.close()
        server.shutdown()
        server.server_close()
        thread.join()
