"""Whole HTTP answers that need no framework: `/health`, preflights, and problems (RFC 9457).

Both the first protocol (before uvicorn is there) and the gate in front of the application send them, so that a client
cannot tell one from the other.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus

from backend.protocol.version import PROTOCOL_VERSION

Headers = list[tuple[bytes, bytes]]

_METHODS = b"GET, POST, PATCH, PUT, DELETE"
_REQUEST_HEADERS = b"authorization, content-type"
_PREFLIGHT_SECONDS = b"600"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer without the headers that all answers have."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def to_http(self, origin: bytes | None, *, close: bool) -> bytes:
        """Return the answer as HTTP/1.1 writes it."""
        fields = [*self.headers, *common_headers(origin), (b"content-length", b"%d" % len(self.body))]
        if close:
            fields.append((b"connection", b"close"))
        first = f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}".encode()
        return b"\r\n".join([first, *(name + b": " + value for name, value in fields), b"", self.body])


def common_headers(origin: bytes | None) -> Headers:
    """Return what every answer carries; ``origin`` is an allowed one, or None."""
    headers = [
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        # A page that asks without CORS then cannot tell an answer from a port where nobody listens.
        (b"cross-origin-resource-policy", b"same-origin"),
        # Nor one that frames it, by the event that the frame has loaded.
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-frame-options", b"DENY"),
        (b"vary", b"Origin"),
    ]
    if origin is not None:
        headers += [
            (b"access-control-allow-origin", origin),
            (b"access-control-expose-headers", b"content-disposition"),
        ]
    return headers


def health(version: str, engine: str) -> Reply:
    """Return the answer of `/health`: as ``backend.protocol.process.Health`` writes it."""
    body = {"status": "ok", "protocol": PROTOCOL_VERSION, "version": version, "engine": engine}
    return Reply(200, ((b"content-type", b"application/json"),), _compact(body))


def preflight(*, private_network: bool) -> Reply:
    """Return the answer to a browser that asks whether an allowed origin may send a request."""
    headers = [
        (b"access-control-allow-methods", _METHODS),
        (b"access-control-allow-headers", _REQUEST_HEADERS),
        (b"access-control-max-age", _PREFLIGHT_SECONDS),
    ]
    if private_network:
        headers.append((b"access-control-allow-private-network", b"true"))
    return Reply(204, tuple(headers), b"")


def problem(status: int, code: str, title: str, detail: str, *, retryable: bool = False) -> Reply:
    """Return a problem: as ``backend.protocol.problem.Problem`` writes it."""
    body = {"type": code, "title": title, "detail": detail, "retryable": retryable, "status": status}
    headers: Headers = [(b"content-type", b"application/problem+json")]
    if status == HTTPStatus.UNAUTHORIZED:
        headers.append((b"www-authenticate", b"Bearer"))
    return Reply(status, tuple(headers), _compact(body))


def _compact(body: dict[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
