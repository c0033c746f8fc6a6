"""The interface that every model provider stands behind; it knows nothing of AutoGen and nothing of HTTP servers."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

FinishReason = Literal["stop", "length", "tool_calls", "content_filter", "unknown"]


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as a model sees it; ``parameters`` is a JSON schema of type object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A model's wish to call a tool; ``arguments`` is the JSON text as the model wrote it, valid or not."""

    call_id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class SystemTurn:
    """Instructions to the model."""

    text: str


@dataclass(frozen=True, slots=True)
class UserTurn:
    """What the user said."""

    text: str


@dataclass(frozen=True, slots=True)
class AssistantTurn:
    """What the model said, and the tools that it called."""

    text: str
    tool_calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolTurn:
    """What one tool call returned."""

    call_id: str
    name: str
    content: str
    is_error: bool


Turn = SystemTurn | UserTurn | AssistantTurn | ToolTurn


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """A piece of the model's reasoning."""

    text: str


@dataclass(frozen=True, slots=True)
class Completed:
    """The end of one model call: always the last thing that a stream yields."""

    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    finish_reason: FinishReason = "stop"
    input_tokens: int = 0
    output_tokens: int = 0
    reasoning: str = field(default="")


ModelEvent = TextDelta | ReasoningDelta | Completed


class ModelClient(Protocol):
    """A model that answers in a stream.

    Closing the iterator (``aclose``) or cancelling the task that reads it closes the upstream request at once.
    Raises ``backend.providers.errors.ModelError`` and nothing else for what the other side did wrong.
    """

    def stream(self, turns: Sequence[Turn], tools: Sequence[ToolSpec]) -> AsyncIterator[ModelEvent]:
        """Answer the turns; text comes in pieces, then one ``Completed``."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """What a provider needs to make a client; fields that it does not need are None."""

    base_url: str | None = None
    model: str | None = None
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ProviderCheck:
    """What a test of the settings found."""

    ok: bool
    title: str
    detail: str
    models: tuple[str, ...] = ()


class ModelProvider(Protocol):
    """A kind of place where answers come from."""

    id: str
    name: str
    description: str
    needs_base_url: bool
    needs_model: bool
    takes_key: bool

    def client(self, config: ProviderConfig) -> ModelClient:
        """Make a client; raises ``ModelError`` when the settings are not complete."""
        ...

    async def check(self, config: ProviderConfig) -> ProviderCheck:
        """Try the settings for real, without spending more than a few tokens; does not raise ``ModelError``."""
        ...
