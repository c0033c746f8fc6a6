"""Real sockets of a real server, with a scripted engine: slow readers, many runs, quarrels about one run."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from backend.agents.engine import AgentEvent, TextProduced, TurnRequest
from backend.api.app import create_app
from backend.runs.limits import RunLimits
from tests.backend.api.served import Served, served
from tests.backend.runs.world import Held, Script, ask_to_write, assert_whole, echo, finished, said
from tests.backend.store.helpers import in_loop


@asynccontextmanager
async def serving(path: Path, script: Script = echo, **limits: Any) -> AsyncIterator[tuple[Served, int]]:
    async with served(path, script, RunLimits(**limits)) as here:
        config = uvicorn.Config(
            create_app(here.services),
            port=0,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_ping_interval=None,
            lifespan="off",
            log_config=None,
        )
        server = uvicorn.Server(config)
        config.load()
        server.lifespan = config.lifespan_class(config)
        await server.startup()
        try:
            yield here, server.servers[0].sockets[0].getsockname()[1]
        finally:
            await server.shutdown()


def socket(port: int, **more: Any) -> connect:
    return connect(
        f"ws://127.0.0.1:{port}/ws",
        subprotocols=[Subprotocol("armature.v1"), Subprotocol("bearer.x")],
        compression=None,
        max_size=None,
        proxy=None,
        **more,
    )


async def send(client: ClientConnection, **message: Any) -> None:
    await client.send(json.dumps(message))


async def receive(client: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(await asyncio.wait_for(client.recv(), 20))
    return message


async def receive_until(client: ClientConnection, *types: str) -> list[dict[str, Any]]:
    messages = [await receive(client)]
    while messages[-1]["type"] not in types:
        messages.append(await receive(client))
    return messages


@in_loop
async def test_one_socket_carries_many_runs(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, port), socket(port) as client:
        assert client.subprotocol == "armature.v1"
        for number in range(10):
            await send(client, type="run.start", request_id=f"q{number}", input=f"run {number} says this")
        runs: dict[str, list[dict[str, Any]]] = {}
        while sum(events[-1]["type"] == "run.finished" for events in runs.values()) < 10:
            event = await receive(client)
            runs.setdefault(event["run_id"], []).append(event)
        for events in runs.values():
            assert_whole(events)
            assert said(events) == f"run {events[0]['request_id'][1:]} says this "


@in_loop
async def test_a_client_that_joins_the_tokens_is_sent_no_long_text_twice(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, port), socket(port) as client:
        for words, comes in (("short", "short "), ("a" * 100_000, "")):
            await send(client, type="run.start", request_id=words[:9], input=words, whole_text=False)
            live = await receive_until(client, "run.finished")
            assert_whole(live)
            assert said(live) == f"{words} "
            assert live[-1]["text"] == comes
            await send(client, type="run.resume", run_id=live[0]["run_id"], after=-1, whole_text=False)
            assert await receive_until(client, "run.finished") == live
            await send(client, type="run.resume", run_id=live[0]["run_id"], after=-1)
            assert await receive_until(client, "run.finished") == [*live[:-1], {**live[-1], "text": f"{words} "}]


@in_loop
async def test_bad_messages_are_answered_and_the_socket_stays_open(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, port), socket(port) as client:
        await client.send(b"\x00\x01")
        await client.send("{")
        await send(client, type="run.begin", request_id="q9")
        await send(client, type="run.resume", run_id="no-such-run", after=-1)
        await send(client, type="run.cancel", run_id="no-such-run")
        await send(client, type="approval.reply", run_id="no-such-run", call_id="c", approved=True)
        await send(client, type="run.start", request_id="q8", input="x", agent="nobody")
        errors = [await receive(client) for _ in range(7)]
        assert [error["problem"]["type"] for error in errors] == [
            "binary-frame",
            "invalid-json",
            "unknown-message",
            "run-not-found",
            "run-not-found",
            "run-not-found",
            "agent-not-found",
        ]
        assert [error["request_id"] for error in errors] == [None, None, "q9", None, None, None, "q8"]
        assert [error["run_id"] for error in errors] == [None] * 3 + ["no-such-run"] * 3 + [None]
        assert all(error["problem"]["status"] is None for error in errors)
        await send(client, type="run.start", request_id="q1", input="still here")
        assert said(await receive_until(client, "run.finished")) == "still here "


@in_loop
async def test_a_lost_socket_is_made_good_by_another_one(tmp_path: Path) -> None:
    held = Held()
    async with serving(tmp_path, held) as (_, port):
        async with socket(port) as client:
            await send(client, type="run.start", request_id="q", input="x")
            before = await receive_until(client, "token")
        held.go.set()
        async with socket(port) as client:
            await send(client, type="run.resume", run_id=before[0]["run_id"], after=before[-1]["seq"])
            after = await receive_until(client, "run.finished")
        assert_whole(before + after)
        assert said(before + after) == "half rest"


@in_loop
async def test_a_run_whose_client_is_gone_is_cancelled(tmp_path: Path) -> None:
    held = Held()
    async with serving(tmp_path, held, grace_s=0.05) as (_, port):
        async with socket(port) as client:
            await send(client, type="run.start", request_id="q", input="x")
            run_id = (await receive_until(client, "token"))[0]["run_id"]
        await asyncio.wait_for(held.stopped.wait(), 10)
        async with socket(port) as client:
            await send(client, type="run.resume", run_id=run_id, after=-1)
            assert (await receive_until(client, "run.cancelled"))[-1]["text"] == "half "


@in_loop
async def test_a_second_resume_takes_the_place_of_the_first(tmp_path: Path) -> None:
    held = Held()
    async with serving(tmp_path, held) as (here, port), socket(port) as client:
        await send(client, type="run.start", request_id="q", input="x")
        run_id = (await receive_until(client, "token"))[0]["run_id"]
        await send(client, type="run.resume", run_id=run_id, after=0)
        assert (await receive(client))["seq"] == 1
        (running,) = here.services.runs._live.values()
        assert running._audience.readers == 1
        held.go.set()
        rest = await receive_until(client, "run.finished")
        assert [event["seq"] for event in rest] == [2, 3]


@in_loop
async def test_a_repeated_start_is_answered_by_the_same_run(tmp_path: Path) -> None:
    held = Held()
    async with serving(tmp_path, held) as (_, port), socket(port) as client, socket(port) as other:
        message = {"type": "run.start", "request_id": "q", "input": "x"}
        await send(client, **message)
        (first, *_) = await receive_until(client, "token")
        await send(other, **message)
        (again, *_) = await receive_until(other, "token")
        assert again == first
        held.go.set()
        await receive_until(client, "run.finished")
        await receive_until(other, "run.finished")


@in_loop
async def test_the_end_of_a_resume_that_brings_nothing_is_told(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, port), socket(port) as client:
        await send(client, type="run.start", request_id="q", input="x")
        last = (await receive_until(client, "run.finished"))[-1]
        await send(client, type="run.resume", run_id=last["run_id"], after=last["seq"])
        error = await receive(client)
        assert (error["type"], error["run_id"], error["problem"]["type"]) == ("error", last["run_id"], "run-over")


@in_loop
async def test_cancel_and_approval_from_another_socket(tmp_path: Path) -> None:
    async with serving(tmp_path, ask_to_write) as (_, port), socket(port) as client, socket(port) as other:
        for request_id, reply in (("q1", "approval.reply"), ("q2", "run.cancel")):
            await send(client, type="run.start", request_id=request_id, input="x")
            asked = (await receive_until(client, "approval.request"))[-1]
            more = {"call_id": asked["call_id"], "approved": True} if reply == "approval.reply" else {}
            await send(other, type=reply, run_id=asked["run_id"], **more)
            last = (await receive_until(client, "run.finished", "run.cancelled"))[-1]
            assert last["type"] == ("run.finished" if request_id == "q1" else "run.cancelled")


BIG = "x" * 2_000


async def talkative(request: TurnRequest) -> AsyncIterator[AgentEvent]:
    for _ in range(int(request.input)):
        yield TextProduced(BIG, "assistant")
    yield finished()


@in_loop
async def test_a_client_that_does_not_read_slows_nobody_and_costs_little(tmp_path: Path) -> None:
    """16 MB go past a client that takes nothing; the others get theirs, and memory holds a window of it."""
    limits: dict[str, Any] = {"window_chars": 100_000, "batch_chars": 50_000, "unstored_chars": 400_000}
    async with (
        serving(tmp_path, talkative, **limits) as (here, port),
        socket(port, max_queue=1) as lazy,
        socket(port) as other,
    ):
        await send(lazy, type="run.start", request_id="q1", input="8000")
        run_id = (await receive(lazy))["run_id"]
        running = here.services.runs._live[run_id]
        await send(other, type="run.start", request_id="q2", input="50")
        assert said(await receive_until(other, "run.finished")) == BIG * 50
        await send(other, type="run.resume", run_id=run_id, after=-1)
        largest = 0
        while (await receive(other))["type"] != "run.finished":
            largest = max(largest, running.log.chars)
        assert largest < 1_000_000
        # The lazy one still gets everything, from the store, at its own pace.
        count = 1
        while (event := await receive(lazy))["type"] != "run.finished":
            assert event["seq"] == count
            count += 1
        assert count == 8_001
