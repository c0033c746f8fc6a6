"""A model of ours in the shape that AutoGen wants, carrying around AutoGen what AutoGen loses on the way."""

import uuid
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from typing import Any, Final, Literal

from autogen_core import CancellationToken, FunctionCall
from autogen_core.models import (
    ChatCompletionClient,
    CreateResult,
    LLMMessage,
    ModelCapabilities,
    ModelFamily,
    ModelInfo,
    RequestUsage,
)
from autogen_core.models import FinishReasons as AutoGenFinishReason
from autogen_core.tools import Tool, ToolSchema
from pydantic import BaseModel

from backend.agents.autogen import arguments, translation
from backend.agents.autogen.coalescing import CoalescedStream
from backend.agents.autogen.limits import MAX_CALLS_A_ROUND
from backend.providers.errors import ModelError
from backend.providers.model import Completed, FinishReason, ModelClient, ReasoningDelta, TextDelta

_CHARS_PER_TOKEN: Final = 4
_CONTEXT_TOKENS: Final = 128_000
_INFO: Final = ModelInfo(
    vision=False,
    function_calling=True,
    json_output=False,
    family=ModelFamily.UNKNOWN,
    structured_output=False,
    multiple_system_messages=True,
)
_FINISH_REASONS: Final[Mapping[FinishReason, AutoGenFinishReason]] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "function_calls",
    "content_filter": "content_filter",
    "unknown": "unknown",
}


class TurnModelClient(ChatCompletionClient):
    """The model client of one turn.

    Attributes:
        failure: the model's error with its type; AutoGen's teams turn it into the text of a RuntimeError.
        finish_reason: why the last answer ended; AutoGen's messages do not tell.
        input_tokens: over all calls of the turn.
        output_tokens: over all calls of the turn.
        surplus_call_ids: of the tool calls that are too many for one round.
    """

    component_type = "model"
    component_config_schema = BaseModel

    def __init__(self, model: ModelClient, known_call_ids: Collection[str] = ()) -> None:
        self._model = model
        self._call_ids = set(known_call_ids)
        self._streams: set[CoalescedStream] = set()
        self._thoughts: list[str] = []
        self.failure: ModelError | None = None
        self.finish_reason: FinishReason = "unknown"
        self.input_tokens = 0
        self.output_tokens = 0
        self.surplus_call_ids: set[str] = set()

    async def create_stream(  # noqa: PLR0913 - AutoGen's interface
        self,
        messages: Sequence[LLMMessage],
        *,
        tools: Sequence[Tool | ToolSchema] = (),
        tool_choice: Tool | Literal["auto", "required", "none"] = "auto",
        json_output: bool | type[BaseModel] | None = None,  # noqa: ARG002 - of AutoGen's interface
        extra_create_args: Mapping[str, Any] = {},  # noqa: ARG002 - of AutoGen's interface
        cancellation_token: CancellationToken | None = None,
    ) -> AsyncGenerator[str | CreateResult, None]:
        """Yield joined text, then the result.

        A piece of reasoning is yielded as an empty text: it wakes the reader, who finds it by ``take_thoughts``.
        """
        specs = [] if tool_choice == "none" else translation.tool_specs(tools)
        stream = CoalescedStream(self._model.stream(translation.turns(messages), specs))
        self._streams.add(stream)
        if cancellation_token is not None:
            cancellation_token.link_future(stream.reader)
        completed: Completed | None = None
        is_streamed = False
        try:
            async for event in stream.events():
                match event:
                    case TextDelta(text):
                        is_streamed = True
                        yield text
                    case ReasoningDelta(text):
                        self._thoughts.append(text)
                        yield ""
                    case Completed():
                        completed = event
            if completed is None:
                raise _cut()
            if completed.text and not is_streamed:
                yield completed.text
        except ModelError as error:
            self.failure = error
            raise
        finally:
            await stream.close()
            self._streams.discard(stream)
        yield self._result(completed)

    async def create(  # noqa: PLR0913 - AutoGen's interface
        self,
        messages: Sequence[LLMMessage],
        *,
        tools: Sequence[Tool | ToolSchema] = (),
        tool_choice: Tool | Literal["auto", "required", "none"] = "auto",
        json_output: bool | type[BaseModel] | None = None,
        extra_create_args: Mapping[str, Any] = {},
        cancellation_token: CancellationToken | None = None,
    ) -> CreateResult:
        """Return the result of a whole stream."""
        result: CreateResult | None = None
        async for piece in self.create_stream(
            messages,
            tools=tools,
            tool_choice=tool_choice,
            json_output=json_output,
            extra_create_args=extra_create_args,
            cancellation_token=cancellation_token,
        ):
            result = piece if isinstance(piece, CreateResult) else None
        if result is None:
            raise _cut()
        return result

    def take_thoughts(self) -> list[str]:
        """Return the reasoning that came since the last time."""
        taken, self._thoughts = self._thoughts, []
        return taken

    async def stop(self) -> None:
        """Close what is still open upstream. AutoGen leaves a broken-off stream to the garbage collector."""
        for stream in tuple(self._streams):
            await stream.close()

    async def close(self) -> None:
        """Do nothing: whoever made the model closes it."""

    def actual_usage(self) -> RequestUsage:
        """Return the usage of the turn so far."""
        return RequestUsage(prompt_tokens=self.input_tokens, completion_tokens=self.output_tokens)

    def total_usage(self) -> RequestUsage:
        """Return the usage of the turn so far."""
        return self.actual_usage()

    def count_tokens(self, messages: Sequence[LLMMessage], *, tools: Sequence[Tool | ToolSchema] = ()) -> int:
        """Estimate; never loads a vocabulary, which would need the network."""
        return sum(len(str(part)) // _CHARS_PER_TOKEN + 1 for part in (*messages, *tools))

    def remaining_tokens(self, messages: Sequence[LLMMessage], *, tools: Sequence[Tool | ToolSchema] = ()) -> int:
        """Estimate, for a context of a common size."""
        return _CONTEXT_TOKENS - self.count_tokens(messages, tools=tools)

    @property
    def capabilities(self) -> ModelCapabilities:
        """Return what AutoGen asked for before ``model_info``."""
        return ModelCapabilities(vision=False, function_calling=True, json_output=False)

    @property
    def model_info(self) -> ModelInfo:
        """Say what models can do that we know nothing else about."""
        return _INFO

    def _result(self, completed: Completed) -> CreateResult:
        self.finish_reason = completed.finish_reason
        self.input_tokens += completed.input_tokens
        self.output_tokens += completed.output_tokens
        calls = [
            FunctionCall(id=self._unique(call.call_id), name=call.name, arguments=arguments.write(call.arguments))
            for call in completed.tool_calls
        ]
        self.surplus_call_ids.update(call.id for call in calls[MAX_CALLS_A_ROUND:])
        return CreateResult(
            finish_reason=_FINISH_REASONS[completed.finish_reason],
            content=calls or completed.text,
            usage=RequestUsage(prompt_tokens=completed.input_tokens, completion_tokens=completed.output_tokens),
            cached=False,
            thought=(completed.text or None) if calls else None,
        )

    def _unique(self, call_id: str) -> str:
        """Keep the model's id, unless it is missing or was used before: approvals are answered by it."""
        unique = call_id if call_id and call_id not in self._call_ids else f"call_{uuid.uuid4().hex}"
        self._call_ids.add(unique)
        return unique


def _cut() -> ModelError:
    return ModelError(
        "model-stream-cut",
        "The answer was cut off.",
        "The model's stream ended before the answer was complete. Try again.",
        retryable=True,
    )
