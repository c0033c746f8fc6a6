"""A registry with a real database and an engine that follows a script."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.agents.directory import AgentDirectory
from backend.agents.engine import (
    AgentDescription,
    AgentEvent,
    ApprovalQuestion,
    TextProduced,
    ToolRequested,
    ToolReturned,
    TurnFinished,
    TurnRequest,
)
from backend.protocol.stream import RunStart
from backend.providers.model import ModelEvent
from backend.runs.engine_source import EngineSource
from backend.runs.limits import RunLimits
from backend.runs.reader import RunReader
from backend.runs.registry import RunRegistry
from backend.runs.turn import TurnSetup
from backend.store.database import Database

Script = Callable[[TurnRequest], AsyncIterator[AgentEvent]]
AGENTS = (AgentDescription("assistant", "Assistant", "Helps.", ()), AgentDescription("other", "Other", "Helps.", ()))
ENDS = {"run.finished", "run.cancelled", "run.failed"}


class SilentModel:
    """A model that no script asks; knows whether it was closed."""

    def __init__(self) -> None:
        self.closed = False

    async def stream(self, *_: Any, **__: Any) -> AsyncIterator[ModelEvent]:
        raise AssertionError
        yield

    async def close(self) -> None:
        self.closed = True


class ScriptedEngine:
    """Answers each turn by the script; keeps the requests."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self.requests: list[TurnRequest] = []

    def run(self, request: TurnRequest) -> AsyncIterator[AgentEvent]:
        self.requests.append(request)
        return self._script(request)


def finished(text: str = "") -> TurnFinished:
    return TurnFinished(text, input_tokens=3, output_tokens=4, finish_reason="stop")


async def echo(request: TurnRequest) -> AsyncIterator[AgentEvent]:
    """Say the input, word by word."""
    for word in request.input.split(" "):
        yield TextProduced(f"{word} ", "assistant")
    yield finished()


async def ask_to_write(request: TurnRequest) -> AsyncIterator[AgentEvent]:
    """Call a tool that needs the user's word, and say how that went."""
    yield TextProduced("May I? ", "assistant")
    yield ToolRequested("call-1", "write", {"path": "a.txt"})
    answer = await request.approve(ApprovalQuestion("call-1", "write", {"path": "a.txt"}, "It writes."))
    yield ToolReturned("call-1", "write", "written" if answer.approved else f"denied: {answer.reason}", False)
    yield TextProduced("Thank you.", "assistant")
    yield finished()


class Held:
    """A script that says one word, then waits until it is let go; knows how it was stopped."""

    def __init__(self, word: str = "half ") -> None:
        self.word = word
        self.begun = asyncio.Event()
        self.go = asyncio.Event()
        self.stopped = asyncio.Event()

    async def __call__(self, _: TurnRequest) -> AsyncIterator[AgentEvent]:
        yield TextProduced(self.word, "assistant")
        self.begun.set()
        try:
            await self.go.wait()
        finally:
            self.stopped.set()
        yield TextProduced("rest", "assistant")
        yield finished()


@dataclass
class World:
    """What a test sees."""

    registry: RunRegistry
    database: Database
    engines: EngineSource
    limits: RunLimits
    models: list[SilentModel] = field(default_factory=list)

    async def start(self, text: str = "one two three", **more: Any) -> RunReader:
        return await self.registry.start(start(text, **more))

    async def run(self, text: str = "one two three", **more: Any) -> list[dict[str, Any]]:
        """Run to the end; return all events."""
        return await events_of(await self.start(text, **more))


def start(text: str = "one two three", request_id: str = "q", **more: Any) -> RunStart:
    return RunStart(type="run.start", request_id=request_id, input=text, **more)


@asynccontextmanager
async def world(path: Path, script: Script | None = echo, **limits: Any) -> AsyncIterator[World]:
    """Open everything; without a script the engine is still loading."""
    database = Database.open(path / "data.db")
    engines = EngineSource()
    models: list[SilentModel] = []

    async def setup() -> TurnSetup:
        models.append(SilentModel())
        return TurnSetup(models[-1], None)

    chosen = RunLimits(**limits)
    directory = AgentDirectory(AGENTS)
    registry = RunRegistry(database=database, engines=engines, setups=setup, agents=directory, limits=chosen)
    if script:
        engines.loaded(ScriptedEngine(script))
    try:
        yield World(registry, database, engines, chosen, models)
    finally:
        await registry.close()
        database.close()


async def events_of(reader: RunReader, count: int | None = None) -> list[dict[str, Any]]:
    """Read to the end of the run, or the first ``count`` events; then close."""
    events: list[dict[str, Any]] = []
    try:
        async for batch in reader.batches():
            events += [json.loads(event) for event in batch]
            if count is not None and len(events) >= count:
                return events[:count]
        return events
    finally:
        reader.close()


def said(events: Sequence[dict[str, Any]]) -> str:
    """Return what a client puts together from the tokens."""
    return "".join(event["text"] for event in events if event["type"] == "token")


def assert_whole(events: Sequence[dict[str, Any]], first_seq: int = 0) -> None:
    """Nothing lost, nothing doubled, and an end."""
    assert [event["seq"] for event in events] == list(range(first_seq, first_seq + len(events)))
    assert [event["type"] for event in events if event["type"] in ENDS] == [events[-1]["type"]]
