import asyncio
import json
import socket
import struct
import threading
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from backend.store.database import Database
from build.bench.app.conversation import TITLE, answer_text, last_words, use_model, write_conversation
from build.bench.app.empty_app import empty_app
from build.bench.app.paced_model import paced_model, tokens_of
from build.bench.app.smoothness import frames_a_second, longest_pause


@pytest.fixture
def data_dir(tmp_path):
    Database.open(tmp_path / "conversations.db").close()
    return tmp_path


def test_the_backend_reads_the_conversation_that_was_written(data_dir):
    write_conversation(data_dir, 40)
    use_model(data_dir, "http://127.0.0.1:1/")
    database = Database.open(data_dir / "conversations.db")
    try:
        found = asyncio.run(database.conversations.page(10)) or []
        assert [conversation.title for conversation in found] == [TITLE]
        messages = asyncio.run(database.conversations.messages(found[0].id))
        settings = asyncio.run(database.settings.load())
    finally:
        database.close()
    assert [message.role for message in messages] == ["user", "assistant"] * 20
    assert messages[-1].text.startswith(last_words(40))
    assert messages[-1].state == "finished"
    assert settings["base_url"] == "http://127.0.0.1:1/"


def test_an_empty_window_takes_the_place_of_the_product(tmp_path):
    packed = tmp_path / "packed"
    (packed / "resources" / "backend").mkdir(parents=True)
    (packed / "app").write_text("runtime", encoding="utf-8")
    (packed / "resources" / "app.asar").write_text("product", encoding="utf-8")
    executable = empty_app(packed / "app", tmp_path / "empty")
    assert executable.read_text(encoding="utf-8") == "runtime"
    [archive] = (tmp_path / "empty" / "resources").iterdir()
    header = archive.read_bytes()
    (size,) = struct.unpack_from("<I", header, 12)
    assert {"main.cjs", "package.json", "index.html"} == {*json.loads(header[16 : 16 + size])["files"]}
    assert (packed / "resources" / "app.asar").read_text(encoding="utf-8") == "product"


def test_tokens_are_the_text_in_small_pieces():
    text = answer_text(21)
    tokens = tokens_of(text)
    assert "".join(tokens) == text
    assert 3 <= len(text) / len(tokens) <= 6


def test_a_model_keeps_its_pace():
    with paced_model(["a", "b", "c", "d", "e"], 50) as url:
        begun = time.monotonic()
        answer = _ask(urlsplit(url).port)
        assert time.monotonic() - begun >= 4 / 50
    events = [line[6:] for line in answer.splitlines() if line.startswith("data: ")]
    assert events[-1] == "[DONE]"
    pieces = [json.loads(event)["choices"][0] for event in events[:-1]]
    assert "".join(piece["delta"].get("content", "") for piece in pieces) == "abcde"
    assert pieces[-1]["finish_reason"] == "stop"


def test_a_model_holds_its_last_token_until_it_is_let_go():
    last = threading.Event()
    with paced_model(["a", "b", "c"], 500, last) as url, _asked(urlsplit(url).port) as connection:
        answer = b""
        while b'"b"' not in answer:
            answer += connection.recv(65536)
        connection.settimeout(0.5)
        with pytest.raises(TimeoutError):
            connection.recv(65536)
        last.set()
        connection.settimeout(10)
        answer = connection.recv(65536)
    assert b'"c"' in answer


def test_a_model_that_is_left_before_it_was_asked_waits_for_nobody():
    threads = threading.active_count()
    with paced_model(["a"], 50) as url:
        socket.create_connection(("127.0.0.1", urlsplit(url).port), 10).close()
        assert "[DONE]" in _ask(urlsplit(url).port)
        end = time.monotonic() + 10
        while threading.active_count() > threads + 1 and time.monotonic() < end:
            time.sleep(0.01)
        assert threading.active_count() <= threads + 1


@contextmanager
def _asked(port):
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(b"POST /chat/completions HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")
        yield connection


def _ask(port):
    with _asked(port) as connection:
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer.decode()


@pytest.mark.parametrize(
    ("times", "frames", "pause"),
    [
        ([0.0, 10.0, 20.0, 40.0], 75.0, 20.0),
        ([0.0, 1000 / 60, 2000 / 60], 60.0, 1000 / 60),
        ([5.0], 0.0, 0.0),
        ([], 0.0, 0.0),
    ],
)
def test_frames_are_counted_over_the_whole_recording(times, frames, pause):
    assert frames_a_second(times) == pytest.approx(frames)
    assert longest_pause(times) == pytest.approx(pause)
