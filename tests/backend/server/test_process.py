"""The process as a whole: its lines, its exit codes, its database, and how fast it is there."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import BaseModel

from backend.errors import BackendError
from backend.product import parse_product, product
from backend.protocol.process import EngineFailed, Fatal, Listening, Ready
from tests.backend.client import Backend
from tests.backend.server.faults import plant
from tests.backend.targets import needs_source

MODELS: dict[str, type[BaseModel]] = {
    "listening": Listening,
    "ready": Ready,
    "engine-failed": EngineFailed,
    "fatal": Fatal,
}


def assert_lines_are_of_the_contract(backend: Backend, *names: str) -> None:
    assert [event["event"] for event in backend.events] == list(names)
    for event in backend.events:
        model = MODELS[event["event"]].model_validate(event)
        assert model.model_dump() == event


def database(data_dir: Path) -> Path:
    (path,) = data_dir.glob("*.db")
    return path


def test_the_lines_of_a_good_life(backend: Backend) -> None:
    assert backend.stop() == 0
    assert_lines_are_of_the_contract(backend, "listening", "ready")


@needs_source
def test_the_lines_of_a_life_without_an_engine(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    backend = start_backend(env=plant(tmp_path / "faults", autogen_core="raise RuntimeError('no')"))
    backend.wait_for("engine-failed")
    assert backend.stop() == 0
    assert_lines_are_of_the_contract(backend, "listening", "engine-failed")


@pytest.mark.fault("The disk", "a database newer than the program: exit code 78, and it is not touched")
def test_a_database_of_a_later_version_ends_with_78(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    assert start_backend().ready().stop() == 0
    path = database(tmp_path / "data")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    before = path.read_bytes()
    later = start_backend()
    assert later.wait() == 78
    assert_lines_are_of_the_contract(later, "fatal")
    assert path.read_bytes() == before


def test_the_database_of_another_program_ends_with_73(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    assert start_backend().ready().stop() == 0
    path = database(tmp_path / "data")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 1234")
    before = path.read_bytes()
    backend = start_backend()
    assert backend.wait() == 73
    assert_lines_are_of_the_contract(backend, "fatal")
    assert path.read_bytes() == before


def test_a_run_that_was_going_on_is_kept_with_its_text(start_backend: Callable[..., Backend]) -> None:
    backend = start_backend().ready()
    stream = backend.connect()
    stream.send({"type": "run.start", "request_id": "1", "input": "What can you do?"})
    started = stream.receive()
    first = stream.receive_until("token")[-1]["text"]
    assert backend.stop() == 0
    detail = start_backend().ready().get(f"/conversations/{started['conversation_id']}")
    answer = detail["messages"][-1]
    assert answer["state"] == "interrupted"
    assert answer["text"].startswith(first)


def test_a_whole_conversation_goes_through_the_real_process(backend: Backend) -> None:
    with backend.socket() as stream:
        messages = stream.run("What is 12*(3+4)?")
    assert [message["seq"] for message in messages] == list(range(len(messages)))
    assert [message["type"] for message in messages if message["type"].startswith("tool.")] == [
        "tool.request",
        "tool.result",
    ]
    assert "84" in messages[-1]["text"]
    streamed = "".join(message["text"] for message in messages if message["type"] == "token")
    assert streamed == messages[-1]["text"]
    (conversation,) = backend.get("/conversations")
    assert backend.get(f"/conversations/{conversation['id']}")["messages"][-1]["text"] == streamed


def test_diagnostics_hold_no_secret(shared_backend: Backend) -> None:
    reply = shared_backend.request("GET", "/diagnostics")
    assert reply.json()["pid"] == shared_backend.pid
    assert shared_backend.token not in reply.body.decode()


def test_the_product_is_read_from_its_file() -> None:
    assert product() is product()
    assert product().version


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": "x"}', '{"name": 1, "id": "a", "version": "1"}'])
def test_a_broken_product_file_is_told_with_a_remedy(text: str) -> None:
    with pytest.raises(BackendError) as error:
        parse_product(text)
    assert error.value.code == "product-file"
    assert error.value.remedy
