"""The pure rules: titles, settings, transcripts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.problems import ProblemError
from backend.protocol.rest import TextPart, ToolPart
from backend.protocol.stream import AnyRunEvent, Thought, Token, ToolRequest, ToolResult
from backend.runs.history import remembered
from backend.runs.settings_rules import normal_base_url, usable_workspace
from backend.runs.title import MAX_CHARS, title_from
from backend.store.transcript import Transcript


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("What is 2+2?", "What is 2+2?"),
        ("\n\n  First   line  \nsecond line", "First line"),
        ("word " * 30, "word " * 11 + "word…"),
        ("word " * 11 + "words and more", "word " * 10 + "word…"),
        ("x" * 100, "x" * 59 + "…"),
        ("测" * 100, "测" * 59 + "…"),
        ("x" * 60, "x" * 60),
    ],
)
def test_a_title_is_the_first_line_cut_at_a_word(text: str, title: str) -> None:
    assert title_from(text) == title


@given(st.text(min_size=1).filter(str.strip))
def test_every_input_gives_a_title_of_one_line(text: str) -> None:
    title = title_from(text)
    assert 0 < len(title) <= MAX_CHARS or not any(line.strip() for line in text.splitlines())
    assert "\n" not in title


@pytest.mark.parametrize(
    ("given_url", "kept"),
    [
        (None, None),
        ("", None),
        ("   ", None),
        ("https://api.example.com/v1/", "https://api.example.com/v1"),
        (" HTTP://LocalHost:11434/V1 ", "http://localhost:11434/V1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
    ],
)
def test_a_base_url_is_normalised(given_url: str | None, kept: str | None) -> None:
    assert normal_base_url(given_url) == kept


@pytest.mark.parametrize(
    "value",
    [
        "api.example.com/v1",
        "ftp://api.example.com",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "https://user:secret@api.example.com",
        "https://user@api.example.com",
        "https://api.example.com/v1?key=1",
        "https://api.example.com/#x",
        "https://api.example.com:port",
        "https://api.example.com:99999",
        "https://api example.com",
        "http://[::1",
    ],
)
def test_what_is_no_base_url_is_refused_without_repeating_it(value: str) -> None:
    with pytest.raises(ProblemError) as refused:
        normal_base_url(value)
    assert refused.value.problem.type == "invalid-setting"
    assert "secret" not in str(refused.value)


def test_a_workspace_is_a_folder_that_exists(tmp_path: Path) -> None:
    folder = tmp_path / "Zoë 测试"
    folder.mkdir()
    (tmp_path / "file").touch()
    assert usable_workspace(str(folder)) == str(folder)
    assert usable_workspace("") is usable_workspace(None) is None
    for value in ("relative/folder", str(tmp_path / "gone"), str(tmp_path / "file"), "/nul\x00l"):
        with pytest.raises(ProblemError) as refused:
            usable_workspace(value)
        assert refused.value.problem.type == "invalid-setting"


def test_the_folders_of_the_program_are_no_workspace(tmp_path: Path) -> None:
    data, logs, beside = (tmp_path / name for name in ("home/app/data", "home/app/logs", "home/app/data of mine"))
    for folder in (data / "below", logs, beside):
        folder.mkdir(parents=True)
    (tmp_path / "link").symlink_to(data / "below")
    own = (data, logs, tmp_path / "never made")
    for folder in (data, logs, data / "below", tmp_path / "link"):
        with pytest.raises(ProblemError) as refused:
            usable_workspace(str(folder), own)
        assert "conversations and logs" in refused.value.problem.detail
    for folder in (beside, tmp_path / "home"):
        assert usable_workspace(str(folder), own) == str(folder)


def test_a_transcript_joins_pieces_and_gives_results_to_their_calls() -> None:
    transcript = Transcript()
    events: list[AnyRunEvent] = [
        Thought(run_id="r", seq=1, text="Hm"),
        Thought(run_id="r", seq=2, text="m."),
        Token(run_id="r", seq=3, text="A", source="a"),
        ToolRequest(run_id="r", seq=4, call_id="1", name="t", arguments={"n": 1}),
        ToolRequest(run_id="r", seq=5, call_id="1", name="t", arguments={"n": 2}),
        ToolResult(run_id="r", seq=6, call_id="1", name="t", content="two", is_error=True),
        ToolResult(run_id="r", seq=7, call_id="unknown", name="t", content="?", is_error=True),
        Token(run_id="r", seq=8, text="B", source="a"),
        Token(run_id="r", seq=9, text="C", source="a"),
    ]
    for event in events:
        transcript.add(event)
    thought, first, open_call, answered, second = transcript.parts
    assert thought.type == "thought"
    assert thought.text == "Hmm."
    assert first == TextPart(text="A")
    assert open_call == ToolPart(call_id="1", name="t", arguments={"n": 1})
    assert answered == ToolPart(call_id="1", name="t", arguments={"n": 2}, content="two", is_error=True)
    assert second == TextPart(text="BC")
    assert transcript.text == "ABC"


def test_a_model_is_reminded_of_the_beginning_of_an_answer_that_ran_away() -> None:
    assert remembered("short") == "short"
    assert remembered("0123456789", limit=4) == "0123\n[6 more characters are left out here]"
