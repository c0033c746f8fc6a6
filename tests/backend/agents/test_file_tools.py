"""The file tools, as a model calls them."""

import os
import sys
from pathlib import Path

import pytest

from backend.agents.catalog import own_agents
from backend.agents.tools.catalog import TOOLS
from backend.agents.tools.files import MAX_LISTED, MAX_READ_LINES
from backend.agents.tools.tool import ToolContext, ToolError
from backend.workspace.errors import WorkspaceError


def call(name: str, folder: Path | None, **arguments):
    tool = TOOLS[name]
    return tool.run(tool.parse(arguments), ToolContext(str(folder) if folder else None))


def why(path: str, folder: Path) -> str:
    tool = TOOLS["write_file"]
    assert tool.why is not None
    return tool.why(tool.parse({"path": path, "content": "hi"}), ToolContext(str(folder)))


@pytest.mark.parametrize("name", ["list_files", "search_files", "read_file", "write_file"])
def test_without_a_workspace_every_file_tool_sends_the_user_to_the_settings(name):
    arguments = {"list_files": {}, "search_files": {"text": "x"}, "read_file": {"path": "a"}}
    with pytest.raises(WorkspaceError, match="Choose a folder in the settings"):
        call(name, None, **arguments.get(name, {"path": "a", "content": "x"}))


def test_a_folder_is_listed_with_kinds_and_sizes(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.txt").write_bytes(b"x" * 1500)
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "link").symlink_to("/etc")
    assert call("list_files", tmp_path) == "sub/\na.txt (1 B)\nb.txt (1.5 kB)\nlink (link, not followed)"
    assert call("list_files", tmp_path, path="sub") == "The folder is empty."


def test_a_long_list_says_how_much_is_left_out(tmp_path):
    for number in range(MAX_LISTED + 3):
        (tmp_path / f"{number:04}").touch()
    assert call("list_files", tmp_path).endswith("… and 3 more")


def test_a_search_gives_places(tmp_path):
    (tmp_path / "a.txt").write_text("milk\nbread\n" + "x" * 500 + "Milk again " + "x" * 500)
    found = call("search_files", tmp_path, text="milk").split("\n")
    assert found[0] == "a.txt:1: milk"
    assert found[1].startswith("a.txt:3: …xxx")
    assert "Milk again" in found[1]
    assert len(found[1]) < 300
    assert call("search_files", tmp_path, text="eggs") == "“eggs” is in none of the 1 files searched."


def test_a_file_is_read_whole_or_by_lines(tmp_path):
    (tmp_path / "a.txt").write_text("one\ntwo\nthree\n")
    assert call("read_file", tmp_path, path="a.txt") == "one\ntwo\nthree"
    assert call("read_file", tmp_path, path="a.txt", first_line=2, last_line=2) == "two\n[lines 2-2 of 3]"
    assert call("read_file", tmp_path, path="a.txt", first_line=2, last_line=99) == "two\nthree\n[lines 2-3 of 3]"
    with pytest.raises(ToolError, match="only 3 lines"):
        call("read_file", tmp_path, path="a.txt", first_line=4)
    with pytest.raises(ToolError, match="before the first"):
        call("read_file", tmp_path, path="a.txt", first_line=3, last_line=2)


def test_a_long_file_is_cut_and_says_so(tmp_path):
    (tmp_path / "long.txt").write_text("\n".join(map(str, range(1000))))
    (tmp_path / "wide.txt").write_text("x" * 100_000)
    assert call("read_file", tmp_path, path="long.txt").endswith(f"[lines 1-{MAX_READ_LINES} of 1000]")
    assert call("read_file", tmp_path, path="wide.txt").endswith("[cut after 40000 characters]")


def test_a_file_is_created_and_replaced(tmp_path):
    assert call("write_file", tmp_path, path="a/b.txt", content="hi") == "Created a/b.txt (2 characters)."
    assert call("write_file", tmp_path, path="a\\b.txt", content="x") == "Replaced a/b.txt (1 character)."
    assert (tmp_path / "a" / "b.txt").read_text() == "x"


def test_writing_needs_approval_and_says_what_it_is_about_to_do(tmp_path):
    assert [name for name, one in TOOLS.items() if one.needs_approval] == ["write_file"]
    assert why("a.txt", tmp_path) == "Create “a.txt” in the workspace folder with 2 characters."
    (tmp_path / "a.txt").write_text("precious")
    assert why("./sub/../a.txt", tmp_path) == "Replace “a.txt” in the workspace folder by 2 characters of new text."


@pytest.mark.parametrize(
    ("path", "reason"),
    [("../a.txt", "leaves"), ("/a.txt", "not inside"), ("a\u202egnp.exe", "invisible"), ("a\nAllow all", "invisible")],
)
def test_what_may_not_be_written_is_not_even_asked_for(path, reason, tmp_path):
    with pytest.raises(WorkspaceError, match=reason):
        why(path, tmp_path)
    with pytest.raises(WorkspaceError, match=reason):
        call("write_file", tmp_path, path=path, content="x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: only it keeps any bytes as a file name")
def test_names_that_deceive_or_cannot_be_sent_are_told_by_their_codes(tmp_path):
    for name in (b"a\xff.txt", b"b\nc.txt", "d\u202egnp.exe".encode()):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("needle")
    assert call("list_files", tmp_path) == ("a\\udcff.txt (6 B)\nb\\u000ac.txt (6 B)\nd\\u202egnp.exe (6 B)")
    assert call("search_files", tmp_path, text="needle") == (
        "a\\udcff.txt:1: needle\nb\\u000ac.txt:1: needle\nd\\u202egnp.exe:1: needle"
    )


def test_people_are_told_of_a_tool_in_one_short_sentence():
    for tool in TOOLS.values():
        assert len(tool.summary) <= 70
        assert tool.summary.endswith(".")
        assert tool.description.startswith(tool.summary)
    assert {one.description for agent in own_agents() for one in agent.description.tools} == {
        tool.summary for tool in TOOLS.values()
    }


def test_wrong_arguments_are_named():
    with pytest.raises(ToolError, match=r"path: Field required; colour: Extra inputs"):
        TOOLS["read_file"].parse({"colour": "red"})


@pytest.mark.parametrize("name", TOOLS)
def test_every_tool_has_a_schema_that_models_understand(name):
    schema = TOOLS[name].schema()
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert all(one.get("description") for one in schema["properties"].values())
    assert "$ref" not in str(schema)
