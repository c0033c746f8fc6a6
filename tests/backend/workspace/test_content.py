"""What is in files: encodings, binaries, searching."""

import codecs

import pytest

from backend.workspace.errors import WorkspaceError
from backend.workspace.text import decode
from backend.workspace.workspace import MAX_READ_BYTES, open_workspace


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", ""),
        ("Zoë 测试".encode(), "Zoë 测试"),
        (codecs.BOM_UTF8 + "ü".encode(), "ü"),
        ("ü€".encode("utf-16"), "ü€"),
        (codecs.BOM_UTF16_BE + "ü".encode("utf-16-be"), "ü"),
        ("naïve".encode("cp1252"), "naïve"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"\x7fELF\0\0\0", None),
        (b"PNG\0", None),
        ("ab€".encode()[:-1], "ab"),
    ],
)
def test_text_is_read_and_binaries_are_not(content, text):
    assert decode(content) == text


def test_a_search_names_file_and_line_and_passes_over_what_is_no_text(tmp_path):
    (tmp_path / "a.txt").write_text("one\nTWO three\n")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.md").write_text("nothing\n  two at the end")
    (tmp_path / "image.png").write_bytes(b"\0two\0")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("two")
    found = open_workspace(str(tmp_path)).search("two", ".", 100, lambda: False)
    assert [(hit.path, hit.line, hit.text) for hit in found.hits] == [
        ("b/c.md", 2, "two at the end"),
        ("a.txt", 2, "TWO three"),
    ]
    assert found.complete


def test_a_search_ends_at_its_limit_and_when_nobody_waits_any_more(tmp_path):
    (tmp_path / "many.txt").write_text("x\n" * 50)
    workspace = open_workspace(str(tmp_path))
    limited = workspace.search("x", ".", 10, lambda: False)
    assert (len(limited.hits), limited.complete) == (10, False)
    stopped = workspace.search("x", ".", 10, lambda: True)
    assert (stopped.hits, stopped.complete) == ((), False)


def test_names_with_a_backslash_are_searched_too(tmp_path):
    (tmp_path / "a\\b.txt").write_text("needle")
    assert len(open_workspace(str(tmp_path)).search("needle", ".", 10, lambda: False).hits) == 1


def test_files_that_are_too_large_or_no_text_are_refused_with_a_reason(tmp_path):
    (tmp_path / "large.txt").write_bytes(b"x" * (MAX_READ_BYTES + 1))
    (tmp_path / "binary").write_bytes(b"\0")
    workspace = open_workspace(str(tmp_path))
    with pytest.raises(WorkspaceError, match="larger than 2 MB"):
        workspace.read_text("large.txt")
    with pytest.raises(WorkspaceError, match="not a text file"):
        workspace.read_text("binary")
