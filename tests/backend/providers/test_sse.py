"""Server-sent events, however the bytes are cut."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.providers.openai_compatible.sse import MAX_EVENT_CHARS, EventParser, EventTooLargeError


def parse(*chunks: bytes) -> list[str]:
    parser = EventParser()
    return [event for chunk in chunks for event in parser.feed(chunk)] + [*parser.feed(b"", is_last=True)]


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: a\n\ndata: b\n\n", ["a", "b"]),
        (b"data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
        (b"data: a\r\rdata: b\r\r", ["a", "b"]),
        (b"data:a\n\n", ["a"]),
        (b"data:  a \n\n", [" a "]),
        (b"data: a\ndata: b\n\n", ["a\nb"]),
        (b": comment\n\ndata: a\n\n", ["a"]),
        (b"event: x\nid: 1\nretry: 5\ndata: a\n\n", ["a"]),
        (b"\xef\xbb\xbfdata: a\n\n", ["a"]),
        (b"data: a", ["a"]),
        (b"data: a\n", ["a"]),
        (b"data\n\n", [""]),
        (b"\n\n\n", []),
        ("data: Zoë 测试 😀\n\n".encode(), ["Zoë 测试 😀"]),
    ],
)
def test_events(stream, events):
    assert parse(stream) == events


LINES = st.lists(
    st.sampled_from(["data: {", "data:}", "data: ü😀", ": note", "", "", "event: x", "data", "id: 3", "junk"]),
    max_size=20,
)


@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.lists(st.integers(0, 200), max_size=30))
def test_any_cutting_gives_the_same_events(lines, line_end, cuts):
    stream = line_end.join([*lines, "", ""]).encode()
    places = sorted({min(cut, len(stream)) for cut in cuts})
    chunks = [stream[start:end] for start, end in zip([0, *places], [*places, len(stream)], strict=True)]
    assert parse(*chunks) == parse(stream)


@pytest.mark.parametrize("line", [b"data:", b"data", b"error:"])
def test_an_event_of_lines_without_a_value_is_given_up_too(line, monkeypatch):
    monkeypatch.setattr("backend.providers.openai_compatible.sse.MAX_EVENT_CHARS", 1000)
    parser = EventParser()
    with pytest.raises(EventTooLargeError):
        list(chain.from_iterable(parser.feed(line + b"\n") for _ in range(500)))


def test_a_line_without_an_end_is_given_up():
    parser = EventParser()
    assert [*parser.feed(b"data: " + b"x" * (MAX_EVENT_CHARS - 100))] == []
    with pytest.raises(EventTooLargeError):
        list(parser.feed(b"x" * 200))
