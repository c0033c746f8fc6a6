"""The gate as ASGI: what an application behind it sees, and what it cannot do."""

import asyncio
import json
from typing import Any

import pytest

from backend.secrets.keychain import MemoryKeyStore
from backend.server.gate import Gate, Message, Receive, Scope, Send
from backend.server.guard import Policy
from backend.server.keys import LateKeyStore

TOKEN = "t0ken_" * 8
POLICY = Policy.of("127.0.0.1", 5000, ["app://bundle"], TOKEN)
HEADERS = [(b"host", b"127.0.0.1:5000"), (b"origin", b"app://bundle"), (b"accept", b"*/*")]


def scope_of(kind: str, *headers: tuple[bytes, bytes]) -> Scope:
    method = {"method": "GET"} if kind == "http" else {"subprotocols": ["armature.v1", f"bearer.{TOKEN}"]}
    return {"type": kind, "path": "/x", "headers": [*HEADERS, *headers], **method}


HTTP = scope_of("http", (b"authorization", f"Bearer {TOKEN}".encode()))
WEBSOCKET = scope_of("websocket", (b"sec-websocket-protocol", f"armature.v1, bearer.{TOKEN}".encode()))


def run(application: Any, scope: Scope) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("nothing is read in front of the application")

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Gate(application, POLICY)(scope, receive, send))
    return sent


@pytest.mark.parametrize("scope", [HTTP, WEBSOCKET], ids=["http", "websocket"])
def test_the_application_never_sees_the_token(scope: Scope) -> None:
    seen: list[Scope] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    run(application, scope)
    assert TOKEN not in repr(seen)
    assert (b"accept", b"*/*") in seen[0]["headers"]
    assert TOKEN in repr(scope)


def test_the_application_is_not_even_called_for_a_refused_request() -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("it was called")

    (start, body) = run(application, scope_of("websocket"))
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 401)
    assert body["type"] == "websocket.http.response.body"


@pytest.mark.parametrize(("scope", "is_known"), [(HTTP, True), (scope_of("http"), False)], ids=["token", "none"])
def test_a_connection_that_has_shown_the_token_is_no_strangers(scope: Scope, is_known: bool) -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive, send

    class Stranger:
        is_known = False

        def leave(self) -> None:
            self.is_known = True

    stranger = Stranger()
    run(application, {**scope, "state": {"stranger": stranger}})
    assert stranger.is_known is is_known


def test_the_application_cannot_weaken_the_common_headers() -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"Cache-Control", b"public"), (b"Access-Control-Allow-Origin", b"*"), (b"x-own", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    headers = run(application, HTTP)[0]["headers"]
    names = [name.lower() for name, _ in headers]
    assert len(names) == len(set(names))
    assert dict(headers)[b"cache-control"] == b"no-store"
    assert dict(headers)[b"access-control-allow-origin"] == b"app://bundle"
    assert dict(headers)[b"x-own"] == b"1"


def test_whatever_the_application_accepts_the_answer_names_the_protocol_only() -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept", "subprotocol": f"bearer.{TOKEN}"})

    assert run(application, WEBSOCKET)[0]["subprotocol"] == "armature.v1"


@pytest.mark.parametrize("scope", [HTTP, WEBSOCKET], ids=["http", "websocket"])
def test_an_application_that_fails_is_answered_for(scope: Scope) -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("a secret reason")

    start, body = run(application, scope)
    assert start["status"] == 500
    assert dict(start["headers"])[b"content-type"] == b"application/problem+json"
    assert b"secret" not in body["body"]


def test_a_websocket_that_the_application_does_not_take_is_told_so() -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.close", "code": 1000})

    start, body = run(application, WEBSOCKET)
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 404)
    assert json.loads(body["body"])["type"] == "not-found"


def test_an_application_that_fails_half_way_is_not_answered_for_twice() -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError

    assert [message["status"] for message in run(application, HTTP)] == [200]


def test_the_key_store_is_opened_once_and_not_before_it_is_used() -> None:
    opened: list[MemoryKeyStore] = []

    def open_store() -> MemoryKeyStore:
        opened.append(MemoryKeyStore("because"))
        return opened[-1]

    keys = LateKeyStore(open_store)
    assert opened == []
    keys.set("provider", "key")
    assert (keys.get("provider"), keys.storage, keys.explanation) == ("key", "memory", "because")
    keys.delete("provider")
    assert keys.get("provider") is None
    assert len(opened) == 1
