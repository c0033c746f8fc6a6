"""Models that say what a test tells them to, and what runs them in the real engine."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Any

from backend.agents.autogen.engine import AutoGenEngine
from backend.agents.engine import (
    AgentEvent,
    ApprovalAnswer,
    ApprovalQuestion,
    Approver,
    PastMessage,
    TextProduced,
    TurnRequest,
)
from backend.providers.model import Completed, ModelClient, ModelEvent, ToolCall, ToolSpec, Turn

Script = Callable[[Sequence[Turn], Sequence[ToolSpec]], AsyncIterator[ModelEvent]]


class ScriptedModel:
    """Plays one script after the other, and keeps what it was asked."""

    def __init__(self, *scripts: Script) -> None:
        self._scripts = list(scripts)
        self.asked: list[list[Any]] = []
        self.offered: list[Sequence[ToolSpec]] = []
        self.closed = 0

    async def stream(self, turns: Sequence[Turn], tools: Sequence[ToolSpec]) -> AsyncGenerator[ModelEvent, None]:
        self.asked.append(list(turns))
        self.offered.append(list(tools))
        script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        try:
            async for event in script(turns, tools):
                yield event
        finally:
            self.closed += 1

    async def close(self) -> None:
        pass


def says(*events: ModelEvent) -> Script:
    """Script: say these events."""

    async def script(_turns: Sequence[Turn], _tools: Sequence[ToolSpec]) -> AsyncIterator[ModelEvent]:
        for event in events:
            yield event

    return script


def calls(*tool_calls: ToolCall, text: str = "") -> Script:
    """Script: call these tools."""
    return says(Completed(text=text, tool_calls=tool_calls, finish_reason="tool_calls"))


async def allow(_question: ApprovalQuestion) -> ApprovalAnswer:
    return ApprovalAnswer(approved=True)


def request(
    model: ModelClient,
    question: str = "question",
    history: Sequence[PastMessage] = (),
    workspace: str | None = None,
    approve: Approver = allow,
) -> TurnRequest:
    return TurnRequest("assistant", question, history, model, workspace, approve)


async def play(turn: TurnRequest, engine: AutoGenEngine | None = None) -> list[Any]:
    """Return all events of a turn."""
    events: list[AgentEvent] = []
    await play_into(events, turn, engine)
    return events


async def play_into(events: list[AgentEvent], turn: TurnRequest, engine: AutoGenEngine | None = None) -> None:
    """Collect the events of a turn that may not come to its end."""
    async with aclosing((engine or AutoGenEngine()).run(turn)) as stream:
        async for event in stream:
            events.append(event)  # noqa: PERF401 - what came before an error counts


def said(events: Sequence[AgentEvent]) -> str:
    """Return the whole answer."""
    return "".join(event.text for event in events if isinstance(event, TextProduced))
