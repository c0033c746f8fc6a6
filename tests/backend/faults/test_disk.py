"""The disk under the data folder: full, read-only, taken away, or with a file on it that this program cannot read."""

import random
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.backend.client import Backend, Socket
from tests.backend.faults.left_behind import read_database
from tests.backend.faults.small_disk import SmallDisk, needs_namespaces
from tests.backend.faults.streaming_model import Wish
from tests.backend.models import use_model
from tests.trials import Tally

BRIEF = Wish(pieces=3, pause_s=0).question
LONG = Wish(pieces=4000, chars=4000, pause_s=0.002, tools=("calculator",)).question
"""More than SQLite can keep without more space on the disk, and slower than a disk is filled."""
ROOM = "size=320m"
"""On the disk: all of ``LONG`` takes up 100 MB in the database, and as much in its log when it is deleted."""


@pytest.fixture
def disk(tmp_path: Path) -> Callable[[str], SmallDisk]:
    """Return a function that makes a disk with the given options."""

    def make(options: str) -> SmallDisk:
        place = tmp_path / "disk"
        place.mkdir()
        return SmallDisk(place, options)

    return make


def brief(socket: Socket, **more: Any) -> dict[str, Any]:
    """Run to the end; return the first message."""
    told = socket.run(BRIEF, **more)
    assert told[-1]["type"] == "run.finished", told[-1]
    return told[0]


def text_of(told: list[dict[str, Any]]) -> str:
    return "".join(one["text"] for one in told if one["type"] == "token")


def answer_of(backend: Backend, started: dict[str, Any]) -> dict[str, Any]:
    """Return the message that a run has written, as the window shows it."""
    messages = backend.get(f"/conversations/{started['conversation_id']}")["messages"]
    return next(one for one in messages if one["run_id"] == started["run_id"] and one["role"] == "assistant")


def assert_says_what_to_do(problem: dict[str, Any], title: str) -> None:
    assert (problem["type"], problem["title"]) == ("storage-failed", title)
    assert problem["detail"].count(". ") >= 1


def break_a_run(socket: Socket, after: int, fault: Callable[[], object]) -> list[dict[str, Any]]:
    """Start a long run, let the fault happen after so many messages, and return all to the end."""
    socket.send({"type": "run.start", "request_id": "long", "input": LONG})
    told = [socket.receive() for _ in range(after)]
    fault()
    return [*told, *socket.receive_until("run.finished", "run.failed", timeout=60)]


def fill_and_free(backend: Backend, socket: Socket, small: SmallDisk, *, after: int, scratch: Path) -> None:
    """Fill the disk in a run, look at what is told and kept, and go on when there is space again."""
    told = break_a_run(socket, after, lambda: small.fill(backend))
    assert_says_what_to_do(told[-1]["problem"], "The disk is full.")
    assert answer_of(backend, told[0])["text"] == text_of(told)
    # SQLite may have room in what it has already: then a little more can be kept.
    little = socket.run(BRIEF, request_id="while full")[-1]
    if little["type"] != "run.finished":
        assert_says_what_to_do(little["problem"], "The disk is full.")
    reply = backend.request("PATCH", "/settings", {"model": "another"})
    assert (reply.status, reply.json().get("type")) in {(200, None), (500, "storage-failed")}

    (small.seen_from_outside(backend) / "filler").unlink()
    conversation = told[0]["conversation_id"]
    brief(socket, request_id="with space", conversation_id=conversation)
    run = read_database(small.seen_from_outside(backend) / "data", scratch)[told[0]["run_id"]]
    assert (run.state, run.question, run.answer) == ("failed", LONG, text_of(told))
    assert backend.request("DELETE", f"/conversations/{conversation}").status == 204


@needs_namespaces
@pytest.mark.timeout(900)
@pytest.mark.fault("The disk", "the disk becomes full in the middle of a run, and has space again later")
def test_a_full_disk_costs_nothing_and_needs_no_restart(
    start_backend: Callable[..., Backend],
    tmp_path: Path,
    disk: Callable[[str], SmallDisk],
    model: str,
    tally: Tally,
) -> None:
    rng = random.Random(4)  # noqa: S311 - a test's
    small = disk(ROOM)
    for _ in tally.tries(quick=2, full=25):
        # A disk of its own each time: what an earlier try has deleted is room in the database for the next.
        data = small.place / "data"
        backend = start_backend(data, command=small.command, log_dir=data / "logs").ready()
        use_model(backend, model)
        with backend.socket() as socket:
            fill_and_free(backend, socket, small, after=rng.randrange(2, 60), scratch=tmp_path)
        assert backend.stop() == 0


@needs_namespaces
@pytest.mark.timeout(900)
@pytest.mark.fault("The disk", "a start on a disk with too little space")
def test_a_start_with_too_little_space_works_or_says_so(
    start_backend: Callable[..., Backend], disk: Callable[[str], SmallDisk], tally: Tally
) -> None:
    small = disk("size=4k")

    def start(kilobytes: int) -> None:
        tight = SmallDisk(small.place, f"size={kilobytes}k")
        backend = start_backend(small.place / "data", command=tight.command, log_dir=small.place / "data" / "logs")
        backend.wait_for("listening" if kilobytes >= 1024 else "fatal")
        if backend.events[-1]["event"] == "fatal":
            assert backend.wait() == 73
            assert "space" in backend.events[-1]["message"] or "disk is full" in backend.events[-1]["message"]
        else:
            with backend.ready().socket() as socket:
                assert socket.run("What is 12*(3+4)?")[-1]["type"] == "run.finished"

    sizes = [4, 64, 100, 140, 180, 220, 1024][:: 1 if tally.wanted(quick=0, full=1) else 3]
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(start, sizes):
            tally.add(1)


@needs_namespaces
@pytest.mark.fault("The disk", "a data folder that can only be read")
@pytest.mark.parametrize("purpose", ["data", "log"])
def test_a_disk_that_can_only_be_read_ends_with_73(
    start_backend: Callable[..., Backend], disk: Callable[[str], SmallDisk], purpose: str
) -> None:
    protected = disk("ro")
    backend = start_backend(handshake={f"{purpose}_dir": str(protected.place)}, command=protected.command)
    assert backend.wait() == 73
    assert backend.events[-1]["code"] == f"{purpose}-dir-not-usable"
    assert "can only be read" in backend.events[-1]["message"]


def assert_gone(backend: Backend, socket: Socket, told: list[dict[str, Any]]) -> None:
    """The run has ended with a problem, and all that was said can still be read and copied."""
    assert_says_what_to_do(told[-1]["problem"], "The folder with the conversations is gone.")
    assert answer_of(backend, told[0])["text"] == text_of(told)
    assert_says_what_to_do(socket.run(BRIEF)[-1]["problem"], "The folder with the conversations is gone.")
    assert backend.stop() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: Windows keeps a folder that is in use")
@pytest.mark.fault("The disk", "the data folder vanishes in the middle of a run")
def test_a_folder_that_is_removed_is_told_and_the_next_start_begins_anew(
    start_backend: Callable[..., Backend], tmp_path: Path, model: str
) -> None:
    backend = start_backend().ready()
    use_model(backend, model)
    with backend.socket() as socket:
        told = break_a_run(socket, 20, lambda: shutil.rmtree(tmp_path / "data"))
        assert_gone(backend, socket, told)
    again = start_backend().ready()
    use_model(again, model)
    with again.socket() as socket:
        brief(socket)


@needs_namespaces
@pytest.mark.fault("The disk", "the data folder vanishes in the middle of a run")
def test_a_disk_that_is_taken_away_is_told(
    start_backend: Callable[..., Backend], disk: Callable[[str], SmallDisk], model: str
) -> None:
    stick = disk("size=48m")
    backend = start_backend(stick.place / "data", command=stick.command, log_dir=stick.place / "data" / "logs").ready()
    use_model(backend, model)
    with backend.socket() as socket:
        told = break_a_run(socket, 20, lambda: stick.take_away(backend))
        assert_gone(backend, socket, told)


@pytest.mark.fault("The disk", "a data folder named “Zoë 测试”, with spaces")
def test_a_folder_with_letters_and_spaces_is_a_folder_like_any_other(
    start_backend: Callable[..., Backend], tmp_path: Path, model: str
) -> None:
    folder = tmp_path / "Zoë 测试  with spaces" / "da ta"
    workspace = tmp_path / "Zoë 测试 workspace"
    workspace.mkdir()
    first = start_backend(folder).ready()
    use_model(first, model, workspace)
    with first.socket() as socket:
        told = socket.run(Wish(tools=("search_files", "calculator")).question)
        assert told[-1]["type"] == "run.finished"
    assert first.stop() == 0
    second = start_backend(folder).ready()
    assert answer_of(second, told[0])["text"] == text_of(told)
    assert second.get("/settings")["workspace"] == str(workspace)
