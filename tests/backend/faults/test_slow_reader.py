"""A reader that stops reading while the model writes and writes: it costs memory that is bounded, and slows nobody."""

import asyncio
import threading
import time
from collections.abc import Callable
from statistics import median
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
BESIDE_AT_LEAST = 3
"""So many runs of others go on beside each answer."""
MOST_PIECES = 2_000
"""Of an answer that has to wait for them: little less than one may hold."""
SLOWER = 1.10


class Model:
    """Writes an answer of so many pieces over so many seconds; or a short one, at a pace of its own.

    Attributes:
        enough: until this is set the long answer goes on, to the most that it may hold.
        written: the text of each long answer that is done.
    """

    def __init__(self, pieces: int, seconds: float) -> None:
        self._pieces = pieces
        self._pause = seconds / pieces
        self.enough = threading.Event()
        self.written: list[str] = []

    async def __call__(self, writer: asyncio.StreamWriter, request: dict[str, Any]) -> None:
        writer.write(STREAM_HEAD)
        if said_last(request) == BESIDE:
            await _write(writer, "word ", 0.005, lambda count: count < BESIDE_PIECES)
        else:
            count = await _write(writer, PIECE, self._pause, self._goes_on)
            self.written.append(PIECE * count)
        writer.write(delta("stop") + DONE)

    def _goes_on(self, count: int) -> bool:
        return count < self._pieces or (count < MOST_PIECES and not self.enough.is_set())


async def _write(writer: asyncio.StreamWriter, piece: str, pause: float, goes_on: Callable[[int], bool]) -> int:
    """Write a piece again and again, as long as it goes on after so many; return how many they were."""
    count = 0
    due = asyncio.get_running_loop().time()
    while goes_on(count):
        writer.write(delta(content=piece))
        await writer.drain()
        count += 1
        due += pause
        await asyncio.sleep(due - asyncio.get_running_loop().time())
    return count


class Others:
    """Somebody else's runs, one after the other, and how long each took."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket

    def run(self) -> float:
        began = time.monotonic()
        assert self._socket.run(BESIDE)[-1]["text"] == "word " * BESIDE_PIECES
        return time.monotonic() - began

    def run_beside(self, backend: Backend, model: Model) -> list[float]:
        """Return how long each took that went on while the other answer was being written, until that is done."""
        took: list[float] = []
        model.enough.clear()
        while took_one := self._run_if_beside(backend):
            took.append(took_one)
            if len(took) == BESIDE_AT_LEAST:
                model.enough.set()
        assert len(took) >= BESIDE_AT_LEAST, "the machine is too slow to run anything beside an answer"
        return took

    def _run_if_beside(self, backend: Backend) -> float | None:
        took = self.run()
        return took if any(one["active_run_id"] for one in backend.get("/conversations")) else None


@pytest.mark.fault("The socket", "a reader that stops reading while the model writes and writes")
@pytest.mark.timeout(900)
def test_a_reader_that_stops_reading(start_backend: Callable[..., Backend], tally: Tally) -> None:
    pieces = tally.wanted(quick=250, full=1_560)
    stopped_for = float(tally.wanted(quick=5, full=60))
    slower: list[float] = []
    backend = start_backend().ready()
    model = Model(pieces, stopped_for * 0.8 / ANSWERS)
    with model_server(model) as server, backend.socket() as other:
        use_model(backend, server.base_url)
        others = Others(other)
        others.run()
        # Nothing is read from it until the model is at its end: its own buffers are as small as they can be.
        with growth_of(backend.pid) as growth, backend.socket(max_queue=1) as lazy:
            began = time.monotonic()
            for number in range(ANSWERS):
                alone = [others.run() for _ in range(BESIDE_AT_LEAST)]
                lazy.send({"type": "run.start", "request_id": str(number), "input": "write"})
                slower.append(median(others.run_beside(backend, model)) / median(alone))
            threading.Event().wait(max(0.0, began + stopped_for - time.monotonic()))
            runs = read_all(lazy)
        tally.add(ANSWERS, "answers")
    for run, text in zip(runs.values(), model.written, strict=True):
        assert [message["seq"] for message in run] == list(range(len(run)))
        assert "".join(message["text"] for message in run if message["type"] == "token") == text
        assert run[-1]["type"] == "run.finished"
        assert run[-1]["text"] == text
    # The quick try has a sixth of the text, and the process takes as much for itself: its code, its buffers.
    limit = float(tally.wanted(quick=3, full=2))
    unread = sum(map(len, model.written))
    tally.worst("text that nobody read", unread / 1e6, "MB")
    tally.worst("memory above the start, to that text", growth.most / unread, "x", limit=limit)
    # What else this machine does comes and goes; what an answer does to other runs, it does beside every one of them.
    tally.worst("other runs, to those without it, median beside the calmest answer", min(slower), "x", limit=SLOWER)


def read_all(lazy: Socket) -> dict[str, list[dict[str, Any]]]:
    """Read until each of the runs has ended; return the messages of each."""
    runs: dict[str, list[dict[str, Any]]] = {}
    ended = 0
    while ended < ANSWERS:
        message = lazy.receive(timeout=60)
        runs.setdefault(message["run_id"], []).append(message)
        ended += message["type"] in {"run.finished", "run.failed", "run.cancelled"}
    return runs
