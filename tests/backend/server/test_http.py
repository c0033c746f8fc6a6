"""The port of a running backend, as friends and enemies meet it."""

import asyncio
import json
import socket
from collections.abc import Callable
from http.client import parse_headers
from io import BytesIO

import psutil
import pytest
from websockets.exceptions import InvalidStatus

from backend.server.service import open_port
from tests.backend.client import ORIGIN, Backend, Reply

EVIL = "https://evil.example"
SECURITY_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "vary": "Origin",
}
UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


def exchange(backend: Backend, request: str) -> Reply:
    """Send bytes and read until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", backend.port), timeout=20) as connection:
        connection.sendall(request.encode())
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return parse(received)


def parse(received: bytes) -> Reply:
    head, _, body = received.partition(b"\r\n\r\n")
    status_line, _, fields = head.partition(b"\r\n")
    headers = parse_headers(BytesIO(fields + b"\r\n\r\n"))
    return Reply(int(status_line.split()[1]), {name.lower(): value for name, value in headers.items()}, body)


def assert_problem(reply: Reply, status: int, code: str) -> None:
    assert reply.status == status, reply
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers.items() >= SECURITY_HEADERS.items()
    problem = reply.json()
    assert (problem["type"], problem["status"]) == (code, status)
    assert problem["title"]
    assert problem["detail"]


def test_listening_names_the_process(shared_backend: Backend) -> None:
    listening = shared_backend.wait_for("listening")
    assert listening == {
        "event": "listening",
        "host": "127.0.0.1",
        "port": listening["port"],
        "pid": shared_backend.pid,
        "protocol": 1,
        "version": listening["version"],
    }


def test_health_needs_no_token(shared_backend: Backend) -> None:
    reply = shared_backend.request("GET", "/health", token=None)
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers.items() >= SECURITY_HEADERS.items()
    version = shared_backend.wait_for("listening")["version"]
    assert reply.json() == {"status": "ok", "protocol": 1, "version": version, "engine": "ready"}


@pytest.mark.parametrize("path", ["/health", "/conversations", "/docs", "/openapi.json", "/"])
@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Host": "evil.example"}, "wrong-host"),
        ({"Host": "localhost:{port}"}, "wrong-host"),
        ({"Host": "127.0.0.1"}, "wrong-host"),
        ({"Origin": EVIL}, "foreign-origin"),
        ({"Origin": "null"}, "foreign-origin"),
        ({"Sec-Fetch-Site": "cross-site"}, "foreign-origin"),
    ],
)
def test_a_web_page_is_refused_with_the_right_token_too(
    shared_backend: Backend, path: str, headers: dict[str, str], code: str
) -> None:
    sent = {name: value.format(port=shared_backend.port) for name, value in headers.items()}
    reply = shared_backend.request("GET", path, headers=sent)
    assert_problem(reply, 403, code)
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("path", ["/conversations", "/settings", "/docs", "/redoc", "/openapi.json", "/", "/ws"])
def test_everything_else_wants_the_token(shared_backend: Backend, path: str) -> None:
    assert_problem(shared_backend.request("GET", path, token=None), 401, "missing-token")
    wrong = shared_backend.request("GET", path, token="x" * 43)
    assert_problem(wrong, 401, "wrong-token")
    assert wrong.headers["www-authenticate"] == "Bearer"


def test_a_refused_request_has_no_effect(shared_backend: Backend) -> None:
    before = shared_backend.get("/conversations")
    for token, headers in ((None, {}), ("wrong" * 9, {}), ("", {"Origin": EVIL}), ("", {"Host": "evil.example"})):
        assert shared_backend.request("POST", "/conversations", {}, token=token, headers=headers).status in {401, 403}
    assert shared_backend.get("/conversations") == before


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_there_are_no_documentation_pages(shared_backend: Backend, path: str) -> None:
    assert_problem(shared_backend.request("GET", path), 404, "not-found")


def test_doubled_headers_are_refused(shared_backend: Backend) -> None:
    host = f"Host: 127.0.0.1:{shared_backend.port}\r\n"
    bearer = f"Authorization: Bearer {shared_backend.token}\r\n"
    origin = f"Origin: {ORIGIN}\r\n"

    def get(*headers: str) -> Reply:
        return exchange(shared_backend, f"GET /settings HTTP/1.1\r\nConnection: close\r\n{''.join(headers)}\r\n")

    assert get(host, bearer, origin).status == 200
    assert_problem(get(host, bearer, bearer), 401, "wrong-token")
    assert_problem(get(host, bearer, origin, origin), 403, "foreign-origin")
    assert_problem(get(host, bearer, origin, f"Origin: {EVIL}\r\n"), 403, "foreign-origin")
    assert_problem(get(host, host, bearer), 400, "invalid-http")


@pytest.mark.parametrize(
    "request_text", ["nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET /\x01 HTTP/9\r\nA\r\n\r\n"]
)
def test_what_is_no_http_gets_a_problem(shared_backend: Backend, request_text: str) -> None:
    assert_problem(exchange(shared_backend, request_text), 400, "invalid-http")


def test_a_request_of_http_1_0_without_a_host_is_refused(shared_backend: Backend) -> None:
    request = f"GET /settings HTTP/1.0\r\nAuthorization: Bearer {shared_backend.token}\r\n\r\n"
    assert_problem(exchange(shared_backend, request), 403, "wrong-host")


@pytest.mark.parametrize("path", ["/settings", "/health", "/conversations/1/export"])
def test_the_renderer_may_ask_first(shared_backend: Backend, path: str) -> None:
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization",
    }
    reply = shared_backend.request("OPTIONS", path, token=None, headers=asked)
    assert reply.status == 204
    assert reply.body == b""
    assert reply.headers["access-control-allow-origin"] == ORIGIN
    assert set(reply.headers["access-control-allow-methods"].split(", ")) == {"GET", "POST", "PATCH", "PUT", "DELETE"}
    assert "authorization" in reply.headers["access-control-allow-headers"]
    assert "content-type" in reply.headers["access-control-allow-headers"]
    assert reply.headers["vary"] == "Origin"


def test_a_web_page_may_not_ask(shared_backend: Backend) -> None:
    asked = {"Origin": EVIL, "Access-Control-Request-Method": "GET"}
    reply = shared_backend.request("OPTIONS", "/settings", token=None, headers=asked)
    assert_problem(reply, 403, "foreign-origin")
    assert not [name for name in reply.headers if name.startswith("access-control")]


def test_the_renderer_may_read_answers_and_errors(shared_backend: Backend) -> None:
    for token, status in (("", 200), (None, 401)):
        reply = shared_backend.request("GET", "/settings", token=token, headers={"Origin": ORIGIN})
        assert reply.status == status
        assert reply.headers["access-control-allow-origin"] == ORIGIN
        assert reply.headers["access-control-expose-headers"] == "content-disposition"


def test_answers_tell_no_server_name(shared_backend: Backend) -> None:
    assert "server" not in shared_backend.request("GET", "/settings").headers


def test_the_websocket_answers_with_its_protocol_only(shared_backend: Backend) -> None:
    with shared_backend.socket() as socket:
        assert socket.connection.subprotocol == "armature.v1"
        response = socket.connection.response
        assert response
        assert shared_backend.token not in str(response.headers)


def test_the_websocket_takes_the_token_in_a_header_too(shared_backend: Backend) -> None:
    headers = {"Authorization": f"Bearer {shared_backend.token}"}
    with shared_backend.socket(subprotocols=["armature.v1"], headers=headers, origin=None) as socket:
        assert socket.connection.subprotocol == "armature.v1"


@pytest.mark.parametrize(
    ("subprotocols", "origin", "status", "code"),
    [
        (["armature.v1"], ORIGIN, 401, "missing-token"),
        ([], ORIGIN, 401, "missing-token"),
        (["armature.v1", "bearer." + "x" * 43], ORIGIN, 401, "wrong-token"),
        (["armature.v1", "bearer.{token}"], EVIL, 403, "foreign-origin"),
        (["armature.v1", "bearer.{token}"], "null", 403, "foreign-origin"),
        (["bearer.{token}"], ORIGIN, 403, "missing-subprotocol"),
    ],
)
def test_a_refused_websocket_is_an_http_answer(
    shared_backend: Backend, subprotocols: list[str], origin: str, status: int, code: str
) -> None:
    offered = [name.format(token=shared_backend.token) for name in subprotocols]
    with pytest.raises(InvalidStatus) as refused:
        shared_backend.connect(subprotocols=offered, origin=origin)
    response = refused.value.response
    assert_problem(
        Reply(
            response.status_code, {k.lower(): v for k, v in response.headers.raw_items()}, bytes(response.body or b"")
        ),
        status,
        code,
    )


def test_a_websocket_elsewhere_is_a_problem_too(shared_backend: Backend) -> None:
    with pytest.raises(InvalidStatus) as refused:
        shared_backend.connect(path="/elsewhere")
    response = refused.value.response
    assert response.status_code == 404
    assert json.loads(response.body or b"")["type"] == "not-found"


def test_a_message_far_too_long_is_told_so_and_the_socket_stays_open(shared_backend: Backend) -> None:
    with shared_backend.socket() as socket:
        socket.send({"type": "run.start", "request_id": "long", "input": "x" * 10_000_000})
        assert socket.receive()["problem"]["type"] == "input-too-long"
        socket.send({"type": "run.cancel", "run_id": "nobody"})
        assert socket.receive()["problem"]["type"] == "run-not-found"


def test_a_rebound_name_gets_no_websocket(shared_backend: Backend) -> None:
    request = (
        f"GET /ws HTTP/1.1\r\nHost: evil.example:{shared_backend.port}\r\n{UPGRADE}"
        f"Sec-WebSocket-Protocol: armature.v1, bearer.{shared_backend.token}\r\n\r\n"
    )
    assert_problem(exchange(shared_backend, request), 403, "wrong-host")


def test_nothing_listens_beyond_the_loopback_address(shared_backend: Backend) -> None:
    connections = psutil.Process(shared_backend.pid).net_connections(kind="all")
    listening = [one.laddr for one in connections if one.status == psutil.CONN_LISTEN]
    assert [tuple(address) for address in listening] == [("127.0.0.1", shared_backend.port)]


def test_small_messages_do_not_wait() -> None:
    """With Nagle's algorithm on, the body of an answer waits 40 ms for the acknowledgement of its head."""

    async def is_sent_at_once() -> bool:
        no_delay: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def accepted(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            no_delay.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with open_port() as listener:
            async with await asyncio.start_server(accepted, sock=listener):
                _, writer = await asyncio.open_connection(*listener.getsockname())
                writer.close()
                return bool(await no_delay)

    assert asyncio.run(is_sent_at_once())


def test_the_log_names_refusals_and_no_token(shared_backend: Backend) -> None:
    shared_backend.request("GET", "/settings", token="wrong" * 9)
    log = shared_backend.log_text()
    assert "wrong-token" in log
    assert shared_backend.token not in log
    assert "wrong" * 9 not in log


def test_what_goes_as_it_should_is_no_error_in_the_log(start_backend: Callable[..., Backend]) -> None:
    backend = start_backend().ready()
    with pytest.raises(InvalidStatus):
        backend.connect(origin=EVIL)
    backend.connect()
    assert backend.stop() == 0
    levels = {json.loads(line)["level"] for line in backend.log_text().splitlines()}
    assert levels == {"info", "warning"}
