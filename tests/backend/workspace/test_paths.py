"""Paths as people, models and attackers write them."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.workspace.errors import WorkspaceError
from backend.workspace.paths import MAX_PATH_CHARS, display, legible, parse, parse_file, parse_new


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        (".", ()),
        ("./", ()),
        ("notes.txt", ("notes.txt",)),
        ("./a//b/./c.txt", ("a", "b", "c.txt")),
        ("a\\b.txt", ("a", "b.txt")),
        ("a/../b.txt", ("b.txt",)),
        ("Zoë 测试/ü.md", ("Zoë 测试", "ü.md")),
        ("...", ("...",)),
        ("~notes", ("~notes",)),
    ],
)
def test_a_path_inside_is_read(text, parts):
    assert parse(text, windows=False) == parts


@pytest.mark.parametrize(
    "text",
    [
        "..",
        "../secret",
        "a/../../secret",
        "a/b/../../../secret",
        "..\\secret",
        "a\\..\\..\\secret",
        "/etc/passwd",
        "//server/share/file",
        "\\\\server\\share\\file",
        "\\\\?\\C:\\secret",
        "C:\\secret",
        "c:secret",
        "C:/secret",
        "~/secret",
        "~",
        "a\0b",
        "a" * (MAX_PATH_CHARS + 1),
    ],
)
@pytest.mark.parametrize("windows", [False, True])
def test_a_path_that_leads_outside_is_refused_on_every_system(text, windows):
    with pytest.raises(WorkspaceError):
        parse(text, windows=windows)


@pytest.mark.parametrize(
    "text",
    ["a.txt:stream", "a.txt::$DATA", "CON", "con.txt", "sub/NUL", "lpt1", "COM¹", "a.", "a ", "a?", "a|b", "a\x01"],
)
def test_forms_that_windows_reads_in_its_own_way_are_refused_there(text):
    with pytest.raises(WorkspaceError):
        parse(f"x/{text}/y", windows=True)


def test_names_that_only_windows_forbids_are_fine_elsewhere():
    assert parse("ab:c/con", windows=False) == ("ab:c", "con")


@pytest.mark.parametrize("mark", "\u061c\u200b\u200e\u200f\u00ad\ufeff\u202e\u2066\u2028\x1b\x7f\U000e0041")
def test_a_new_name_with_an_invisible_mark_is_refused_and_told_by_its_code(mark):
    name = f"invoice{mark}fdp.exe"
    with pytest.raises(WorkspaceError, match="invisible") as refused:
        parse_new(f"sub/{name}")
    assert mark not in str(refused.value)
    assert legible(name) == f"invoice\\u{ord(mark):04x}fdp.exe"


def test_no_control_of_format_is_let_through_but_the_joiners():
    marks = {one for one in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(one) == "Cf"}
    assert {one for one in marks if legible(one) == one} == {"\u200c", "\u200d"}


@pytest.mark.parametrize("name", ["Zoë 测试.txt", "👩‍💻.md", "می‌خواهم.txt", "क्‍ष", "a b.txt"])
def test_names_of_every_script_may_be_made(name):
    assert parse_new(name) == (name,)
    assert legible(name) == name


def test_the_workspace_itself_is_no_file():
    with pytest.raises(WorkspaceError, match="not a file"):
        parse_file("./")


@given(st.text(alphabet=st.sampled_from("ab./\\~: \0C"), max_size=40), st.booleans())
def test_no_text_gives_parts_that_lead_anywhere_but_down(text, windows):
    try:
        parts = parse(text, windows=windows)
    except WorkspaceError:
        return
    assert all(
        part not in {"", ".", ".."} and "/" not in part and "\\" not in part and "\0" not in part for part in parts
    )
    assert parse(display(parts), windows=windows) == parts
