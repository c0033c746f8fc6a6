"""The first line on stdin."""

import json
import os
import pty
import string
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from backend.errors import UsageError
from backend.protocol.process import Handshake
from backend.server.handshake import MAX_LINE_BYTES, parse_handshake, plain_handshake
from backend.server.stdin import ShellPipe
from tests.backend.client import Backend

GOOD = {
    "protocol": 1,
    "token": "t" * 43,
    "origins": ["app://bundle"],
    "data_dir": "/data/Zoë 测试",
    "log_dir": "/data/Zoë 测试/logs",
}
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.floats(),
    st.text(),
    st.lists(st.text(), max_size=3),
    st.just("a:/"),
)
FIELDS = st.fixed_dictionaries(
    {
        "protocol": st.one_of(st.just(1), ODD),
        "token": st.one_of(st.text(string.ascii_letters + "_-+\n", min_size=28, max_size=40), ODD),
        "origins": st.one_of(
            st.lists(st.one_of(st.just("app://bundle"), st.from_regex(r"\A[a-z]+://.*\Z"), st.text()), max_size=18), ODD
        ),
        "data_dir": st.one_of(st.text().map(lambda text: "/" + text), ODD),
        "log_dir": st.one_of(st.just("/logs"), ODD),
    }
)


@given(FIELDS)
def test_the_short_cut_never_takes_what_the_model_refuses(fields: dict[str, object]) -> None:
    taken = plain_handshake(fields)
    if taken:
        model = Handshake.model_validate(fields)
        assert (taken.token, list(taken.origins)) == (model.token, model.origins)
        assert (taken.data_dir, taken.log_dir) == (Path(model.data_dir), Path(model.log_dir))


def test_the_short_cut_takes_an_ordinary_handshake() -> None:
    taken = plain_handshake(dict(GOOD))
    assert taken
    assert taken.data_dir == Path("/data/Zoë 测试")


def test_a_repr_shows_no_token() -> None:
    assert "tttt" not in repr(plain_handshake(dict(GOOD)))


def test_the_model_has_the_last_word() -> None:
    unusual = {**GOOD, "origins": ["app://bündle"]}
    assert plain_handshake(unusual) is None
    assert parse_handshake(json.dumps(unusual).encode()).origins == ("app://bündle",)


def test_fields_of_a_later_version_are_passed_over() -> None:
    assert parse_handshake(json.dumps({**GOOD, "colour": "red"}).encode())


BAD_FIELDS = [
    ("protocol", 2),
    ("protocol", "1"),
    ("protocol", True),
    ("protocol", 1.0),
    ("protocol", None),
    ("token", "short"),
    ("token", "t" * 42 + "!"),
    ("token", "t" * 513),
    ("token", 7),
    ("token", None),
    ("origins", []),
    ("origins", "app://bundle"),
    ("origins", ["*"]),
    ("origins", ["app://bundle/"]),
    ("origins", ["app://a"] * 17),
    ("data_dir", "relative/path"),
    ("data_dir", ""),
    ("data_dir", 5),
    ("data_dir", None),
    ("log_dir", "logs"),
]


@pytest.mark.parametrize(("field", "value"), BAD_FIELDS)
def test_a_bad_field_is_named_and_its_value_is_not(field: str, value: object) -> None:
    fields = {**GOOD, "token": "secret_" * 6, field: value}
    if value is None:
        del fields[field]
    with pytest.raises(ValidationError):
        Handshake.model_validate(fields)
    with pytest.raises(UsageError) as error:
        parse_handshake(json.dumps(fields).encode())
    assert f"field {field}" in error.value.message
    assert "secret_" not in str(error.value)
    assert "tttttt" not in str(error.value)


def fatal_line(backend: Backend) -> dict[str, str]:
    last = backend.events[-1]
    assert set(last) == {"event", "code", "message"}
    assert last["event"] == "fatal"
    return last


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"not json\n",
        b"[1, 2]\n",
        b"\xff\xfe\n",
        b"[" * 60_000 + b"\n",
        b'{"protocol": 1' + b"0" * 5000 + b"}\n",
        b'{"protocol": 1}\n',
        b"x" * (MAX_LINE_BYTES + 1) + b"\n",
        b"x" * (MAX_LINE_BYTES + 1),
    ],
    ids=["empty", "garbage", "array", "not utf-8", "deep", "huge number", "missing", "too long", "endless"],
)
def test_a_line_that_is_no_handshake_ends_with_64(start_backend: Callable[..., Backend], line: bytes) -> None:
    backend = start_backend(line=line)
    assert backend.wait() == 64
    assert fatal_line(backend)["code"] == "bad-handshake"


@pytest.mark.parametrize(("field", "value"), [("protocol", 2), ("token", "s3cret-but-short"), ("data_dir", None)])
def test_a_handshake_with_a_bad_field_ends_with_64(
    start_backend: Callable[..., Backend], field: str, value: object
) -> None:
    backend = start_backend(handshake={field: value})
    assert backend.wait() == 64
    assert field in fatal_line(backend)["message"]
    assert "s3cret" not in "".join(backend.lines) + backend.stderr
    assert backend.token not in "".join(backend.lines) + backend.stderr
    assert len(backend.stderr.splitlines()) == 1


@pytest.mark.parametrize("begun", [b"", b'{"protocol": 1, '])
def test_a_pipe_that_ends_before_the_line_does_ends_with_64(
    start_backend: Callable[..., Backend], begun: bytes
) -> None:
    backend = start_backend(line=begun)
    assert backend.stop() == 64
    assert "the pipe ended" in fatal_line(backend)["message"]


def test_a_terminal_as_stdin_is_told_what_this_program_is(start_backend: Callable[..., Backend]) -> None:
    controller, terminal = pty.openpty()
    try:
        backend = start_backend(stdin=terminal)
        assert backend.wait() == 64
        assert "terminal" in fatal_line(backend)["message"]
    finally:
        os.close(controller)
        os.close(terminal)


def test_a_closed_stdin_ends_with_64(start_backend: Callable[..., Backend]) -> None:
    backend = start_backend(stdin=subprocess.DEVNULL)
    assert backend.wait() == 64


@pytest.mark.parametrize("arguments", [["--nonsense"], ["--log-level", "loud"], ["--log-level"], ["extra"], ["--help"]])
def test_bad_arguments_end_with_64(start_backend: Callable[..., Backend], arguments: list[str]) -> None:
    backend = start_backend(arguments=arguments)
    assert backend.wait() == 64
    assert fatal_line(backend)["code"] == "bad-arguments"


def test_version_is_a_json_line(start_backend: Callable[..., Backend]) -> None:
    backend = start_backend(arguments=["--version"], send_handshake=False)
    assert backend.wait() == 0
    (event,) = backend.events
    product = json.loads((Path(__file__).parents[3] / "product.json").read_text(encoding="utf-8"))
    assert event == {"event": "version", "product": product["id"], "version": product["version"], "protocol": 1}


def test_paths_with_spaces_and_letters_of_all_kinds_work(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    backend = start_backend(tmp_path / "Zoë 测试 data", log_dir=tmp_path / "Zoë 测试 logs", env={"LC_ALL": "C"})
    assert backend.get("/health", token=None)["status"] == "ok"
    assert (tmp_path / "Zoë 测试 data" / "backend.lock").is_file()
    assert (tmp_path / "Zoë 测试 logs" / "backend.log").is_file()
    assert backend.stop() == 0


def test_a_shell_that_says_nothing_is_not_waited_for_for_ever() -> None:
    read, write = os.pipe()
    try:
        pipe = ShellPipe(read, lambda: None)
        pipe.start()
        with pytest.raises(UsageError) as error:
            pipe.first_line(0.05)
        assert "none within 0.05 s" in error.value.message
    finally:
        os.close(write)


def test_a_line_that_comes_in_pieces_is_one_line() -> None:
    read, write = os.pipe()
    ended = threading.Event()
    pipe = ShellPipe(read, ended.set)
    pipe.start()
    for piece in (b'{"a"', b": 1}", b"\nmore that nobody reads"):
        os.write(write, piece)
    assert pipe.first_line(5) == b'{"a": 1}'
    assert not ended.is_set()
    os.close(write)
    assert ended.wait(5)
