"""Cancelling, at every moment of a run: what the user notices, and what the model's server does."""

import asyncio
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

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
from tests.trials import Tally

ENDS = ("run.finished", "run.cancelled", "run.failed", "error")
MEDIAN_S = 0.1
ONE_S = 1.0
"""A single one, on a machine that has other things to do: a run that does not end is given up after 0.6 s."""
FILES = 30
FILE_CHARS = 1_900_000


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

    def __init__(self, backend: Backend, model: ModelServer, tally: Tally) -> None:
        self._model = model
        self._tally = tally
        self._socket: Socket = backend.connect()
        self._backend = backend
        self._conversation: str | None = None
        self._at = 0.0
        self._took: list[float] = []

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
        self._took.append(time.monotonic() - self._at)
        self._tally.worst("until the user was told", self._took[-1] * 1000, "ms", limit=ONE_S * 1000)
        assert messages[-1]["type"] == "run.cancelled", messages[-1]
        return messages

    def upstream_is_closed(self) -> None:
        """Wait until the model's server has seen it."""
        try:
            gone = self._model.hung_up.get(timeout=5)
        except queue.Empty:
            raise AssertionError("the request to the model is still open") from None
        self._tally.worst("until the request to the model was closed", (gone - self._at) * 1000, "ms")

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
        return list(self._backend.get(f"/conversations/{self._conversation}")["messages"])

    def was_quick(self) -> None:
        """Hold the times against the promise."""
        assert median(self._took) <= MEDIAN_S, sorted(self._took)


@pytest.fixture
def cancelling(
    start_backend: Callable[..., Backend], model: ModelServer, workspace: Path, tally: Tally
) -> Iterator[Cancelling]:
    backend = start_backend().ready()
    use_model(backend, model.base_url, workspace)
    trial = Cancelling(backend, model, tally)
    yield trial
    trial.was_quick()


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


@fault("while a tool runs")
def test_while_a_tool_runs(cancelling: Cancelling, tally: Tally, workspace: Path) -> None:
    # It takes a second to search them.
    for number in range(FILES):
        (workspace / f"{number}.txt").write_text("nothing of interest\n" * (FILE_CHARS // 20), encoding="utf-8")
    for _ in tally.tries(quick=5, full=30):
        messages = cancelling.start("mid-tool", "tool.request")
        cancelling.cancel(messages[0]["run_id"])
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
