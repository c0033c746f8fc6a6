"""Replay from every place, under load, with readers of every pace."""

import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.agents.engine import AgentEvent, TextProduced, TurnRequest
from backend.problems import ProblemError
from backend.runs.reader import RunReader
from tests.backend.runs.world import Held, World, assert_whole, events_of, finished, said, world
from tests.backend.store.helpers import in_loop


async def counting(request: TurnRequest) -> AsyncIterator[AgentEvent]:
    """Say as many words as the input says, without ever waiting."""
    for number in range(int(request.input)):
        yield TextProduced(f"word{number} ", "assistant")
    yield finished()


def words(count: int) -> str:
    return "".join(f"word{number} " for number in range(count))


@in_loop
async def test_replay_from_every_place_of_a_run_that_is_over(tmp_path: Path) -> None:
    async with world(tmp_path, counting) as here:
        events = await here.run("30")
        run_id = events[0]["run_id"]
        for after in range(-1, len(events) - 1):
            assert await events_of(await here.registry.resume(run_id, after)) == events[after + 1 :]


@pytest.mark.parametrize("beyond", [0, 1, 1000])
@in_loop
async def test_a_resume_with_nothing_left_is_told_that_the_run_is_over(tmp_path: Path, beyond: int) -> None:
    async with world(tmp_path, counting) as here:
        last = (await here.run("3"))[-1]
        reader = await here.registry.resume(last["run_id"], last["seq"] + beyond)
        with pytest.raises(ProblemError, match="finished") as refused:
            await events_of(reader)
        assert refused.value.problem.type == "run-over"


@in_loop
async def test_a_place_that_a_run_never_reaches_does_not_hang_the_reader(tmp_path: Path) -> None:
    held = Held()
    async with world(tmp_path, held) as here:
        reader = await here.start()
        ahead = await here.registry.resume(reader.run_id, 1000)
        held.go.set()
        assert_whole(await events_of(reader))
        with pytest.raises(ProblemError) as refused:
            await events_of(ahead)
        assert refused.value.problem.type == "run-over"


@in_loop
async def test_an_unknown_run_cannot_be_resumed(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        with pytest.raises(ProblemError) as refused:
            await here.registry.resume("no-such-run", -1)
        assert refused.value.problem.type == "run-not-found"


@in_loop
async def test_a_run_whose_events_were_dropped_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.store.runs.RUNS_WITH_EVENTS", 1)
    async with world(tmp_path) as here:
        old = (await here.run("old"))[0]["run_id"]
        await here.run("new", request_id="q2")
        with pytest.raises(ProblemError) as refused:
            await events_of(await here.registry.resume(old, -1))
        assert refused.value.problem.type == "run-over"


@in_loop
async def test_a_reader_whose_run_lost_its_events_halfway_is_told_that_it_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.store.runs.RUNS_WITH_EVENTS", 1)
    held = Held()
    async with world(tmp_path, held, window_events=1) as here:
        stalled = await here.start()
        batches = stalled.batches()
        assert await anext(batches)
        held.go.set()
        await events_of(await here.registry.resume(stalled.run_id, -1))
        await here.run("new", request_id="q2")
        with pytest.raises(ProblemError, match="finished") as refused:
            assert [batch async for batch in batches] == []
        assert refused.value.problem.type == "run-over"
        stalled.close()


@in_loop
async def test_the_window_stays_small_while_a_slow_reader_loses_nothing(tmp_path: Path) -> None:
    """The reader takes nothing until the model is done: what it is behind is read from the store."""
    limits: dict[str, Any] = {"window_events": 50, "window_chars": 5_000, "batch_chars": 2_000}
    largest = 0
    async with world(tmp_path, counting, **limits, unstored_chars=20_000) as here:
        slow = await here.start("5000")
        fast = await here.registry.resume(slow.run_id, -1)
        (running,) = here.registry._live.values()
        seen: list[str] = []
        async for batch in fast.batches():
            seen += batch
            largest = max(largest, running.log.chars)
        assert largest < 40_000
        assert running.log.chars <= 5_000
        assert running.log.first_seq > 4_900
        events = await events_of(slow)
        assert_whole(events)
        assert len(events) == len(seen) == 5002
        assert events[-1]["text"] == said(events) == words(5000)


async def read_slowly(reader: RunReader, here: World) -> list[dict[str, Any]]:
    """Read a little, leave, come back; over and over."""
    events: list[dict[str, Any]] = []
    while not events or events[-1]["type"] != "run.finished":
        again = await here.registry.resume(reader.run_id, len(events) - 1)
        events += await events_of(again, 97)
        await asyncio.sleep(0)
    reader.close()
    return events


@in_loop
async def test_fifty_runs_at_once_for_fast_and_slow_readers(tmp_path: Path) -> None:
    limits: dict[str, Any] = {"window_events": 100, "window_chars": 10_000, "batch_chars": 5_000}
    async with world(tmp_path, counting, **limits, unstored_chars=50_000) as here:
        readers = [await here.start("1000", request_id=f"q{number}") for number in range(50)]
        running = list(here.registry._live.values())
        tasks = [
            asyncio.create_task(events_of(reader) if number % 2 else read_slowly(reader, here))
            for number, reader in enumerate(readers)
        ]
        largest = 0
        while not all(task.done() for task in tasks):
            largest = max(largest, here.registry.statistics["chars_in_memory"])
            await asyncio.wait(tasks, timeout=0.01)
        for task in tasks:
            events = task.result()
            assert_whole(events)
            assert len(events) == 1002
            assert events[-1]["text"] == said(events) == words(1000)
        assert largest < 50 * 60_000
        assert all(run.log.chars <= 10_000 for run in running)
        assert here.registry.statistics == {"running": 0, "events_in_memory": 0, "chars_in_memory": 0}


@in_loop
async def test_a_run_that_never_waits_leaves_room_for_others(tmp_path: Path) -> None:
    turns = 0
    turns_seen: list[int] = []

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def never_waiting(request: TurnRequest) -> AsyncIterator[AgentEvent]:
        for _ in range(1000):
            turns_seen.append(turns)
            yield TextProduced("word ", "assistant")
        yield finished()

    async with world(tmp_path, never_waiting) as here:
        rest = asyncio.create_task(others())
        assert (await here.run("on and on"))[-1]["type"] == "run.finished"
        rest.cancel()
    longest_without_a_turn = max(len(list(events)) for _, events in itertools.groupby(turns_seen))
    assert longest_without_a_turn <= 64


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pauses=st.lists(st.integers(0, 3), min_size=1, max_size=40),
    visits=st.lists(st.integers(1, 9), max_size=12),
    window=st.integers(1, 8),
)
def test_whatever_the_disconnects_the_client_puts_together_the_whole_text(
    pauses: list[int], visits: list[int], window: int
) -> None:
    """Random pauses of the model, random lengths of visits, tiny windows: nothing is lost, nothing doubled."""

    async def hesitant(request: TurnRequest) -> AsyncIterator[AgentEvent]:
        for number, pause in enumerate(pauses):
            for _ in range(pause):
                await asyncio.sleep(0)
            yield TextProduced(f"{number} ", "assistant")
        yield finished()

    async def scenario(folder: Path) -> None:
        async with world(folder, hesitant, window_events=window, batch_chars=200, store_every_s=0.001) as here:
            reader = await here.start()
            run_id = reader.run_id
            reader.close()
            events: list[dict[str, Any]] = []
            for count in visits:
                if events and events[-1]["type"] == "run.finished":
                    break
                events += await events_of(await here.registry.resume(run_id, len(events) - 1), count)
            if not events or events[-1]["type"] != "run.finished":
                events += await events_of(await here.registry.resume(run_id, len(events) - 1))
            assert_whole(events)
            assert said(events) == events[-1]["text"] == "".join(f"{number} " for number in range(len(pauses)))

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(scenario(Path(folder)))
