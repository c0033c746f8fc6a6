"""The interface that every agent engine stands behind: what a run gives it, and what it gives back."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from backend.providers.model import ModelClient

FinishReason = Literal["stop", "length", "tool_limit", "content_filter", "unknown"]


@dataclass(frozen=True, slots=True)
class TextProduced:
    """A piece of the answer, coalesced: the first at once, the rest every 12-16 ms."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class ThoughtProduced:
    """A piece of the model's reasoning."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolRequested:
    """The agent calls a tool. Arguments that were not a JSON object come as ``{"_raw": text}``."""

    call_id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolReturned:
    """A tool answered, failed, or was denied."""

    call_id: str
    name: str
    content: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class TurnFinished:
    """The end of the turn: always the last event.

    ``text`` is the whole answer where an engine says at the end what it has not said in pieces; else it may be empty.
    """

    text: str
    input_tokens: int
    output_tokens: int
    finish_reason: FinishReason


AgentEvent = TextProduced | ThoughtProduced | ToolRequested | ToolReturned | TurnFinished


@dataclass(frozen=True, slots=True)
class ApprovalQuestion:
    """A tool that must not run before the user has said so."""

    call_id: str
    name: str
    arguments: Mapping[str, Any]
    why: str


@dataclass(frozen=True, slots=True)
class ApprovalAnswer:
    """The user's word."""

    approved: bool
    reason: str | None = None


class Approver(Protocol):
    """Asks the user and waits; cancelled with the run."""

    async def __call__(self, question: ApprovalQuestion, /) -> ApprovalAnswer:
        """Return the user's answer."""
        ...


@dataclass(frozen=True, slots=True)
class PastToolCall:
    """A tool call of an earlier turn; a call without a result was cut off by a cancel or a crash."""

    call_id: str
    name: str
    arguments: Mapping[str, Any]
    content: str | None
    is_error: bool


@dataclass(frozen=True, slots=True)
class PastMessage:
    """A message of an earlier turn, in the order in which it was said."""

    role: Literal["user", "assistant"]
    text: str
    tool_calls: tuple[PastToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """All that an engine needs for one answer; it keeps nothing between two of them."""

    agent: str
    input: str
    history: Sequence[PastMessage]
    model: ModelClient
    workspace: str | None
    approve: Approver


@dataclass(frozen=True, slots=True)
class ToolDescription:
    """A tool, for people: in one short sentence, not in all that a model is told."""

    name: str
    description: str
    needs_approval: bool


@dataclass(frozen=True, slots=True)
class AgentDescription:
    """An agent, for people."""

    id: str
    name: str
    description: str
    tools: tuple[ToolDescription, ...]
    suggestions: tuple[str, ...] = field(default=())


class AgentEngine(Protocol):
    """Runs agents.

    ``run`` is stopped by cancelling the task that reads it (then ``aclose``); the engine must end within a second
    of that, with the upstream request closed and the tool given up. Problems of the model are raised as
    ``ModelError`` with their type kept, whatever the engine does inside.
    """

    def run(self, request: TurnRequest) -> AsyncIterator[AgentEvent]:
        """Answer one input; the last event is ``TurnFinished``."""
        ...
