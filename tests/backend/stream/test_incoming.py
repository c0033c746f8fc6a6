"""Messages of clients, good and bad."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.protocol.stream import MAX_INPUT_CHARS, ApprovalReply, Error, RunCancel, RunResume, RunStart
from backend.stream.incoming import parse


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ({"type": "run.start", "request_id": "q", "input": "hi"}, RunStart),
        ({"type": "run.start", "request_id": "q", "input": "x" * MAX_INPUT_CHARS, "agent": None}, RunStart),
        ({"type": "run.start", "request_id": "q", "input": "hi", "of_a_later_version": 1}, RunStart),
        ({"type": "run.resume", "run_id": "r", "after": -1}, RunResume),
        ({"type": "run.cancel", "run_id": "r"}, RunCancel),
        ({"type": "approval.reply", "run_id": "r", "call_id": "c", "approved": False, "reason": "no"}, ApprovalReply),
    ],
)
def test_a_message_of_the_protocol_is_read(message: dict[str, Any], kind: type) -> None:
    assert isinstance(parse({"text": json.dumps(message)}), kind)


START = {"type": "run.start", "request_id": "q1", "input": "hi"}
REPLY = {"type": "approval.reply", "run_id": "r1", "call_id": "c", "approved": True}


@pytest.mark.parametrize(
    ("frame", "problem", "request_id", "run_id"),
    [
        ({"bytes": b"{}"}, "binary-frame", None, None),
        ({"text": ""}, "invalid-json", None, None),
        ({"text": "{"}, "invalid-json", None, None),
        ({"text": "nonsense"}, "invalid-json", None, None),
        ({"text": "[" * 100_000}, "invalid-json", None, None),
        ({"text": "[]"}, "unknown-message", None, None),
        ({"text": '"run.start"'}, "unknown-message", None, None),
        ({"text": "null"}, "unknown-message", None, None),
        ({"text": "{}"}, "unknown-message", None, None),
        ({"text": json.dumps({**START, "type": "run.begin"})}, "unknown-message", "q1", None),
        ({"text": json.dumps({**START, "type": 7})}, "unknown-message", "q1", None),
        ({"text": json.dumps({**START, "input": 7})}, "invalid-message", "q1", None),
        ({"text": json.dumps({**START, "input": ""})}, "invalid-message", "q1", None),
        ({"text": json.dumps({**START, "input": " \n "})}, "invalid-message", "q1", None),
        ({"text": json.dumps({**START, "request_id": 7})}, "invalid-message", None, None),
        ({"text": json.dumps({**START, "input": "x" * (MAX_INPUT_CHARS + 1)})}, "input-too-long", "q1", None),
        ({"text": json.dumps({"type": "run.start", "request_id": "q1"})}, "invalid-message", "q1", None),
        ({"text": json.dumps({"type": "run.resume", "run_id": "r1", "after": -2})}, "invalid-message", None, "r1"),
        ({"text": json.dumps({"type": "run.resume", "run_id": "r1", "after": "0"})}, "invalid-message", None, "r1"),
        ({"text": json.dumps({**REPLY, "approved": "yes"})}, "invalid-message", None, "r1"),
        ({"text": '{"type": "run.start", "request_id": "q1", "input": "\\ud83d"}'}, "invalid-json", None, None),
    ],
)
def test_anything_else_is_told_what_is_wrong(
    frame: dict[str, Any], problem: str, request_id: str | None, run_id: str | None
) -> None:
    refused = parse(frame)
    assert isinstance(refused, Error)
    assert (refused.problem.type, refused.request_id, refused.run_id) == (problem, request_id, run_id)
    assert refused.problem.detail
    assert len(refused.model_dump_json()) < 1500


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)
    )
)
def test_no_json_is_an_error_of_ours(value: Any) -> None:
    answer = parse({"text": json.dumps(value)})
    assert isinstance(answer, Error)
    answer.model_dump_json()
