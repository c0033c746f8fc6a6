"""Put an answer together from the chunks of a stream; pure."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, Final

from backend.providers.errors import MAX_ANSWER_CHARS, answer_too_long
from backend.providers.model import Completed, FinishReason, ModelEvent, ReasoningDelta, TextDelta, ToolCall

_FINISH_REASONS: Final[Mapping[str, FinishReason]] = {
    "stop": "stop",
    "eos": "stop",
    "end_turn": "stop",
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}
_CALL_CHARS: Final = 4096
"""What a tool call counts beside its texts: without a word in it, it takes memory and time on its whole way."""
_TOO_MANY: Final = 2**48
"""Tokens that no model has written: the database holds whole numbers of 63 bits, and the counts are added up."""


_Said = list[tuple[type[TextDelta | ReasoningDelta], list[str]]]


@dataclass(slots=True)
class _Call:
    call_id: str = ""
    name: str = ""
    arguments: StringIO = field(default_factory=StringIO)


class Answer:
    """The answer so far.

    Its text is written into buffers: a list would cost sixty bytes for each piece, and a model's pieces have four.

    Args:
        max_chars: how much it may hold.

    Attributes:
        is_ended: whether a finish reason or ``[DONE]`` has come; a stream that ends without either was cut.
    """

    def __init__(self, max_chars: int = MAX_ANSWER_CHARS) -> None:
        self._max_chars = max_chars
        self._chars = 0
        self._text = StringIO()
        self._reasoning = StringIO()
        self._calls: list[_Call] = []
        self._by_index: dict[int, _Call] = {}
        self._finish_reason: FinishReason = "unknown"
        self._input_tokens = 0
        self._output_tokens = 0
        self._half_character = ""
        self.is_ended = False

    def add(self, *chunks: Mapping[str, Any]) -> list[ModelEvent]:
        """Take chunks, and return what is new to say: neighbours of one kind are one event.

        Fields of unexpected types are passed over.

        Raises:
            ModelError: ``model-answer-too-long``.
        """
        said: _Said = []
        for chunk in chunks:
            if usage := chunk.get("usage"):
                self._add_usage(usage)
            choice = _first_mapping(chunk.get("choices"))
            # “message” is what servers send that answer a streaming request with one whole answer.
            self._add_delta(_mapping(choice.get("delta")) or _mapping(choice.get("message")), said)
            reason = choice.get("finish_reason")
            if isinstance(reason, str) and reason:
                self._finish_reason = _FINISH_REASONS.get(reason, "unknown")
                self.is_ended = True
        return [self._event(kind, "".join(pieces)) for kind, pieces in said]

    def completed(self) -> Completed:
        """Return the whole answer, once: its buffers are given up, for the text may be large."""
        text, reasoning = self._text.getvalue(), self._reasoning.getvalue()
        self._text, self._reasoning = StringIO(), StringIO()
        calls = tuple(
            ToolCall(call.call_id or f"call_{uuid.uuid4().hex}", call.name, call.arguments.getvalue())
            for call in self._calls
            if call.name
        )
        return Completed(
            text=text,
            tool_calls=calls,
            # Some servers say “stop” though they called tools.
            finish_reason="tool_calls" if calls and self._finish_reason in {"stop", "unknown"} else self._finish_reason,
            input_tokens=self._input_tokens,
            output_tokens=self._output_tokens,
            reasoning=reasoning,
        )

    def _add_usage(self, usage: object) -> None:
        counted = _mapping(usage)
        self._input_tokens = _count(counted.get("prompt_tokens"), self._input_tokens)
        self._output_tokens = _count(counted.get("completion_tokens"), self._output_tokens)

    def _add_delta(self, delta: Mapping[str, Any], said: _Said) -> None:
        content = delta.get("content")
        reasoning = delta.get("reasoning_content") or delta.get("reasoning")
        if reasoning := _text(reasoning) or _parts(content, "thinking"):
            _say(said, ReasoningDelta, _without_surrogates(reasoning))
        text = content if isinstance(content, str) else _parts(content, "text")
        if text := self._joined(text or _text(delta.get("refusal"))):
            _say(said, TextDelta, text)
        if calls := delta.get("tool_calls"):
            for fragment in _mappings(calls):
                self._add_call(fragment)

    def _event(self, kind: type[TextDelta | ReasoningDelta], text: str) -> ModelEvent:
        self._write(self._text if kind is TextDelta else self._reasoning, text)
        return kind(text)

    def _write(self, buffer: StringIO, text: str) -> None:
        self._grow(len(text))
        buffer.write(text)

    def _grow(self, chars: int) -> None:
        self._chars += chars
        if self._chars > self._max_chars:
            raise answer_too_long(self._max_chars)

    def _joined(self, text: str) -> str:
        """Put characters together again whose two UTF-16 halves came in two chunks."""
        if text.isascii() and not self._half_character:
            return text
        text = self._half_character + text
        self._half_character = text[-1] if "\ud800" <= text[-1] <= "\udbff" else ""
        return _without_surrogates(text.removesuffix(self._half_character))

    def _add_call(self, fragment: Mapping[str, Any]) -> None:
        function = _mapping(fragment.get("function"))
        call_id, name = _text(fragment.get("id")), _text(function.get("name"))
        call = self._call_of(fragment.get("index"), call_id, name)
        if call_id and not call.call_id:
            self._grow(len(call_id))
            call.call_id = call_id
        if name and not call.name:
            self._grow(len(name))
            call.name = name
        arguments = function.get("arguments")
        self._write(call.arguments, arguments if isinstance(arguments, str) else _as_json(arguments))

    def _call_of(self, index: object, call_id: str, name: str) -> _Call:
        """Find the call that a fragment continues, or begin one.

        The index tells, where there is one. Without it a new id, or a name, begins a call; and there are servers
        that give every call the index 0, told apart by their ids.
        """
        last = self._by_index.get(index) if isinstance(index, int) else (self._calls[-1] if self._calls else None)
        is_new_id = last is not None and bool(call_id) and bool(last.call_id) and call_id != last.call_id
        is_new_name = last is not None and not isinstance(index, int) and bool(name) and call_id in {"", last.call_id}
        if last is not None and not is_new_id and not (is_new_name and last.name):
            return last
        self._grow(_CALL_CHARS)
        call = _Call()
        self._calls.append(call)
        if isinstance(index, int):
            self._by_index[index] = call
        return call


def _say(said: _Said, kind: type[TextDelta | ReasoningDelta], text: str) -> None:
    if not said or said[-1][0] is not kind:
        said.append((kind, []))
    said[-1][1].append(text)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _first_mapping(value: object) -> Mapping[str, Any]:
    if isinstance(value, list):
        for one in value:
            if isinstance(one, dict):
                return one
    return {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _parts(content: object, kind: str) -> str:
    """Join the parts of one kind, for content may be a list: Mistral's reasoning models nest text in “thinking”."""
    if not isinstance(content, list):
        return ""
    found = (part.get(kind) for part in _mappings(content) if part.get("type") == kind)
    return "".join(_text(one) or _parts(one, "text") for one in found)


def _count(value: object, before: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _TOO_MANY else before


def _as_json(value: object) -> str:
    """Arguments should be JSON text; there are servers that send the object itself."""
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _without_surrogates(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
