"""Exported files, whatever is in them."""

import pytest

from backend.api.export import json_file, markdown_file
from backend.protocol.rest import ConversationDetail, ConversationMessage, MessagePart, RunState, ThoughtPart, ToolPart

NOW = "2026-05-01T12:00:00.000Z"


def conversation(title: str, *parts: MessagePart, state: RunState = "finished") -> ConversationDetail:
    message = ConversationMessage(
        id="m", run_id="r", role="assistant", text="", parts=list(parts), state=state, created_at=NOW
    )
    return ConversationDetail(id="c", title=title, created_at=NOW, updated_at=NOW, messages=[message])


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Plain", "Plain.json"),
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j.json"),
        ("..", "conversation.json"),
        ("", "conversation.json"),
        ("line\nbreak\x00", "line break.json"),
        ("测试", "测试.json"),
        ("x" * 200, "x" * 80 + ".json"),
    ],
)
def test_the_name_is_one_that_every_system_takes(title: str, name: str) -> None:
    file = json_file(conversation(title))
    assert file.name == name
    assert file.disposition.isascii()
    assert "\n" not in file.disposition


def test_tools_are_fenced_so_that_nothing_breaks_out() -> None:
    tool = ToolPart(
        call_id="1", name="read`file", arguments={"path": "ä.md"}, content="```\ncode\n````", is_error=False
    )
    text = markdown_file(conversation("t", tool)).text
    assert "**Tool `readfile`**" in text
    assert '"path": "ä.md"' in text
    assert "Result:\n\n`````\n```\ncode\n````\n`````" in text


def test_thoughts_are_quoted_and_unfinished_answers_say_so() -> None:
    text = markdown_file(conversation("t", ThoughtPart(text="one\n\ntwo\n"), state="interrupted")).text
    assert "> one\n>\n> two" in text
    assert text.endswith("*(interrupted)*\n")


def test_a_failed_tool_says_so_and_an_unanswered_one_shows_no_result() -> None:
    failed = ToolPart(call_id="1", name="t", arguments={}, content="no", is_error=True)
    cut_off = ToolPart(call_id="2", name="t", arguments={})
    text = markdown_file(conversation("t", failed, cut_off)).text
    assert "Error:\n\n```\nno\n```" in text
    assert "Result" not in text
