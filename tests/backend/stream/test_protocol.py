"""The protocol from outside: the real process with the real engine and its demo model."""

import time
from pathlib import Path
from typing import Any

import pytest

from backend.protocol.stream import server_message
from tests.backend.client import Backend, Socket
from tests.backend.conftest import StartBackend
from tests.backend.runs.world import assert_whole, said

ENDS = ("run.finished", "run.cancelled", "run.failed")
LONG = "What can you do? Explain it at length."
"""The demo model takes seconds for the answer."""


def start(socket: Socket, text: str, request_id: str = "q1", **more: Any) -> dict[str, Any]:
    """Start a run and return its first message."""
    socket.send({"type": "run.start", "request_id": request_id, "input": text, **more})
    first = socket.receive()
    assert first["type"] == "run.started", first
    return first


def resume(socket: Socket, run_id: str, after: int) -> list[dict[str, Any]]:
    socket.send({"type": "run.resume", "run_id": run_id, "after": after})
    return socket.receive_until(*ENDS, "error")


def receive_tokens(socket: Socket, count: int) -> list[dict[str, Any]]:
    """Return all messages up to so many tokens."""
    messages: list[dict[str, Any]] = []
    for _ in range(count):
        messages += socket.receive_until("token")
    return messages


def answer_in(backend: Backend, conversation_id: str) -> dict[str, Any]:
    messages: list[dict[str, Any]] = backend.get(f"/conversations/{conversation_id}")["messages"]
    return messages[-1]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "Zoë 测试"
    folder.mkdir()
    return folder


def test_a_question_that_needs_tools_is_answered_and_kept(shared_backend: Backend) -> None:
    with shared_backend.socket() as socket:
        messages = socket.run("What time is it, and what is 12*(3+4)?", request_id="tools")
    assert_whole(messages)
    for message in messages:
        server_message.validate_python(message)
    assert messages[0]["request_id"] == "tools"
    results = {one["name"]: one["content"] for one in messages if one["type"] == "tool.result"}
    assert "84" in results["calculator"]
    assert messages[-1]["text"] == said(messages)
    assert "84" in messages[-1]["text"]
    kept = answer_in(shared_backend, messages[0]["conversation_id"])
    assert (kept["state"], kept["text"]) == ("finished", messages[-1]["text"])
    assert [hit["conversation"]["id"] for hit in shared_backend.get("/conversations/search?q=12*(3%2B4)")] == [
        messages[0]["conversation_id"]
    ]


def test_replay_after_any_place_is_the_same(shared_backend: Backend) -> None:
    with shared_backend.socket() as socket:
        messages = socket.run("What is 6*7?", request_id="replay")
        run_id = messages[0]["run_id"]
        for after in range(-1, len(messages) - 1):
            assert resume(socket, run_id, after) == messages[after + 1 :]
        (over,) = resume(socket, run_id, messages[-1]["seq"])
        assert over["problem"]["type"] == "run-over"
        assert over["run_id"] == run_id
        (unknown,) = resume(socket, "no-such-run", -1)
        assert unknown["problem"]["type"] == "run-not-found"


def test_a_lost_socket_in_mid_stream_loses_and_doubles_nothing(shared_backend: Backend) -> None:
    with shared_backend.socket() as socket:
        first = start(socket, LONG, "lost")
        messages = [first, *receive_tokens(socket, 5)]
    for _ in range(3):
        with shared_backend.socket() as socket:
            socket.send({"type": "run.resume", "run_id": first["run_id"], "after": messages[-1]["seq"]})
            messages += receive_tokens(socket, 20)
    with shared_backend.socket() as socket:
        messages += resume(socket, first["run_id"], messages[-1]["seq"])
    assert_whole(messages)
    assert messages[-1]["text"] == said(messages)


def test_cancel_ends_the_run_within_a_second(shared_backend: Backend) -> None:
    with shared_backend.socket() as socket:
        first = start(socket, LONG, "cancel")
        seen = [first, *receive_tokens(socket, 5)]
        asked = time.monotonic()
        socket.send({"type": "run.cancel", "run_id": first["run_id"]})
        seen += socket.receive_until(*ENDS)
        assert time.monotonic() - asked < 1.0
        assert_whole(seen)
        assert seen[-1]["type"] == "run.cancelled"
        assert seen[-1]["text"] == said(seen)
        # A second cancel says nothing; the socket goes on.
        socket.send({"type": "run.cancel", "run_id": first["run_id"]})
        again = socket.run("What is 1+1?", request_id="after", conversation_id=first["conversation_id"])
        assert again[-1]["type"] == "run.finished"
    kept = answer_in(shared_backend, first["conversation_id"])
    assert kept["state"] == "finished"


def test_one_run_a_conversation(shared_backend: Backend) -> None:
    with shared_backend.socket() as socket, shared_backend.socket() as other:
        first = start(socket, LONG, "busy-1")
        other.send(
            {
                "type": "run.start",
                "request_id": "busy-2",
                "input": "Me too",
                "conversation_id": first["conversation_id"],
            }
        )
        refused = other.receive()
        assert (refused["type"], refused["request_id"]) == ("error", "busy-2")
        assert (refused["problem"]["type"], refused["problem"]["retryable"]) == ("conversation-busy", True)
        (busy,) = [one for one in shared_backend.get("/conversations") if one["id"] == first["conversation_id"]]
        assert busy["active_run_id"] == first["run_id"]
        assert shared_backend.request("DELETE", f"/conversations/{first['conversation_id']}").status == 204
        assert socket.receive_until(*ENDS)[-1]["type"] == "run.cancelled"


@pytest.mark.parametrize(("approved", "written"), [(True, True), (False, False)])
def test_approval(backend: Backend, workspace: Path, approved: bool, written: bool) -> None:
    assert backend.request("PATCH", "/settings", {"workspace": str(workspace)}).status == 200
    with backend.socket() as socket:
        socket.send({"type": "run.start", "request_id": "q", "input": "Create notes.txt with the text: Buy milk"})
        asked = socket.receive_until("approval.request")[-1]
        wrong = {"type": "approval.reply", "run_id": asked["run_id"], "call_id": "other", "approved": True}
        socket.send(wrong)
        assert socket.receive()["problem"]["type"] == "approval-not-found"
        assert not (workspace / "notes.txt").exists()
        socket.send({**wrong, "call_id": asked["call_id"], "approved": approved, "reason": "not now"})
        rest = socket.receive_until(*ENDS)
    assert rest[-1]["type"] == "run.finished"
    (result,) = [one for one in rest if one["type"] == "tool.result"]
    assert result["is_error"] is not approved
    assert (workspace / "notes.txt").exists() is written


def test_a_run_started_while_the_engine_loads_waits_for_it(start_backend: StartBackend) -> None:
    backend = start_backend()
    deadline = time.monotonic() + 30
    # The socket is there as soon as the interface is; the engine comes later.
    while backend.request("GET", "/conversations").status == 503:
        assert time.monotonic() < deadline
    with backend.socket() as socket:
        assert socket.run("What is 2+3?")[-1]["type"] == "run.finished"


def test_a_killed_backend_keeps_the_text_and_ends_the_run(start_backend: StartBackend) -> None:
    backend = start_backend().ready()
    with backend.socket() as socket:
        first = start(socket, LONG)
        before = [first]
        begun = time.monotonic()
        while time.monotonic() - begun < 2.0:
            before.append(socket.receive())
        backend.kill()
    seen_early = said([message for message in before if message["seq"] <= before[-1]["seq"] // 2])

    backend = start_backend().ready()
    kept = answer_in(backend, first["conversation_id"])
    assert (kept["state"], kept["problem"]["type"]) == ("interrupted", "run-interrupted")
    # At most a second of two is lost.
    assert kept["text"].startswith(seen_early)
    assert said(before).startswith(kept["text"]) or kept["text"].startswith(said(before))
    (listed,) = backend.get("/conversations")
    assert listed["active_run_id"] is None
    with backend.socket() as socket:
        replayed = resume(socket, first["run_id"], -1)
        assert_whole(replayed)
        assert said(replayed) == kept["text"]
        assert replayed[-1]["problem"]["type"] == "run-interrupted"
        ahead = resume(socket, first["run_id"], replayed[-1]["seq"] + 100)
        assert ahead[-1]["problem"]["type"] == "run-over"
        assert "interrupted" in ahead[-1]["problem"]["title"]
        again = socket.run("What is 1+1?", request_id="q2", conversation_id=first["conversation_id"])
        assert again[-1]["type"] == "run.finished"


def test_a_backend_that_is_stopped_in_mid_stream_keeps_all_that_was_said(start_backend: StartBackend) -> None:
    backend = start_backend().ready()
    with backend.socket() as socket:
        first = start(socket, LONG)
        before = [first, *receive_tokens(socket, 20)]
        assert backend.stop() == 0
    backend = start_backend().ready()
    kept = answer_in(backend, first["conversation_id"])
    assert (kept["state"], kept["problem"]["type"]) == ("interrupted", "run-interrupted")
    assert kept["text"].startswith(said(before))


def test_why_a_run_failed_is_still_told_after_a_restart(start_backend: StartBackend) -> None:
    backend = start_backend(env={"NO_PROXY": "127.0.0.1"}).ready()
    server = {"provider": "openai-compatible", "base_url": "http://127.0.0.1:1/v1", "model": "any"}
    assert backend.request("PATCH", "/settings", server).status == 200
    with backend.socket() as socket:
        messages = socket.run("Hello?")
    failed = messages[-1]
    assert (failed["type"], failed["problem"]["type"]) == ("run.failed", "model-unreachable")
    conversation = messages[0]["conversation_id"]
    assert answer_in(backend, conversation)["problem"] == failed["problem"]
    assert backend.stop() == 0

    backend = start_backend().ready()
    question, answer = backend.get(f"/conversations/{conversation}")["messages"]
    assert (answer["state"], answer["problem"]) == ("failed", failed["problem"])
    assert question["problem"] is None


def test_many_sockets_at_once(shared_backend: Backend) -> None:
    sockets = [shared_backend.connect() for _ in range(12)]
    for number, socket in enumerate(sockets):
        socket.send({"type": "run.start", "request_id": f"many-{number}", "input": f"What is {number}+{number}?"})
    for number, socket in enumerate(sockets):
        messages = socket.receive_until(*ENDS)
        assert_whole(messages)
        assert messages[-1]["type"] == "run.finished"
        assert str(number + number) in messages[-1]["text"]
        socket.connection.close()


def test_neither_text_nor_keys_get_into_the_logs(backend: Backend) -> None:
    backend.request("PUT", "/providers/openai-compatible/key", {"key": "sk-very-secret-1234567890"})
    with backend.socket() as socket:
        socket.run("The word is Rumpelstilzchen", request_id="logs")
        socket.connection.send('{"type": "run.start", "input": "Rumpelstilzchen"')
        assert socket.receive()["problem"]["type"] == "invalid-json"
    backend.request("PATCH", "/settings", {"workspace": "Rumpelstilzchen"})
    backend.stop()
    for word in ("Rumpelstilzchen", "sk-very-secret", backend.token):
        assert word not in backend.log_text()
