"""The time between `listening` and the loaded application, as clients meet it."""

import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from backend.server.doorstep import parse_health_request
from tests.backend.client import ORIGIN, Backend
from tests.backend.server.faults import Barrier, plant
from tests.backend.targets import needs_source

HOST = b"Host: 127.0.0.1:5000"


@pytest.mark.parametrize(
    "head",
    [
        b"GET /health HTTP/1.1\r\n" + HOST,
        b"GET /health HTTP/1.1\r\n" + HOST + b"\r\nConnection: keep-alive\r\nAccept:*/*\r\nX-Empty:",
        b"GET /health HTTP/1.1\r\n" + HOST + b"\r\nconnection: close",
    ],
)
def test_a_plain_health_request_is_understood(head: bytes) -> None:
    knock = parse_health_request(head)
    assert knock
    assert knock.all(b"host") == [b"127.0.0.1:5000"]


@pytest.mark.parametrize(
    "head",
    [
        b"GET /settings HTTP/1.1\r\n" + HOST,
        b"POST /health HTTP/1.1\r\n" + HOST,
        b"get /health HTTP/1.1\r\n" + HOST,
        b"GET /health HTTP/1.0\r\n" + HOST,
        b"GET /health?x HTTP/1.1\r\n" + HOST,
        b"GET  /health HTTP/1.1\r\n" + HOST,
        b"GET /health HTTP/1.1\r\n" + HOST + b"\r\nContent-Length: 5",
        b"GET /health HTTP/1.1\r\n" + HOST + b"\r\nTransfer-Encoding: chunked",
        b"GET /health HTTP/1.1\r\n" + HOST + b"\r\nUpgrade: websocket",
        b"GET /health HTTP/1.1\r\n" + HOST + b"\r\nConnection: upgrade",
        b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n folded",
        b"GET /health HTTP/1.1\r\n" + HOST + b"\r\nName : value",
        b"GET /health HTTP/1.1\r\n" + HOST + b"\r\nName: a\x00b",
        b"GET /health HTTP/1.1\r\n" + HOST + b"\r\nName: a\nb",
        b"\r\nGET /health HTTP/1.1\r\n" + HOST,
        b"",
    ],
)
def test_anything_else_is_left_to_uvicorn(head: bytes) -> None:
    assert parse_health_request(head) is None


@pytest.fixture
def slow_api(start_backend: Callable[..., Backend], tmp_path: Path) -> tuple[Backend, Barrier]:
    """A backend that imports FastAPI only when the barrier is opened."""
    barrier = Barrier(tmp_path / "api")
    return start_backend(env=plant(tmp_path / "faults", fastapi=barrier.wait)), barrier


@pytest.fixture
def slow_engine(start_backend: Callable[..., Backend], tmp_path: Path) -> tuple[Backend, Barrier]:
    """A backend that imports AutoGen only when the barrier is opened."""
    barrier = Barrier(tmp_path / "engine")
    return start_backend(env=plant(tmp_path / "faults", autogen_core=barrier.wait)), barrier


@needs_source
def test_health_answers_before_anything_heavy_is_imported(slow_api: tuple[Backend, Barrier]) -> None:
    backend, barrier = slow_api
    for _ in range(2):
        assert backend.get("/health", token=None)["engine"] == "loading"
    assert [event["event"] for event in backend.events] == ["listening"]
    early = backend.request("GET", "/health", token=None, headers={"Origin": ORIGIN})
    barrier.open()
    backend.ready()
    late = backend.request("GET", "/health", token=None, headers={"Origin": ORIGIN})
    assert early.headers == {**late.headers, "content-length": str(len(early.body))}
    assert {**early.json(), "engine": "ready"} == late.json()


@needs_source
@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Host": "evil.example"}, "wrong-host"),
        ({"Origin": "https://evil.example"}, "foreign-origin"),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"}, "foreign-origin"),
    ],
)
def test_the_guard_is_there_from_the_first_moment(
    slow_api: tuple[Backend, Barrier], headers: dict[str, str], code: str
) -> None:
    backend, _ = slow_api
    reply = backend.request("GET", "/health", token=None, headers=headers)
    assert (reply.status, reply.json()["type"]) == (403, code)
    assert reply.headers["content-type"] == "application/problem+json"


@needs_source
def test_requests_that_come_early_are_served_once_the_application_is_there(slow_api: tuple[Backend, Barrier]) -> None:
    backend, barrier = slow_api
    with ThreadPoolExecutor(8) as pool:
        listed = [pool.submit(backend.request, "GET", "/conversations") for _ in range(4)]
        refused = pool.submit(backend.request, "GET", "/conversations", token=None)
        stream = pool.submit(backend.connect)
        assert backend.get("/health", token=None)["engine"] == "loading"
        assert not any(future.done() for future in listed)
        assert not refused.done()
        assert not stream.done()
        barrier.open()
        assert [future.result(30).status for future in listed] == [200] * 4
        assert refused.result(30).status == 401
        assert stream.result(30).connection.subprotocol == "armature.v1"


@needs_source
def test_one_connection_goes_over_from_the_first_protocol_to_uvicorn(slow_api: tuple[Backend, Barrier]) -> None:
    backend, barrier = slow_api
    health = f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{backend.port}\r\n\r\n".encode()
    settings = health.replace(b"/health", b"/settings")
    with socket.create_connection(("127.0.0.1", backend.port), timeout=30) as connection:
        connection.sendall(health[:20])
        connection.sendall(health[20:] + health + settings[:10])
        received = b""
        while received.count(b'"loading"') < 2:
            received += connection.recv(65536)
        barrier.open()
        connection.sendall(settings[10:])
        while b"missing-token" not in received:
            received += connection.recv(65536)


@needs_source
def test_early_guests_cannot_fill_the_memory(slow_api: tuple[Backend, Barrier]) -> None:
    backend, barrier = slow_api
    head = f"POST /conversations HTTP/1.1\r\nHost: 127.0.0.1:{backend.port}\r\nContent-Length: 500000000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", backend.port)) as connection:
        before = psutil.Process(backend.pid).memory_info().rss
        connection.sendall(head.encode())
        connection.settimeout(1)
        with pytest.raises(TimeoutError):
            connection.sendall(bytes(250_000_000))
        # What is imported meanwhile takes some; the flood is ten times as much.
        assert psutil.Process(backend.pid).memory_info().rss < before + 25_000_000
        barrier.open()
        connection.settimeout(20)
        assert b" 401 " in connection.recv(65536)


@needs_source
def test_conversations_can_be_read_while_the_engine_loads(slow_engine: tuple[Backend, Barrier]) -> None:
    backend, barrier = slow_engine
    assert backend.get("/conversations") == []
    assert backend.get("/health", token=None)["engine"] == "loading"
    with backend.socket() as stream:
        done: list[str] = []
        waiting = threading.Thread(target=lambda: done.append(stream.run("2+2")[-1]["type"]))
        waiting.start()
        assert backend.get("/health", token=None)["engine"] == "loading"
        barrier.open()
        backend.ready()
        waiting.join(30)
        assert done == ["run.finished"]


@needs_source
def test_an_engine_that_cannot_be_loaded_leaves_the_rest_in_use(
    start_backend: Callable[..., Backend], tmp_path: Path
) -> None:
    backend = start_backend(env=plant(tmp_path / "faults", autogen_core="raise ImportError('broken', name='x')"))
    failed = backend.wait_for("engine-failed")
    assert "x is missing or broken" in failed["message"]
    assert backend.get("/health", token=None)["engine"] == "failed"
    assert backend.get("/conversations") == []
    with backend.socket() as stream:
        last = stream.run("2+2")[-1]
        assert last["type"] in {"run.failed", "error"}
        assert last["problem"]["type"] == "engine-failed"
    assert backend.stop() == 0


@needs_source
@pytest.mark.parametrize("module", ["fastapi", "uvicorn", "websockets"])
def test_an_interface_that_cannot_be_loaded_ends_with_70(
    start_backend: Callable[..., Backend], tmp_path: Path, module: str
) -> None:
    backend = start_backend(env=plant(tmp_path / "faults", **{module: "raise ImportError('secret reason')"}))
    assert backend.wait() == 70
    assert backend.events[-1]["event"] == "fatal"
    assert backend.events[-1]["code"] == "internal-error"
    assert len(backend.stderr.splitlines()) == 1
    assert "Traceback" not in backend.stderr
    assert "ImportError" in backend.log_text()
