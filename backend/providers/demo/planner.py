"""Decide what the demo model does next: pure, deterministic, and nothing about streams."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from backend.providers.demo import understanding, wording
from backend.providers.model import AssistantTurn, ToolCall, ToolSpec, ToolTurn, Turn, UserTurn


@dataclass(frozen=True, slots=True)
class Plan:
    """What to say, or which tools to call."""

    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()


def plan(turns: Sequence[Turn], tools: Sequence[ToolSpec]) -> Plan:
    """Answer the last thing that was said: the user's words, or the results of the tools they asked for."""
    asked_at = max((index for index, turn in enumerate(turns) if isinstance(turn, UserTurn)), default=-1)
    if asked_at < 0:
        return Plan(wording.text("greeting", "en"))
    question = _text(turns[asked_at])
    earlier = [turn.text for turn in turns[:asked_at] if isinstance(turn, UserTurn)]
    language = understanding.language([question, *reversed(earlier)])
    pairs = _results(turns[asked_at + 1 :])
    if pairs:
        return Plan(wording.results(pairs, language))
    if understanding.asks_memory(question):
        return Plan(wording.memory(earlier, language))
    known = {tool.name for tool in tools}
    named = understanding.called_by_name(question, known)
    wishes = (named,) if named else understanding.wishes(question, _last_result(turns))
    wished = [wish for wish in wishes if wish.tool in known]
    if wished:
        return Plan(tool_calls=_calls(wished, turn_number=len(earlier) + 1))
    topic = understanding.topic(question)
    return Plan(wording.text(topic, language) if topic else wording.unknown(question, language))


def _calls(wished: Sequence[understanding.Wish], turn_number: int) -> tuple[ToolCall, ...]:
    return tuple(
        ToolCall(f"demo-{turn_number}-{number}", wish.tool, json.dumps(dict(wish.arguments), ensure_ascii=False))
        for number, wish in enumerate(wished, start=1)
    )


def _last_result(turns: Sequence[Turn]) -> str | None:
    """Return the value that the calculator gave last, as it wrote it."""
    contents = (
        turn.content
        for turn in reversed(turns)
        if isinstance(turn, ToolTurn) and turn.name == "calculator" and not turn.is_error
    )
    return next((content.rpartition(" = ")[2] for content in contents), None)


def _results(turns: Sequence[Turn]) -> list[tuple[ToolCall | None, ToolTurn]]:
    calls = {call.call_id: call for turn in turns if isinstance(turn, AssistantTurn) for call in turn.tool_calls}
    return [(calls.get(turn.call_id), turn) for turn in turns if isinstance(turn, ToolTurn)]


def _text(turn: Turn) -> str:
    return turn.text if isinstance(turn, UserTurn) else ""
