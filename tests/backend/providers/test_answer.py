"""Putting an answer together, as many servers in the field send it."""

import pytest

from backend.providers.errors import ModelError
from backend.providers.model import ReasoningDelta, TextDelta
from backend.providers.openai_compatible.answer import Answer


def answered(*deltas, finish_reason="stop", usage=None):
    answer = Answer()
    events = [event for delta in deltas for event in answer.add({"choices": [{"delta": delta, "finish_reason": None}]})]
    answer.add({"choices": [{"delta": {}, "finish_reason": finish_reason}], "usage": usage})
    return events, answer.completed()


def fragment(index=None, call_id=None, name=None, arguments=None):
    call = {"function": {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}}
    return call | {key: value for key, value in (("index", index), ("id", call_id)) if value is not None}


def test_text_and_reasoning_in_both_spellings():
    events, completed = answered({"reasoning_content": "a"}, {"reasoning": "b"}, {"content": "c"}, {"content": ""})
    assert events == [ReasoningDelta("a"), ReasoningDelta("b"), TextDelta("c")]
    assert (completed.text, completed.reasoning) == ("c", "ab")


@pytest.mark.parametrize(
    "fragments",
    [
        # As OpenAI does it: interleaved by index.
        [
            fragment(0, "a", "sum", ""),
            fragment(1, "b", "clock", ""),
            fragment(0, arguments='{"x"'),
            fragment(1, arguments="{"),
            fragment(0, arguments=": 1}"),
            fragment(1, arguments="}"),
        ],
        # Without an index: a new id begins a call.
        [
            fragment(None, "a", "sum", '{"x"'),
            fragment(None, "a", None, ": 1}"),
            fragment(None, "b", "clock", "{}"),
        ],
        # The index is always 0: ids tell.
        [fragment(0, "a", "sum", '{"x": 1}'), fragment(0, "b", "clock", "{}")],
        # The name is repeated in every fragment.
        [fragment(0, "a", "sum", '{"x"'), fragment(0, "a", "sum", ": 1}"), fragment(1, "b", "clock", "{}")],
        # The arguments come as an object.
        [fragment(0, "a", "sum", {"x": 1}), fragment(1, "b", "clock", {})],
    ],
)
def test_parallel_calls_however_they_are_cut(fragments):
    _, completed = answered(*({"tool_calls": [one]} for one in fragments), finish_reason="tool_calls")
    assert [(call.call_id, call.name, call.arguments) for call in completed.tool_calls] == [
        ("a", "sum", '{"x": 1}'),
        ("b", "clock", "{}"),
    ]


def test_calls_without_ids_or_indices_are_told_apart_by_their_names():
    fragments = [
        fragment(None, None, "sum", '{"x"'),
        fragment(None, None, None, ": 1}"),
        fragment(None, None, "clock", "{}"),
    ]
    _, completed = answered({"tool_calls": fragments}, finish_reason="tool_calls")
    assert [(call.name, call.arguments) for call in completed.tool_calls] == [("sum", '{"x": 1}'), ("clock", "{}")]
    assert len({call.call_id for call in completed.tool_calls}) == 2


def test_a_call_without_a_name_is_none():
    _, completed = answered({"tool_calls": [fragment(0, "a", None, "{}")]})
    assert completed.tool_calls == ()


@pytest.mark.parametrize(
    "fragments",
    [
        [fragment(number, f"c{number}", "f", "") for number in range(20)],
        [fragment(None, f"c{number}") for number in range(20)],
        [fragment(0, "a", "f" * 10_000, "{}")],
        [fragment(0, "a", None, "{}"), fragment(0, None, "f" * 10_000)],
        [fragment(0, "a" * 10_000, "f", "{}")],
        [fragment(0, "a", "f", "x" * 10_000)],
    ],
    ids=["calls", "calls without a name", "name", "late name", "id", "arguments"],
)
def test_an_answer_may_not_grow_by_calls_of_tools_either(fragments):
    answer = Answer(max_chars=10_000)
    with pytest.raises(ModelError) as raised:
        answer.add(*({"choices": [{"delta": {"tool_calls": [one]}}]} for one in fragments))
    assert raised.value.code == "model-answer-too-long"


def test_a_call_whose_name_comes_with_every_piece_of_it_does_not_grow_by_it():
    answer = Answer(max_chars=10_000)
    for _ in range(1000):
        answer.add({"choices": [{"delta": {"tool_calls": [fragment(0, "a" * 100, "f" * 100, "")]}}]})
    assert len(answer.completed().tool_calls) == 1


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("stop", "stop"),
        ("length", "length"),
        ("max_tokens", "length"),
        ("model_length", "length"),
        ("content_filter", "content_filter"),
        ("something_new", "unknown"),
    ],
)
def test_finish_reasons(said, reason):
    assert answered({"content": "x"}, finish_reason=said)[1].finish_reason == reason


def test_tools_called_under_the_reason_stop():
    _, completed = answered({"tool_calls": [fragment(0, "a", "clock", "{}")]}, finish_reason="stop")
    assert completed.finish_reason == "tool_calls"


def test_usage_in_a_chunk_without_choices():
    answer = Answer()
    answer.add({"choices": [{"delta": {"content": "x"}, "finish_reason": "stop"}], "usage": None})
    answer.add({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3}})
    assert (answer.completed().input_tokens, answer.completed().output_tokens) == (7, 3)


def test_a_count_that_no_answer_has_is_no_count():
    """Servers that count below zero say 2**64 - 1, which no database holds."""
    answer = Answer()
    answer.add({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3}})
    answer.add({"choices": [], "usage": {"prompt_tokens": 2**64 - 1, "completion_tokens": 10**30}})
    assert (answer.completed().input_tokens, answer.completed().output_tokens) == (7, 3)


def test_a_whole_answer_instead_of_a_stream():
    answer = Answer()
    events = answer.add({"choices": [{"message": {"content": "whole"}, "finish_reason": "stop"}]})
    assert events == [TextDelta("whole")]
    assert answer.is_ended


@pytest.mark.parametrize(
    ("contents", "text", "reasoning"),
    [
        # As Mistral's reasoning models stream it.
        (
            [
                [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}]}],
                [{"type": "thinking", "thinking": [{"type": "text", "text": "m."}]}],
                [{"type": "text", "text": "It is 4"}],
                ".",
            ],
            "It is 4.",
            "Hmm.",
        ),
        ([[{"type": "text", "text": "a"}, {"type": "reference", "reference_ids": [1]}, "x", None]], "a", ""),
        ([None, ""], "", ""),
    ],
)
def test_content_in_parts(contents, text, reasoning):
    _, completed = answered({"role": "assistant", "content": ""}, *({"content": one} for one in contents))
    assert (completed.text, completed.reasoning) == (text, reasoning)


def test_characters_cut_in_halves_are_put_together():
    events, completed = answered({"content": "a\ud83d"}, {"content": "\ude00b"}, {"content": "\ud800c"})
    assert completed.text == "a😀b\ufffdc"
    assert "".join(event.text for event in events) == completed.text


@pytest.mark.parametrize(
    "chunk",
    [
        {},
        {"choices": None},
        {"choices": "x"},
        {"choices": [None]},
        {"choices": [{}]},
        {"choices": [{"delta": None}]},
        {"choices": [{"delta": {"content": 3, "tool_calls": [None, {"function": None}]}}]},
        {"usage": "x"},
        {"usage": {"prompt_tokens": "many", "completion_tokens": -1}},
    ],
)
def test_odd_chunks_are_passed_over(chunk):
    answer = Answer()
    assert answer.add(chunk) == []
    assert not answer.is_ended
    assert answer.completed().text == ""
