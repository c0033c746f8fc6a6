"""``kill -9``: nothing that was acknowledged is lost, and the next start goes on."""

import os
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.backend.client import Backend, Socket
from tests.backend.faults.left_behind import LeftRun, read_database
from tests.backend.faults.streaming_model import Wish
from tests.backend.models import use_model
from tests.backend.stalls import Stalls
from tests.trials import Tally

SEED_VARIABLE = "FAULTS_SEED"
"""Repeats the random choices of a run that printed it."""
AT_ONCE = 4
LOSS_LIMIT_S = 1.0
ENDS = ("run.finished", "run.failed", "run.cancelled")
TOOLS = ("calculator", "search_files", "write_file", "clock")
LAST_MESSAGE = 60
"""The shortest of the wishes comes in some more."""
BRIEF = Wish(pieces=3, pause_s=0)


@pytest.fixture
def seed() -> int:
    """The seed of the test's random choices; pytest shows it when the test fails."""
    chosen = int(os.environ.get(SEED_VARIABLE) or random.SystemRandom().randrange(2**32))
    print(f"{SEED_VARIABLE}={chosen}")  # noqa: T201 - for who wants to repeat it
    return chosen


@dataclass
class Witness:
    """What a client was told of one run."""

    question: str
    heard: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    @property
    def started(self) -> dict[str, Any] | None:
        return self.heard[0][1] if self.heard else None

    @property
    def end(self) -> dict[str, Any] | None:
        last = self.heard[-1][1] if self.heard else {"type": ""}
        return last if last["type"] in ENDS else None

    def text(self, until: float = float("inf")) -> str:
        """What was told before that moment."""
        return "".join(told["text"] for at, told in self.heard if told["type"] == "token" and at < until)

    @property
    def is_of_a_run_under_way(self) -> bool:
        """Whether the run had begun, and had not ended, when its backend was killed: for all that is known here."""
        return self.started is not None and self.end is None

    def heard_after(self, kept: str, killed_at: float) -> float:
        """When the oldest piece was told that is not kept; when the backend was killed, if all is."""
        length = 0
        for at, told in self.heard:
            length += len(told["text"]) if told["type"] == "token" else 0
            if length > len(kept):
                return at
        return killed_at


class Listener(threading.Thread):
    """Reads a run as the window does, approving what asks for it; ``on_message`` is called with each number."""

    def __init__(self, socket: Socket, witness: Witness, on_message: Callable[[int], None]) -> None:
        super().__init__(daemon=True)
        self._socket = socket
        self._witness = witness
        self._on_message = on_message

    def run(self) -> None:
        try:
            while self._witness.end is None:
                told = self._socket.receive()
                self._witness.heard.append((time.monotonic(), told))
                self._on_message(len(self._witness.heard))
                if told["type"] == "approval.request":
                    answer = {"run_id": told["run_id"], "call_id": told["call_id"], "approved": True}
                    self._socket.send({"type": "approval.reply", **answer})
        except ConnectionClosed:
            pass


class Household:
    """One data folder whose backend is killed again and again, and all that its clients were told."""

    def __init__(
        self, place: Path, start: Callable[..., Backend], model: str, rng: random.Random, stalls: Stalls
    ) -> None:
        self._data = place / "data"
        self._scratch = place / "scratch"
        self._scratch.mkdir(parents=True)
        self._workspace = place / "workspace"
        self._workspace.mkdir()
        for number in range(300):
            (self._workspace / f"{number}.txt").write_text("some line\n" * 500, encoding="utf-8")
        self._start = start
        self._model = model
        self._rng = rng
        self._stalls = stalls
        self._backend: Backend | None = None
        self._witnesses: list[Witness] = []
        self._settled: dict[str, tuple[str, str]] = {}

    def kill_once(self, tally: Tally) -> bool:
        """Kill the backend; judge what is left, and what the next makes of it; return whether a run was under way."""
        backend = self._backend or self._up()
        witness, killed_at = self._run_and_kill(backend)
        left = read_database(self._data, self._scratch)
        self._judge_file(left, witness)
        self._backend = self._up()
        self._judge_next(self._backend, left)
        if run := self._of(left, witness):
            lost_s = self._stalls.without(witness.heard_after(run.streamed, killed_at), killed_at)
            tally.worst("text lost", lost_s, "s", limit=LOSS_LIMIT_S)
        return witness.is_of_a_run_under_way

    def _up(self) -> Backend:
        backend = self._start(self._data)
        use_model(backend, self._model, self._workspace)
        return backend

    def _run_and_kill(self, backend: Backend) -> tuple[Witness, float]:
        rng = self._rng
        tools = tuple(rng.choices(TOOLS, k=rng.randrange(1, 5)))
        wish = rng.choice([Wish(120, 8, 0.005, tools), Wish(200, 30, 0.003, tools), Wish(100, 4000, 0.006, tools)])
        witness = Witness(wish.question)
        self._witnesses.append(witness)
        due = threading.Event()
        killed: list[float] = []
        at_message = rng.randrange(1, LAST_MESSAGE) if rng.random() < 0.5 else None

        def kill_at(number: int) -> None:
            if number == at_message:
                backend.process.kill()
                killed.append(time.monotonic())
            if number == at_message or witness.end is not None:
                due.set()

        socket = backend.connect()
        listener = Listener(socket, witness, kill_at)
        listener.start()
        request = {"type": "run.start", "request_id": "r", "input": wish.question}
        socket.send(request | self._conversation())
        due.wait(rng.uniform(0.0, wish.seconds) if at_message is None else 20)
        killed.append(time.monotonic())
        backend.kill()
        listener.join(10)
        return witness, killed[0]

    def _conversation(self) -> dict[str, str]:
        """A new conversation, or the one that was last begun."""
        known = [one.started["conversation_id"] for one in self._witnesses[-4:] if one.started]
        return {"conversation_id": known[-1]} if known and self._rng.random() < 0.6 else {}

    def _judge_file(self, left: dict[str, LeftRun], witness: Witness) -> None:
        for run_id, told in self._settled.items():
            assert (left[run_id].question, left[run_id].answer) == told, "a message of an earlier run was changed"
        if witness.started:
            assert left[witness.started["run_id"]].question == witness.question, "an acknowledged question is lost"

    def _judge_next(self, backend: Backend, left: dict[str, LeftRun]) -> None:
        witness = self._witnesses[-1]
        run = self._of(left, witness)
        with backend.socket() as socket:
            if witness.started and run:
                self._judge_interrupted(backend, socket, witness, run)
            request: dict[str, Any] = self._conversation()
            told = socket.run(BRIEF.question, request_id="next", **request)
            assert told[-1]["type"] == "run.finished", told[-1]
            self._settled[told[0]["run_id"]] = (BRIEF.question, told[-1]["text"])

    def _judge_interrupted(self, backend: Backend, socket: Socket, witness: Witness, run: LeftRun) -> None:
        assert witness.started
        run_id = witness.started["run_id"]
        detail = backend.get(f"/conversations/{witness.started['conversation_id']}")
        question, answer = (message for message in detail["messages"] if message["run_id"] == run_id)
        assert question["text"] == witness.question
        if witness.end is not None or run.state != "running":
            assert (answer["state"], answer["text"]) == ("finished", witness.end["text"] if witness.end else run.answer)
        else:
            assert answer["state"] == "interrupted"
            assert answer["problem"]["type"] == "run-interrupted"
            assert answer["text"] == run.streamed
        heard = witness.text()
        assert heard.startswith(answer["text"]) or answer["text"].startswith(heard)
        socket.send({"type": "run.resume", "run_id": run_id, "after": -1})
        replayed = socket.receive_until(*ENDS)
        assert [event["seq"] for event in replayed] == list(range(len(replayed)))
        assert "".join(event["text"] for event in replayed if event["type"] == "token") == answer["text"]
        self._settled[run_id] = (witness.question, answer["text"])

    @staticmethod
    def _of(left: dict[str, LeftRun], witness: Witness) -> LeftRun | None:
        return left.get(witness.started["run_id"]) if witness.started else None


@pytest.mark.timeout(1800)
@pytest.mark.fault("Killed", "kill -9 at a random point of a streaming run with tools")
def test_a_kill_in_a_run_loses_nothing_that_was_acknowledged(
    start_backend: Callable[..., Backend], tmp_path: Path, tally: Tally, *, model: str, seed: int, stalls: Stalls
) -> None:
    households = [
        Household(tmp_path / str(number), start_backend, model, random.Random(seed + number), stalls)  # noqa: S311 - a test's
        for number in range(AT_ONCE)
    ]
    kills = tally.wanted(quick=AT_ONCE * 2, full=200) // AT_ONCE

    def kill_again_and_again(household: Household) -> None:
        # A kill before the first word, or after the last, is judged as well; it is not what the row counts.
        left = kills
        while left:
            left -= household.kill_once(tally)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(kill_again_and_again, households):
            tally.add(kills)
