"""A reader that stops reading while the model writes and writes: it costs memory that is bounded, and slows nobody."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.backend.client import Backend, Socket
from tests.backend.faults.growth import growth_of
from tests.backend.faults.model import DONE, model_server, said_last
from tests.backend.models import use_model
from tests.backend.providers.stand_in import STREAM_HEAD, delta
from tests.trials import Tally

ANSWERS = 4
"""One answer holds at most 16 Mi characters; a reader stops for several."""
PIECE = "all work and no play makes a dull boy; ".ljust(8_000, ".")
BESIDE = "beside"
BESIDE_PIECES = 60
SLOWER = 1.10


class Model:
    """Writes an answer of so many pieces over so many seconds; or a short one, at a pace of its own."""

    def __init__(self, pieces: int, seconds: float) -> None:
        self._pieces = pieces
        self._pause = seconds / pieces

    async def __call__(self, writer: asyncio.StreamWriter, request: dict[str, Any]) -> None:
        writer.write(STREAM_HEAD)
        beside = said_last(request) == BESIDE
        piece, count, pause = ("word ", BESIDE_PIECES, 0.005) if beside else (PIECE, self._pieces, self._pause)
        due = asyncio.get_running_loop().time()
        for _ in range(count):
            writer.write(delta(content=piece))
            await writer.drain()
            due += pause
            await asyncio.sleep(due - asyncio.get_running_loop().time())
        writer.write(delta("stop") + DONE)


class Others:
    """Somebody else's runs, one after the other, and how long each took."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket

    def run(self) -> float:
        began = time.monotonic()
        assert self._socket.run(BESIDE)[-1]["text"] == "word " * BESIDE_PIECES
        return time.monotonic() - began

    def run_beside(self, backend: Backend) -> float | None:
        """Return how long one took, if the other answer was being written all the while."""
        took = self.run()
        return took if any(one["active_run_id"] for one in backend.get("/conversations")) else None


@pytest.mark.fault("The socket", "a reader that stops reading while the model writes and writes")
@pytest.mark.timeout(300)
def test_a_reader_that_stops_reading(start_backend: Callable[..., Backend], tally: Tally) -> None:
    pieces = tally.wanted(quick=250, full=1_560)
    stopped_for = float(tally.wanted(quick=5, full=60))
    text = PIECE * pieces
    alone: list[float] = []
    beside: list[float] = []
    backend = start_backend().ready()
    with model_server(Model(pieces, stopped_for * 0.8 / ANSWERS)) as model, backend.socket() as other:
        use_model(backend, model.base_url)
        others = Others(other)
        others.run()
        # Nothing is read from it until the model is at its end: its own buffers are as small as they can be.
        with growth_of(backend.pid) as growth, backend.socket(max_queue=1) as lazy:
            began = time.monotonic()
            for number in range(ANSWERS):
                alone += [others.run(), others.run()]
                lazy.send({"type": "run.start", "request_id": str(number), "input": "write"})
                while took := others.run_beside(backend):
                    beside.append(took)
            threading.Event().wait(max(0.0, began + stopped_for - time.monotonic()))
            runs = read_all(lazy)
        tally.add(ANSWERS, "answers")
    for run in runs.values():
        assert [message["seq"] for message in run] == list(range(len(run)))
        assert "".join(message["text"] for message in run if message["type"] == "token") == text
        assert run[-1]["type"] == "run.finished"
        assert run[-1]["text"] == text
    # Beside a little text, what the process takes for itself is much.
    limit = float(tally.wanted(quick=3, full=2))
    tally.worst("text that nobody read", ANSWERS * len(text) / 1e6, "MB")
    tally.worst("memory above the start, to that text", growth.most / (ANSWERS * len(text)), "x", limit=limit)
    # The quickest of each: what else this machine does can only add to them.
    tally.worst("other runs, to those without it", min(beside) / min(alone), "x", limit=SLOWER)


def read_all(lazy: Socket) -> dict[str, list[dict[str, Any]]]:
    """Read until each of the runs has ended; return the messages of each."""
    runs: dict[str, list[dict[str, Any]]] = {}
    ended = 0
    while ended < ANSWERS:
        message = lazy.receive(timeout=60)
        runs.setdefault(message["run_id"], []).append(message)
        ended += message["type"] in {"run.finished", "run.failed", "run.cancelled"}
    return runs
