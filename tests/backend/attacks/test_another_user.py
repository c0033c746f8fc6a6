"""Another, unprivileged user of the same machine."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.backend.attacks.model_server import ModelServer, call
from tests.backend.attacks.routes import routes
from tests.backend.client import Backend
from tests.backend.models import use_model
from tests.backend.targets import needs_root
from tests.trials import Tally

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: two users, and what /proc tells of processes"),
    needs_root,
    pytest.mark.timeout(600),
]

INTRUDER = Path(__file__).with_name("intruder.py")
STRANGER = 54321
"""No account has this number: its files are nobody's, and it is in no group."""

PRIVATE = "the word that nobody else may read"
TOLD_TO_ALL = {"cmdline", "comm", "limits", "stat", "status", "wchan", "mountinfo", "io"}
"""What Linux may tell everybody about every process; nothing of ours may be in it."""


def intrude(uid: int, **task: Any) -> tuple[int, dict[str, str]]:
    """Return how many attempts somebody made, and what they got, by what they did to get it."""
    done = subprocess.run(
        [sys.executable, str(INTRUDER), str(uid)],
        input=json.dumps(task), stdout=subprocess.PIPE, check=True, text=True, timeout=280, cwd="/",
    )  # fmt: skip
    attempts = json.loads(done.stdout)
    return len(attempts), {what: got for what, got in attempts if got is not None}


@contextmanager
def ordinary_umask() -> Iterator[None]:
    """What most systems give their users: files that all can read."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that every user of the machine can enter, unlike those of pytest."""
    with ordinary_umask(), tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        path.chmod(0o755)
        (path / "workspace").mkdir(mode=0o755)
        yield path


def worked(start_backend: Callable[..., Backend], home: Path, model: ModelServer) -> Backend:
    """Return a backend with private things in its database, its logs, its memory and its workspace."""
    backend = start_backend(home / "data", env={"TMPDIR": str(home)}).ready()
    use_model(backend, model.url, home / "workspace")
    model.script([call("write_file", path="made/note.txt", content=PRIVATE)], PRIVATE)
    with backend.socket() as stream:
        stream.send({"type": "run.start", "request_id": "q", "input": PRIVATE})
        question = stream.receive_until("approval.request")[-1]
        stream.send({"type": "approval.reply", "run_id": question["run_id"], "call_id": question["call_id"],
                     "approved": True})  # fmt: skip
        assert stream.receive_until("run.finished", "run.failed")[-1]["type"] == "run.finished"
    assert backend.request("GET", "/settings", token="x" * 43).status == 401
    return backend


def task_for(backend: Backend, home: Path) -> dict[str, Any]:
    # How open the workspace itself is, its user has decided; what is in it is the agent's.
    found = sorted({*home.rglob("*")} - {home / "workspace"})
    return {
        "pid": backend.pid,
        "port": backend.port,
        "files": [str(path) for path in found if path.is_file()],
        "folders": [str(path) for path in found if path.is_dir()],
        "routes": routes(),
    }


@pytest.mark.attack(
    "Another user", "files, /proc, signals, debugging and the port, in a folder of the backend's making"
)
def test_another_user_gets_nothing(
    start_backend: Callable[..., Backend], home: Path, model: ModelServer, tally: Tally
) -> None:
    backend = worked(start_backend, home, model)
    assert_nothing_is_got(backend, home, tally)


@pytest.mark.attack("Another user", "the same, when the folders were open to all before the backend started")
def test_folders_that_were_open_are_closed(
    start_backend: Callable[..., Backend], home: Path, model: ModelServer, tally: Tally
) -> None:
    assert worked(start_backend, home, model).stop() == 0
    for path in [home / "data", *(home / "data").rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    (home / "workspace" / "made").rename(home / "workspace" / "before")
    backend = worked(start_backend, home, model)
    assert_nothing_is_got(backend, home, tally)


def assert_nothing_is_got(backend: Backend, home: Path, tally: Tally) -> None:
    """Let the owner try, which must work, and then the stranger."""
    task = task_for(backend, home)
    _, owner = intrude(0, **task)
    assert {Path(path).name for path in task["files"]} >= {"backend.log", "backend.lock", "note.txt"}
    assert all(f"read {path}" in owner for path in task["files"])
    assert {"read /proc/PID/environ", "list /proc/PID/fd", "read /proc/PID/maps"} <= owner.keys()
    assert any(PRIVATE in got for what, got in owner.items() if what.startswith("read "))

    attempts, stranger = intrude(STRANGER, **task)
    assert attempts > 4 * (len(task["files"]) + len(task["folders"]) + len(task["routes"]))
    tally.add(attempts, "attempts")
    health = {what: json.loads(stranger.pop(what)) for what in list(stranger) if what.startswith("GET /health ")}
    assert all(answer.keys() == {"status", "protocol", "version", "engine"} for answer in health.values())
    told = {what: got for what, got in stranger.items() if what.rpartition("/")[2].rpartition(" ")[2] in TOLD_TO_ALL}
    assert stranger.keys() - told.keys() == set()
    assert [what for what, got in told.items() if PRIVATE in got or backend.token in got] == []
    assert backend.get("/health", token=None)["status"] == "ok"
