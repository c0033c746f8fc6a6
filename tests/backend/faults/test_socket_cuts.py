"""Sockets that are cut at any byte, and readers that stay away: no word is lost or doubled."""

import asyncio
import random
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from websockets.exceptions import InvalidHandshake, WebSocketException

from tests.backend.client import Backend, Socket
from tests.backend.faults.cutting_proxy import Allowance, CuttingProxy, cutting_proxy
from tests.backend.faults.model import DONE, model_server, said_last, whole
from tests.backend.models import use_model
from tests.backend.providers.stand_in import STREAM_HEAD, delta, sends, sends_for_ever
from tests.backend.stalls import Stalls
from tests.trials import Tally

ENDS = {"run.finished", "run.cancelled", "run.failed", "error"}
AT_ONCE = 8
SILENCE_S = 30.0
WORDS = [f"word {number} of Zoë 测试. " for number in range(150)]
TEXT = "".join(WORDS)
HANDSHAKE_BYTES = 400
GRACE_S = 1.0


async def talk(writer: asyncio.StreamWriter, _request: dict[str, Any]) -> None:
    """Say the text, for about half a second."""
    writer.write(STREAM_HEAD)
    for word in WORDS:
        writer.write(delta(content=word))
        await writer.drain()
        await asyncio.sleep(0.003)
    writer.write(delta("stop") + DONE)


def allowance(chance: random.Random) -> Allowance:
    """Cut in the handshake, in one of the first frames, or later; now and then before the client has said its word."""
    said = chance.choice([chance.randrange(HANDSHAKE_BYTES), chance.randrange(4_000), chance.randrange(40_000)])
    return Allowance(client=chance.randrange(900) if chance.random() < 0.1 else 10**9, backend=said)


@dataclass
class Following:
    """One run, read over as many sockets as it takes."""

    backend: Backend
    proxy: CuttingProxy
    request_id: str
    run_id: str | None = None
    heard: list[dict[str, Any]] = field(default_factory=list)

    def to_the_end(self) -> None:
        """Connect again and again until the run's last message is there."""
        deadline = time.monotonic() + 180
        while not self.heard or self.heard[-1]["type"] not in ENDS:
            assert time.monotonic() < deadline, self.heard[-3:]
            try:
                self._once()
            except TimeoutError:
                raise  # what is silent was not cut
            except (OSError, EOFError, WebSocketException, InvalidHandshake):
                continue

    def _once(self) -> None:
        way = socket.create_connection(("127.0.0.1", self.proxy.port), timeout=SILENCE_S)
        with self.backend.socket(sock=way) as connection:
            if self.run_id is None:
                connection.send({"type": "run.start", "request_id": self.request_id, "input": "talk"})
            else:
                last = self.heard[-1]["seq"]
                connection.send({"type": "run.resume", "run_id": self.run_id, "after": last})
            while not self.heard or self.heard[-1]["type"] not in ENDS:
                self._hear(connection)

    def _hear(self, connection: Socket) -> None:
        message = connection.receive(timeout=SILENCE_S)
        assert message["type"] != "error", message
        self.heard.append(message)
        self.run_id = message["run_id"]
        assert [one["seq"] for one in self.heard[-2:]] == list(range(max(0, message["seq"] - 1), message["seq"] + 1))


@pytest.mark.fault("The socket", "cut at any byte, in the handshake and in frames, and resumed")
@pytest.mark.timeout(720)
def test_a_run_that_is_cut_at_any_byte_is_resumed_whole(start_backend: Callable[..., Backend], tally: Tally) -> None:
    chance = random.Random()  # noqa: S311 - no secret
    wanted = tally.wanted(quick=40, full=500)
    backend = start_backend().ready()
    with model_server(talk) as model, cutting_proxy(backend.port, lambda: allowance(chance)) as proxy:
        use_model(backend, model.base_url)

        def follow_runs(reader: int) -> list[Following]:
            runs: list[Following] = []
            while proxy.cuts < wanted:
                runs.append(Following(backend, proxy, f"{reader}-{len(runs)}"))
                runs[-1].to_the_end()
            return runs

        with ThreadPoolExecutor(AT_ONCE) as readers:
            runs = [run for some in readers.map(follow_runs, range(AT_ONCE)) for run in some]
        tally.add(proxy.cuts, "cuts")
    for run in runs:
        assert [message["seq"] for message in run.heard] == list(range(len(run.heard)))
        assert run.heard[-1]["type"] == "run.finished"
        assert "".join(message["text"] for message in run.heard if message["type"] == "token") == TEXT
        assert run.heard[-1]["text"] == TEXT
    assert len({run.run_id for run in runs}) == len(runs)


async def answer(writer: asyncio.StreamWriter, request: dict[str, Any]) -> None:
    """Talk for ever, or be brief."""
    for_ever = sends_for_ever(STREAM_HEAD, delta(content="on and on "), pause=0.005)
    await (for_ever if said_last(request) == "for ever" else sends(*whole("Going on.")))(writer, request)


@pytest.mark.fault("The socket", "away for longer than the grace period")
def test_a_run_whose_reader_stays_away_is_cancelled_and_shown_so(
    start_backend: Callable[..., Backend], tally: Tally, stalls: Stalls
) -> None:
    backend = start_backend(arguments=["--grace", str(GRACE_S)]).ready()
    with model_server(answer) as model:
        use_model(backend, model.base_url)
        for number in tally.tries(quick=1, full=10):
            with backend.socket() as first:
                first.send({"type": "run.start", "request_id": str(number), "input": "for ever"})
                heard = first.receive_until("token")
                leaving = time.monotonic()
            left = time.monotonic()
            run, conversation = heard[0]["run_id"], heard[0]["conversation_id"]
            cancelled = model.hung_up.get(timeout=30)
            assert cancelled - leaving >= GRACE_S
            tally.worst("after the grace period", stalls.without(left, cancelled) - GRACE_S, "s", limit=2.0)
            with backend.socket() as second:
                second.send({"type": "run.resume", "run_id": run, "after": heard[-1]["seq"]})
                heard += second.receive_until(*ENDS)
                assert [message["seq"] for message in heard] == list(range(len(heard)))
                assert heard[-1]["type"] == "run.cancelled"
                stored = backend.get(f"/conversations/{conversation}")["messages"][-1]
                assert (stored["state"], stored["text"]) == ("cancelled", heard[-1]["text"])
                assert second.run("and now?", conversation_id=conversation)[-1]["type"] == "run.finished"


@pytest.mark.fault("The socket", "away for less than the grace period")
def test_a_run_whose_reader_comes_back_in_time_goes_on(start_backend: Callable[..., Backend], tally: Tally) -> None:
    backend = start_backend(arguments=["--grace", "5"]).ready()
    with model_server(answer) as model:
        use_model(backend, model.base_url)
        with backend.socket() as first:
            first.send({"type": "run.start", "request_id": "q", "input": "for ever"})
            heard = first.receive_until("token")
        for _ in tally.tries(quick=2, full=20):
            with backend.socket() as next_one:
                next_one.send({"type": "run.resume", "run_id": heard[0]["run_id"], "after": heard[-1]["seq"]})
                heard += next_one.receive_until("token")
        with backend.socket() as last:
            last.send({"type": "run.cancel", "run_id": heard[0]["run_id"]})
            last.send({"type": "run.resume", "run_id": heard[0]["run_id"], "after": heard[-1]["seq"]})
            heard += last.receive_until(*ENDS)
        assert [message["seq"] for message in heard] == list(range(len(heard)))
        assert heard[-1]["text"] == "".join(message["text"] for message in heard if message["type"] == "token")
