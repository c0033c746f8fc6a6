"""What is done to one start of a backend, and what is written down of it: seconds, bytes, counts."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from build.bench.memory import memory_of_tree
from build.bench.model_server import base_url
from build.bench.scripting import QUESTION, use_model
from build.bench.target import Target, started
from build.bench.wire import HttpConnection, WebSocket

CONVERSATIONS: Final = 20
REQUESTS: Final = 300
CHATS: Final = 10
PIECES_A_CHAT: Final = 200
PIECES_OF_A_STREAM: Final = 50_000
POLL_PAUSE_S: Final = 0.001


@dataclass(frozen=True)
class Work:
    """How much is asked of a backend; tests ask for little."""

    requests: int = REQUESTS
    chats: int = CHATS
    pieces: int = PIECES_OF_A_STREAM


@dataclass(frozen=True)
class Subject:
    """A program to measure, and the places that it gets.

    Attributes:
        command: how it is started.
        folder: where it is started.
        template: a data directory that was in use before; each start gets a copy.
        scratch: a folder for the copies.
        listens_first: whether it imports in the background.
    """

    command: Sequence[str]
    folder: Path
    template: Path
    scratch: Path
    listens_first: bool

    def data_dir(self) -> Path:
        """A fresh copy of the template, in place of the last one."""
        data = self.scratch / "data"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.template, data)
        return data


def fill(subject: Subject) -> None:
    """Make the template: start the program once and give it some conversations to list."""
    subject.template.mkdir()
    with started(subject.command, subject.folder, subject.template, subject.scratch) as target:
        connection = target.http()
        for number in range(CONVERSATIONS):
            connection.request("POST", "/conversations", {"title": f"Conversation {number + 1}"})


def start(subject: Subject) -> dict[str, Any]:
    """Seconds from the spawn to the answer of ``/health``, to ``ready``, and to the first word of an answer.

    The question is asked as early as the protocol allows, of the built-in demo model: its first word has no pause
    before it, so its pace is not in the measure.
    """
    with started(subject.command, subject.folder, subject.data_dir(), subject.scratch) as target:
        connection = target.http()
        connection.get("/health")
        health = perf_counter() - target.begun
        stream = target.stream()
        stream.send({"type": "run.start", "request_id": "first", "input": QUESTION})
        run = stream.receive_until("run.started")["run_id"]
        stream.receive_until("token")
        first_token = perf_counter() - target.begun
        ready, _ = target.wait_for("ready")
        stream.send({"type": "run.cancel", "run_id": run})
    return {"health_s": health, "ready_s": ready, "first_token_s": first_token}


def use(subject: Subject, model_port: int, work: Work) -> dict[str, Any]:
    """Wait for the engine, list, chat and stream, and look at the memory in between.

    Where the engine is loaded behind an open port, ``/health`` is polled meanwhile.
    """
    with started(subject.command, subject.folder, subject.data_dir(), subject.scratch) as target:
        sample: dict[str, Any] = {}
        if subject.listens_first:
            sample["health_polls_s"] = _polls_until_ready(target)
        else:
            target.wait_for("ready")
        sample["memory_start"] = _memory(target)
        connection = target.http()
        sample["rest_s"] = [_seconds_of_list(connection) for _ in range(work.requests)]
        use_model(connection, base_url(model_port, PIECES_A_CHAT))
        stream = target.stream()
        for _ in range(work.chats):
            _seconds_of_stream(stream)
        sample["memory_chats"] = _memory(target)
        use_model(connection, base_url(model_port, work.pieces))
        sample["tokens_per_s"] = work.pieces / _seconds_of_stream(stream)
    return sample


def _polls_until_ready(target: Target) -> list[float]:
    connection = target.http()
    polls: list[float] = []
    while True:
        begun = perf_counter()
        connection.get("/health")
        polls.append(perf_counter() - begun)
        event = target.next_event(POLL_PAUSE_S)
        if event and event[1]["event"] == "ready":
            return polls


def _seconds_of_list(connection: HttpConnection) -> float:
    begun = perf_counter()
    connection.get("/conversations")
    return perf_counter() - begun


def _seconds_of_stream(stream: WebSocket) -> float:
    """From the question to the end of the answer."""
    begun = perf_counter()
    stream.send({"type": "run.start", "request_id": "chat", "input": QUESTION})
    stream.receive_until("run.started")
    stream.receive_until("run.finished")
    return perf_counter() - begun


def _memory(target: Target) -> dict[str, int]:
    return memory_of_tree(target.process.pid).fields()
