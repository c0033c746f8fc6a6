"""Who may come in: one decision for HTTP and WebSocket, made before anything of the application runs.

Any web page that the user visits can send requests to 127.0.0.1, so everything is refused that does not prove itself:
the exact Host (a page that rebinds its DNS name sends its own), an allowed Origin when a browser names one, no page of
another site when a browser only says so much (it names no Origin for a link, a frame or an image), and the token that
only the shell knows.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from backend.protocol.version import BEARER_PREFIX, SUBPROTOCOL
from backend.server import replies
from backend.server.replies import Reply

HEALTH_PATH = "/health"

_NO_OTHER_SITE = frozenset({b"none", b"same-origin"})
"""What a browser says of a request that no page of another site has caused (https://www.w3.org/TR/fetch-metadata)."""


class Verdict(Enum):
    """What the guard says about a request."""

    ALLOWED = "allowed"
    PUBLIC = "public"
    PREFLIGHT = "preflight"
    WRONG_HOST = "wrong-host"
    FOREIGN_ORIGIN = "foreign-origin"
    MISSING_TOKEN = "missing-token"  # noqa: S105 - a name
    WRONG_TOKEN = "wrong-token"  # noqa: S105 - a name
    MISSING_SUBPROTOCOL = "missing-subprotocol"


REFUSALS: dict[Verdict, Reply] = {
    verdict: replies.problem(status, verdict.value, title, detail)
    for verdict, status, title, detail in (
        (Verdict.WRONG_HOST, 403, "The Host header is not this server's.", "Use the host and port of `listening`."),
        (
            Verdict.FOREIGN_ORIGIN,
            403,
            "This origin may not use this server.",
            "Only the origins that the shell named in its handshake may.",
        ),
        (
            Verdict.MISSING_TOKEN,
            401,
            "A token is needed.",
            "Send `Authorization: Bearer TOKEN`; a WebSocket may offer the subprotocol `bearer.TOKEN` instead.",
        ),
        (Verdict.WRONG_TOKEN, 401, "The token is wrong.", "Use the token of the handshake of this process."),
        (
            Verdict.MISSING_SUBPROTOCOL,
            403,
            "The WebSocket does not offer this server's protocol.",
            f"Offer the subprotocol `{SUBPROTOCOL}`.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What is allowed: the one host, the origins and the token."""

    host: bytes
    origins: frozenset[bytes]
    token: bytes

    @classmethod
    def of(cls, host: str, port: int, origins: Iterable[str], token: str) -> "Policy":
        """Return the policy of a server that listens there."""
        return cls(f"{host}:{port}".encode(), frozenset(origin.encode() for origin in origins), token.encode())

    def __repr__(self) -> str:
        """Leave the token out: a repr ends in logs."""
        return f"Policy(host={self.host!r}, origins={sorted(self.origins)})"


@dataclass(frozen=True, slots=True)
class Knock:
    """The part of a request that the guard looks at; header names are in lower case."""

    kind: Literal["http", "websocket"]
    method: str
    path: str
    headers: Sequence[tuple[bytes, bytes]]

    def all(self, name: bytes) -> list[bytes]:
        """Return the values of every header of that name."""
        return [value for key, value in self.headers if key == name]


def decide(knock: Knock, policy: Policy) -> Verdict:
    """Return the verdict on a request: refused unless everything is right."""
    source = decide_source(knock, policy)
    if source is not Verdict.PUBLIC:
        return source
    if knock.kind == "http":
        if knock.method == "OPTIONS" and knock.all(b"origin") and knock.all(b"access-control-request-method"):
            return Verdict.PREFLIGHT
        if knock.path == HEALTH_PATH and knock.method == "GET":
            return Verdict.PUBLIC
    return _decide_credentials(knock, policy)


def decide_source(knock: Knock, policy: Policy) -> Verdict:
    """Return ``PUBLIC`` when Host and Origin are right; where no Origin is sent, the site must be.

    A Host or an Origin that is there twice is not right.
    """
    if knock.all(b"host") != [policy.host]:
        return Verdict.WRONG_HOST
    origins = knock.all(b"origin")
    if len(origins) > 1 or any(origin not in policy.origins for origin in origins):
        return Verdict.FOREIGN_ORIGIN
    if not origins and any(site not in _NO_OTHER_SITE for site in knock.all(b"sec-fetch-site")):
        return Verdict.FOREIGN_ORIGIN
    return Verdict.PUBLIC


def _decide_credentials(knock: Knock, policy: Policy) -> Verdict:
    authorizations = knock.all(b"authorization")
    offered = offered_subprotocols(knock) if knock.kind == "websocket" else []
    bearer = BEARER_PREFIX.encode()
    tokens = [_token_of(value) for value in authorizations]
    tokens += [name.removeprefix(bearer) for name in offered if name.startswith(bearer)]
    if not tokens:
        return Verdict.MISSING_TOKEN
    if len(authorizations) > 1 or not all(hmac.compare_digest(token, policy.token) for token in tokens):
        return Verdict.WRONG_TOKEN
    if knock.kind == "websocket" and SUBPROTOCOL.encode() not in offered:
        return Verdict.MISSING_SUBPROTOCOL
    return Verdict.ALLOWED


def offered_subprotocols(knock: Knock) -> list[bytes]:
    """Return the subprotocols that a WebSocket offers."""
    offers = b",".join(knock.all(b"sec-websocket-protocol"))
    return [name.strip() for name in offers.split(b",") if name.strip()]


def _token_of(authorization: bytes) -> bytes:
    scheme, _, token = authorization.partition(b" ")
    return token.strip() if scheme.lower() == b"bearer" else b""


def allowed_origin(knock: Knock, policy: Policy) -> bytes | None:
    """Return the origin that the answer may be shown to: the one sent, if it is allowed."""
    origins = knock.all(b"origin")
    return origins[0] if len(origins) == 1 and origins[0] in policy.origins else None
