import mmap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.audit.matcher import Matcher
from build.audit.needles import Kind, Needle

TEXTS = st.text(st.sampled_from("ab cdefgh_.-(é価"), min_size=16, max_size=60).map(
    lambda text: f"prefix {text}".strip()
)


def found(texts, data):
    return {needle.text for _, needle in Matcher(Needle(text, Kind.COMMENT, "x.py:1") for text in texts).find(data)}


@settings(max_examples=300, deadline=None)
@given(
    texts=st.lists(TEXTS, min_size=1, max_size=5), around=st.binary(max_size=30), join=st.sampled_from(["", " ", "\0"])
)
def test_it_finds_what_a_plain_search_finds(texts, around, join):
    data = around + join.join(texts[::2]).encode() + around
    assert found(texts, data) == {
        text for text in texts if text.encode() in data or text.encode("latin-1", "replace") in data
    }


@pytest.mark.parametrize("gap", [0, 65_520, 65_530, 65_536, 65_560, 131_060, 131_090])
def test_a_line_without_end_is_searched_across_its_windows(gap):
    text = "the needle that lies across two windows"
    data = b"x" * gap + b" " + text.encode() + b" " + b"y" * 70_000
    matches = list(Matcher([Needle(text, Kind.COMMENT, "x.py:1")]).find(data))
    assert {offset for offset, _ in matches} == {gap + 1}


def test_latin_1_is_found():
    assert found(["Größe und Maß der Dinge"], "xx Größe und Maß der Dinge xx".encode("latin-1"))


def test_files_are_searched_where_they_lie(tmp_path):
    file = tmp_path / "data"
    file.write_bytes(bytes(5000) + b"a comment that nobody should read" + bytes(5000))
    with file.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        matches = list(Matcher([Needle("a comment that nobody should read", Kind.COMMENT, "x.py:1")]).find(data))
    assert [offset for offset, _ in matches] == [5000]


def test_a_part_of_a_needle_is_not_the_needle():
    assert found(["only the whole of this line counts"], b"... only the whole of this line ...") == set()
