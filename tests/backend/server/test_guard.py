"""The guard's decision, by table."""

import json

import pytest

from backend.protocol.problem import Problem
from backend.protocol.process import Health
from backend.server import replies
from backend.server.guard import REFUSALS, Knock, Policy, Verdict, allowed_origin, decide

pytestmark = pytest.mark.attack("A web page", "requests made by hand: every wrong Host, Origin, token and offer")

TOKEN = "t0ken_" * 8
POLICY = Policy.of("127.0.0.1", 5000, ["app://bundle", "http://127.0.0.1:5173"], TOKEN)
HOST = ("host", "127.0.0.1:5000")
BEARER = ("authorization", f"Bearer {TOKEN}")
ORIGIN = ("origin", "app://bundle")
CROSS_SITE = ("sec-fetch-site", "cross-site")
OFFER = ("sec-websocket-protocol", f"armature.v1, bearer.{TOKEN}")


def knock(kind: str, method: str, path: str, *headers: tuple[str, str]) -> Knock:
    return Knock(kind, method, path, [(name.encode(), value.encode()) for name, value in headers])  # type: ignore[arg-type]


HTTP = [
    ("right", [HOST, BEARER], Verdict.ALLOWED),
    ("right, from the renderer", [HOST, BEARER, ORIGIN], Verdict.ALLOWED),
    ("scheme in lower case", [HOST, ("authorization", f"bearer {TOKEN}")], Verdict.ALLOWED),
    ("no headers at all", [], Verdict.WRONG_HOST),
    ("no host", [BEARER], Verdict.WRONG_HOST),
    ("a rebound name", [("host", "evil.example:5000"), BEARER], Verdict.WRONG_HOST),
    ("localhost is not the host", [("host", "localhost:5000"), BEARER], Verdict.WRONG_HOST),
    ("another port", [("host", "127.0.0.1:5001"), BEARER], Verdict.WRONG_HOST),
    ("no port", [("host", "127.0.0.1"), BEARER], Verdict.WRONG_HOST),
    ("two hosts", [HOST, HOST, BEARER], Verdict.WRONG_HOST),
    ("a right and a wrong host", [HOST, ("host", "evil.example"), BEARER], Verdict.WRONG_HOST),
    ("another origin", [HOST, BEARER, ("origin", "https://evil.example")], Verdict.FOREIGN_ORIGIN),
    ("the opaque origin", [HOST, BEARER, ("origin", "null")], Verdict.FOREIGN_ORIGIN),
    ("an empty origin", [HOST, BEARER, ("origin", "")], Verdict.FOREIGN_ORIGIN),
    ("an origin in capitals", [HOST, BEARER, ("origin", "APP://BUNDLE")], Verdict.FOREIGN_ORIGIN),
    ("an origin that only begins right", [HOST, BEARER, ("origin", "app://bundle.evil")], Verdict.FOREIGN_ORIGIN),
    ("two origins", [HOST, BEARER, ORIGIN, ORIGIN], Verdict.FOREIGN_ORIGIN),
    ("a page of another site, without an origin", [HOST, BEARER, CROSS_SITE], Verdict.FOREIGN_ORIGIN),
    ("a page of this site on another port", [HOST, BEARER, ("sec-fetch-site", "same-site")], Verdict.FOREIGN_ORIGIN),
    ("a site that no browser names", [HOST, BEARER, ("sec-fetch-site", "")], Verdict.FOREIGN_ORIGIN),
    ("the renderer, which is another site", [HOST, BEARER, ORIGIN, CROSS_SITE], Verdict.ALLOWED),
    ("typed into a browser", [HOST, BEARER, ("sec-fetch-site", "none")], Verdict.ALLOWED),
    ("no token", [HOST, ORIGIN], Verdict.MISSING_TOKEN),
    ("an empty token", [HOST, ("authorization", "Bearer ")], Verdict.WRONG_TOKEN),
    ("another scheme", [HOST, ("authorization", f"Basic {TOKEN}")], Verdict.WRONG_TOKEN),
    ("no scheme", [HOST, ("authorization", TOKEN)], Verdict.WRONG_TOKEN),
    ("the beginning of the token", [HOST, ("authorization", f"Bearer {TOKEN[:-1]}")], Verdict.WRONG_TOKEN),
    ("more than the token", [HOST, ("authorization", f"Bearer {TOKEN}x")], Verdict.WRONG_TOKEN),
    ("a token of other letters", [HOST, ("authorization", "Bearer ä")], Verdict.WRONG_TOKEN),
    ("two tokens", [HOST, BEARER, BEARER], Verdict.WRONG_TOKEN),
    ("a subprotocol is no token for HTTP", [HOST, OFFER], Verdict.MISSING_TOKEN),
]
WEBSOCKET = [
    ("right", [HOST, ORIGIN, OFFER], Verdict.ALLOWED),
    ("no origin: not a browser", [HOST, OFFER], Verdict.ALLOWED),
    ("offers in two headers", [HOST, OFFER, ("sec-websocket-protocol", "other")], Verdict.ALLOWED),
    ("token in a header", [HOST, BEARER, ("sec-websocket-protocol", "armature.v1")], Verdict.ALLOWED),
    ("token in both places", [HOST, BEARER, OFFER], Verdict.ALLOWED),
    ("another origin", [HOST, OFFER, ("origin", "https://evil.example")], Verdict.FOREIGN_ORIGIN),
    ("a rebound name", [("host", "evil.example"), OFFER], Verdict.WRONG_HOST),
    ("no token", [HOST, ORIGIN, ("sec-websocket-protocol", "armature.v1")], Verdict.MISSING_TOKEN),
    ("wrong token", [HOST, ("sec-websocket-protocol", "armature.v1, bearer.x")], Verdict.WRONG_TOKEN),
    ("a right and a wrong token", [HOST, OFFER, ("sec-websocket-protocol", "bearer.x")], Verdict.WRONG_TOKEN),
    (
        "right header, wrong offer",
        [HOST, BEARER, ("sec-websocket-protocol", "armature.v1, bearer.x")],
        Verdict.WRONG_TOKEN,
    ),
    ("token alone", [HOST, ("sec-websocket-protocol", f"bearer.{TOKEN}")], Verdict.MISSING_SUBPROTOCOL),
    ("no offer", [HOST, BEARER], Verdict.MISSING_SUBPROTOCOL),
    ("a later protocol", [HOST, BEARER, ("sec-websocket-protocol", "armature.v2")], Verdict.MISSING_SUBPROTOCOL),
]


@pytest.mark.parametrize(("headers", "verdict"), [row[1:] for row in HTTP], ids=[row[0] for row in HTTP])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_http(method: str, headers: list[tuple[str, str]], verdict: Verdict) -> None:
    assert decide(knock("http", method, "/conversations", *headers), POLICY) is verdict


@pytest.mark.parametrize(("headers", "verdict"), [row[1:] for row in WEBSOCKET], ids=[row[0] for row in WEBSOCKET])
def test_websocket(headers: list[tuple[str, str]], verdict: Verdict) -> None:
    assert decide(knock("websocket", "GET", "/ws", *headers), POLICY) is verdict


@pytest.mark.parametrize(
    ("method", "path", "headers", "verdict"),
    [
        ("GET", "/health", [HOST], Verdict.PUBLIC),
        ("GET", "/health", [HOST, ORIGIN], Verdict.PUBLIC),
        ("GET", "/health", [HOST, ORIGIN, CROSS_SITE], Verdict.PUBLIC),
        ("GET", "/health", [HOST, ("sec-fetch-site", "none")], Verdict.PUBLIC),
        ("GET", "/health", [HOST, ("sec-fetch-site", "same-origin")], Verdict.PUBLIC),
        ("GET", "/health", [HOST, CROSS_SITE], Verdict.FOREIGN_ORIGIN),
        ("HEAD", "/health", [HOST], Verdict.MISSING_TOKEN),
        ("GET", "/health", [("host", "evil.example")], Verdict.WRONG_HOST),
        ("GET", "/health", [HOST, ("origin", "https://evil.example")], Verdict.FOREIGN_ORIGIN),
        ("POST", "/health", [HOST], Verdict.MISSING_TOKEN),
        ("GET", "/health/", [HOST], Verdict.MISSING_TOKEN),
        ("GET", "//health", [HOST], Verdict.MISSING_TOKEN),
    ],
)
def test_only_the_state_of_health_is_public(
    method: str, path: str, headers: list[tuple[str, str]], verdict: Verdict
) -> None:
    assert decide(knock("http", method, path, *headers), POLICY) is verdict


def test_a_websocket_to_the_public_path_is_not_public() -> None:
    assert decide(knock("websocket", "GET", "/health", HOST), POLICY) is Verdict.MISSING_TOKEN


@pytest.mark.parametrize(
    ("method", "headers", "verdict"),
    [
        ("OPTIONS", [HOST, ORIGIN, ("access-control-request-method", "PATCH")], Verdict.PREFLIGHT),
        ("OPTIONS", [HOST, ("access-control-request-method", "PATCH")], Verdict.MISSING_TOKEN),
        ("OPTIONS", [HOST, ORIGIN], Verdict.MISSING_TOKEN),
        ("POST", [HOST, ORIGIN, ("access-control-request-method", "PATCH")], Verdict.MISSING_TOKEN),
        (
            "OPTIONS",
            [HOST, ("origin", "https://evil.example"), ("access-control-request-method", "GET")],
            Verdict.FOREIGN_ORIGIN,
        ),
        (
            "OPTIONS",
            [("host", "evil.example"), ORIGIN, ("access-control-request-method", "GET")],
            Verdict.WRONG_HOST,
        ),
    ],
)
def test_a_preflight_is_answered_for_allowed_origins_only(
    method: str, headers: list[tuple[str, str]], verdict: Verdict
) -> None:
    assert decide(knock("http", method, "/settings", *headers), POLICY) is verdict


def test_only_an_allowed_origin_is_shown_an_answer() -> None:
    assert allowed_origin(knock("http", "GET", "/", ORIGIN), POLICY) == b"app://bundle"
    assert allowed_origin(knock("http", "GET", "/", ("origin", "https://evil.example")), POLICY) is None
    assert allowed_origin(knock("http", "GET", "/"), POLICY) is None


def test_every_refusal_is_a_problem_of_the_contract() -> None:
    admitted = {Verdict.ALLOWED, Verdict.PUBLIC, Verdict.PREFLIGHT}
    assert set(REFUSALS) == set(Verdict) - admitted
    for verdict, reply in REFUSALS.items():
        problem = Problem.model_validate_json(reply.body)
        assert (problem.type, problem.status) == (verdict.value, reply.status)
        assert problem.model_dump() == json.loads(reply.body)


def test_health_is_written_as_its_model_writes_it() -> None:
    reply = replies.health("1.2.3", "loading")
    assert reply.body == Health(version="1.2.3", engine="loading").model_dump_json().encode()


def test_a_repr_shows_no_token() -> None:
    assert TOKEN not in repr(POLICY)
