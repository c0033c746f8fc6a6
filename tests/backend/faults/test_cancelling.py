"""Cancelling, at every moment of a run: what the user notices, and what the model's server does."""

import asyncio
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.backend.client import Backend, Socket
from tests.backend.faults.model import (
    ModelServer,
    has_tool_result,
    model_server,
    said_last,
    tool_call,
    whole,
)
from tests.backend.models import use_model
from tests.backend.providers.stand_in import STREAM_HEAD, delta, falls_silent, sends, sends_for_ever
from tests.backend.stalls import Stalls
from tests.trials import Tally

ENDS = ("run.finished", "run.cancelled", "run.failed", "error")
LIMIT_MS = 100
NEVER_ABOVE_MS = 1000
FILES = 300
FILE_LINES = 100_000
PATIENCE_S = 25.0
STOPS_WITHIN_S = 5.0
"""A tool that is not told goes on for longer."""

pytestmark = pytest.mark.timeout(360)


async def answer(writer: asyncio.StreamWriter, request: dict[str, Any]) -> None:
    """Do what the question names."""
    moment = said_last(request)
    match moment:
        case "mid-text":
            await sends_for_ever(STREAM_HEAD, delta(content="on and on "), pause=0.005)(writer, request)
        case "mid-tool" if not has_tool_result(request):
            await sends(*tool_call("search_files", '{"text": "nowhere to be found"}'))(writer, request)
        case "approval" if not has_tool_result(request):
            await sends(*tool_call("write_file", '{"path": "new.txt", "content": "x"}'))(writer, request)
        case "before the first":
            await falls_silent()(writer, request)
        case "before the first, accepted":
            await falls_silent(STREAM_HEAD)(writer, request)
        case "after the last":
            await falls_silent(STREAM_HEAD, delta(content="All that there is."))(writer, request)
        case _:
            await sends(*whole("Going on."))(writer, request)


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with model_server(answer) as server:
        yield server


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


class Cancelling:
    """Cancels runs of one conversation and takes the times."""

    def __init__(self, backend: Backend, model: ModelServer, tally: Tally, stalls: Stalls) -> None:
        self._model = model
        self._tally = tally
        self._stalls = stalls
        self._socket: Socket = backend.connect()
        self.backend = backend
        self._conversation: str | None = None
        self._at = 0.0

    def start(self, moment: str, until: str) -> list[dict[str, Any]]:
        """Begin a run and wait until it is where it is to be cancelled; return what it has said."""
        about = {"conversation_id": self._conversation} if self._conversation else {}
        self._socket.send({"type": "run.start", "request_id": moment, "input": moment, **about})
        messages = self._socket.receive_until(until, *ENDS)
        assert messages[-1]["type"] == until, messages[-1]
        self._conversation = messages[0]["conversation_id"]
        self._model.asked.get(timeout=10)
        return messages

    def cancel(self, run_id: str, *, times: int = 1) -> list[dict[str, Any]]:
        """Cancel; return what came after that, ``run.cancelled`` last."""
        self._at = time.monotonic()
        for _ in range(times):
            self._socket.send({"type": "run.cancel", "run_id": run_id})
        messages = self._socket.receive_until(*ENDS)
        self._hold("until the user was told", time.monotonic())
        assert messages[-1]["type"] == "run.cancelled", messages[-1]
        return messages

    def upstream_is_closed(self) -> None:
        """Wait until the model's server has seen it."""
        try:
            gone = self._model.hung_up.get(timeout=5)
        except queue.Empty:
            raise AssertionError("the request to the model is still open") from None
        self._hold("until the request to the model was closed", gone)

    def over_is_over(self, run_id: str) -> None:
        """Cancel a run that has ended: nothing comes of it, or the next run would not be the next to speak."""
        self._socket.send({"type": "run.cancel", "run_id": run_id})

    def goes_on(self) -> None:
        """Ask once more in the same conversation."""
        messages = self._socket.run("and now?", conversation_id=self._conversation)
        assert [message["text"] for message in messages if message["type"] == "run.finished"] == ["Going on."]
        self._model.asked.get(timeout=10)

    def stored(self) -> list[dict[str, Any]]:
        """Return the messages of the conversation."""
        return list(self.backend.get(f"/conversations/{self._conversation}")["messages"])

    def _hold(self, what: str, moment: float) -> None:
        took_ms = self._stalls.without(self._at, moment) * 1000
        self._tally.usually(what, took_ms, "ms", limit=LIMIT_MS, never_above=NEVER_ABOVE_MS)


@pytest.fixture
def cancelling(
    start_backend: Callable[..., Backend], model: ModelServer, workspace: Path, tally: Tally, stalls: Stalls
) -> Cancelling:
    backend = start_backend().ready()
    use_model(backend, model.base_url, workspace)
    return Cancelling(backend, model, tally, stalls)


def fault(what: str) -> pytest.MarkDecorator:
    return pytest.mark.fault("Cancelling", what)


@fault("in the middle of the text")
def test_in_the_middle_of_the_text(cancelling: Cancelling, tally: Tally) -> None:
    for _ in tally.tries(quick=5, full=50):
        messages = cancelling.start("mid-text", "token")
        messages += cancelling.cancel(messages[0]["run_id"])
        cancelling.upstream_is_closed()
        assert messages[-1]["text"] == "".join(one["text"] for one in messages if one["type"] == "token")
        assert [message["seq"] for message in messages] == list(range(len(messages)))
        cancelling.goes_on()
        assert cancelling.stored()[-3]["text"] == messages[-1]["text"]


@fault("before the first word, the request not answered or answered with nothing yet")
@pytest.mark.parametrize("moment", ["before the first", "before the first, accepted"])
def test_before_the_first_word(cancelling: Cancelling, tally: Tally, moment: str) -> None:
    for _ in tally.tries(quick=5, full=25):
        messages = cancelling.start(moment, "run.started")
        assert cancelling.cancel(messages[0]["run_id"])[-1]["text"] == ""
        cancelling.upstream_is_closed()
        cancelling.goes_on()


@fault("after the last word, with the model's stream still open")
def test_after_the_last_word(cancelling: Cancelling, tally: Tally) -> None:
    for _ in tally.tries(quick=5, full=50):
        messages = cancelling.start("after the last", "token")
        assert cancelling.cancel(messages[0]["run_id"])[-1]["text"] == "All that there is."
        cancelling.upstream_is_closed()
        cancelling.goes_on()


class ToolThread:
    """The thread of a tool in the backend, seen from outside: one that was not there before, and computes."""

    WORKED_S = 0.03

    def __init__(self, backend: Backend) -> None:
        self._process = psutil.Process(backend.pid)
        self._others = {thread.id for thread in self._process.threads()}

    def is_gone(self) -> bool:
        """Whether it has ended, or never was."""
        return not self.works()

    def works(self) -> bool:
        """Whether it is there."""
        fresh = (thread for thread in self._process.threads() if thread.id not in self._others)
        return any(thread.user_time >= self.WORKED_S for thread in fresh)


def wait_until(condition: Callable[[], bool], otherwise: str, patience_s: float) -> None:
    """Look again and again."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.005)


@fault("while a tool runs")
def test_while_a_tool_runs(cancelling: Cancelling, tally: Tally, workspace: Path) -> None:
    # A search costs by the line.
    for number in range(FILES):
        (workspace / f"{number}.txt").write_text("x\n" * FILE_LINES, encoding="utf-8")
    for _ in tally.tries(quick=5, full=30):
        tool = ToolThread(cancelling.backend)
        messages = cancelling.start("mid-tool", "tool.request")
        wait_until(tool.works, "the tool does not work", PATIENCE_S)
        cancelling.cancel(messages[0]["run_id"])
        wait_until(tool.is_gone, "the tool works on", STOPS_WITHIN_S)
        (part,) = [part for part in cancelling.stored()[-1]["parts"] if part["type"] == "tool"]
        assert (part["name"], part["content"]) == ("search_files", None)
        cancelling.goes_on()


@fault("while a tool waits for the user's word")
def test_while_a_tool_waits_for_approval(cancelling: Cancelling, tally: Tally, workspace: Path) -> None:
    for _ in tally.tries(quick=5, full=50):
        messages = cancelling.start("approval", "approval.request")
        cancelling.cancel(messages[0]["run_id"])
        cancelling.goes_on()
    assert not (workspace / "new.txt").exists()


@fault("twice, and again when it is over")
def test_twice(cancelling: Cancelling, tally: Tally) -> None:
    for _ in tally.tries(quick=5, full=50):
        messages = cancelling.start("mid-text", "token")
        cancelling.cancel(messages[0]["run_id"], times=2)
        cancelling.upstream_is_closed()
        cancelling.over_is_over(messages[0]["run_id"])
        cancelling.goes_on()
