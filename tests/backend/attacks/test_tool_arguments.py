"""A model that calls the tools with arguments of an enemy's; the user approves everything it asks for."""

import json
import os
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.backend.attacks.model_server import Call, ModelServer, call, raw_call
from tests.backend.client import Backend, Socket
from tests.backend.models import use_model
from tests.backend.workspace.swapping import swapping
from tests.trials import Tally

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: links, pipes, devices and sparse files")

SECRET = "the secret outside"
UNNAMED = "a name that nobody has told"
HUGE_BYTES = 1 << 36
MEETING_S = 60.0


@dataclass(frozen=True)
class Place:
    """A workspace with traps in it, beside a folder that is none of the agent's business."""

    workspace: Path
    outside: Path

    def outside_now(self) -> dict[str, bytes | None]:
        """Return the content of each file outside, and None for each folder."""
        return {path.name: path.read_bytes() if path.is_file() else None for path in self.outside.rglob("*")}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    outside, workspace = tmp_path / "outside", tmp_path / "Zoë 测试"
    outside.mkdir()
    (workspace / "sub").mkdir(parents=True)
    (outside / "secret.txt").write_text(SECRET)
    (outside / UNNAMED).write_text(SECRET)
    (outside / "shared.txt").write_text("shared")
    (workspace / "notes.txt").write_text("Buy milk\n")
    (workspace / "sub" / "deep.txt").write_text("deep\n")
    (workspace / HARD_LINK).hardlink_to(outside / "shared.txt")
    for name, target in LINKS.items():
        (workspace / name).symlink_to(target.format(outside=outside))
    os.mkfifo(workspace / "pipe")
    os.truncate(os.open(workspace / "huge.txt", os.O_CREAT | os.O_WRONLY), HUGE_BYTES)
    with suppress(PermissionError):
        os.mknod(workspace / "device", 0o600 | 0o020000, os.makedev(1, 5))
    with socket.socket(socket.AF_UNIX) as odd, working_in(workspace):
        odd.bind("odd")
    return Place(workspace, outside)


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """A socket's path must be short."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


HARD_LINK = "hard.txt"
LINKS = {
    "link.txt": "{outside}/secret.txt",
    "near.txt": "../outside/secret.txt",
    "way": "{outside}",
    "back": "..",
    "loop": ".",
    "knot": "knot",
    "zero": "/dev/zero",
    "self": "/proc/self",
    "dangling": "{outside}/planted.txt",
}
PATHS: list[str] = json.loads(Path(__file__).with_name("paths.json").read_text(encoding="utf-8"))
"""Ways out, in every spelling, and what is no file; braces are filled with the folder that is none of the agent's."""

TOOLS: dict[str, dict[str, Any]] = {
    "read_file": {},
    "list_files": {},
    "search_files": {"text": "e"},
    "write_file": {"content": "evil"},
}
BROKEN: tuple[tuple[str, str], ...] = (
    ("read_file", '{"path": ["notes.txt"]}'),
    ("read_file", '{"path": {"__proto__": "notes.txt"}}'),
    ("read_file", '{"path": null}'),
    ("read_file", '{"path": 7}'),
    ("read_file", '{"path": "notes.txt", "first_line": -1}'),
    ("read_file", '{"path": "notes.txt", "first_line": 1e400}'),
    ("read_file", '{"path": "notes.txt", "first_line": 99999999999999999999999999}'),
    ("read_file", '{"path": "notes.txt", "follow_symlinks": true}'),
    ("read_file", "notes.txt"),
    ("read_file", '{"path": "notes.txt"'),
    ("read_file", '["notes.txt"]'),
    ("read_file", "[" * 100_000),
    ("read_file", '{"path": "notes.txt", "last_line": NaN}'),
    ("write_file", '{"path": "broken.txt"}'),
    ("write_file", '{"path": "broken.txt", "content": 7}'),
    ("write_file", '{"path": "broken.txt", "content": "x", "approved": true}'),
    ("write_file", '{"path": "broken.txt", "content": "x", "call_id": "c", "why": "because"}'),
    ("write_file", json.dumps({"path": "broken.txt", "content": "x" * 2_000_001})),
    ("search_files", '{"text": ""}'),
    ("calculator", "{\"expression\": \"__import__('os').system('id')\"}"),
    ("calculator", '{"expression": "9**9**9**9"}'),
    ("calculator", json.dumps({"expression": "(" * 499})),
    ("clock", '{"zone": "../../../etc/passwd"}'),
    ("clock", '{"zone": "/etc/localtime"}'),
    ("no_such_tool", '{"path": "notes.txt"}'),
    ("../write_file", '{"path": "broken.txt", "content": "x"}'),
    ("", '{"path": "broken.txt", "content": "x"}'),
)


def outcomes(backend: Backend, model: ModelServer, *turns: Sequence[Call]) -> list[dict[str, Any]]:
    """Let the model make these calls, and the user approve what needs it; return all messages of the run."""
    model.script(*turns, "done")
    with backend.socket(max_queue=None) as stream:
        stream.send({"type": "run.start", "request_id": os.urandom(8).hex(), "input": "go on"})
        return list(approving(stream))


def approving(stream: Socket) -> Iterator[dict[str, Any]]:
    while True:
        message = stream.receive(timeout=60)
        yield message
        if message["type"] == "approval.request":
            ids = {name: message[name] for name in ("run_id", "call_id")}
            stream.send({"type": "approval.reply", **ids, "approved": True})
        if message["type"].startswith("run.") and message["type"] != "run.started":
            assert message["type"] == "run.finished", message
            return


def have_met(answers: list[dict[str, Any]]) -> bool:
    """Whether some calls found the folder and some the link."""
    return {answer["is_error"] for answer in answers} == {True, False}


def results(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [message for message in messages if message["type"] == "tool.result"]


@pytest.mark.attack("Hostile arguments", "paths: .., absolute, links, hard links, Unicode, devices, pipes, huge files")
@pytest.mark.parametrize("tool", TOOLS)
def test_no_path_leads_out_of_the_workspace(
    backend: Backend, model: ModelServer, place: Place, tally: Tally, tool: str
) -> None:
    use_model(backend, model.url, place.workspace)
    before = place.outside_now()
    paths = [path.replace("{outside}", str(place.outside)) for path in PATHS]
    calls = [call(tool, path=path, **TOOLS[tool]) for path in paths]
    begun = time.monotonic()
    answers = results(outcomes(backend, model, calls))
    tally.worst("until every call was answered", time.monotonic() - begun, "s")
    tally.add(len(paths), "calls")
    assert len(answers) == len(paths)
    said = json.dumps(answers)
    assert SECRET not in said
    assert UNNAMED not in said
    assert "root:" not in said
    assert place.outside_now() == before
    shared = next(answer for answer in answers if answer["call_id"] == calls[paths.index(HARD_LINK)]["id"])
    if tool == "read_file":
        # It is a file of the workspace as well as of the other folder: whoever made the link could read both.
        assert "shared" in shared["content"]
    if tool == "write_file":
        assert shared["is_error"] is False
        assert (place.workspace / HARD_LINK).read_text() == "evil"
        assert {name: str((place.workspace / name).readlink()) for name in LINKS} == {
            name: target.format(outside=place.outside) for name, target in LINKS.items()
        }


@pytest.mark.attack("Hostile arguments", "arguments of wrong types, unknown ones, and no JSON at all; unknown tools")
def test_broken_arguments_are_refused_in_words(
    backend: Backend, model: ModelServer, place: Place, tally: Tally
) -> None:
    use_model(backend, model.url, place.workspace)
    messages = outcomes(backend, model, [raw_call(name, arguments) for name, arguments in BROKEN])
    named = [name for name, _ in BROKEN if name]
    tally.add(len(BROKEN), "calls")
    assert [message["type"] for message in messages if message["type"] == "approval.request"] == []
    assert len(results(messages)) == len(named)
    assert all(answer["is_error"] and answer["content"] for answer in results(messages))
    assert not (place.workspace / "broken.txt").exists()


@pytest.mark.attack("Hostile arguments", "a folder that becomes a link and back while it is read and written")
@pytest.mark.timeout(300)
def test_a_race_is_never_won(backend: Backend, model: ModelServer, place: Place, tally: Tally) -> None:
    use_model(backend, model.url, place.workspace)
    (place.outside / "deep.txt").write_text(SECRET)
    before = place.outside_now()
    calls = [
        *(call("read_file", path="sub/deep.txt") for _ in range(20)),
        *(call("search_files", text="e", path="sub") for _ in range(5)),
        *(call("list_files", path="sub") for _ in range(5)),
        *(call("write_file", path=f"sub/{number}.txt", content="evil") for number in range(10)),
    ]
    answers: list[dict[str, Any]] = []
    with swapping(place.workspace / "sub", place.outside):
        for _ in tally.tries(quick=1, full=10, count="runs of 240 calls"):
            answers += results(outcomes(backend, model, *[calls] * 6))
        deadline = time.monotonic() + MEETING_S
        while not have_met(answers) and time.monotonic() < deadline:
            answers += results(outcomes(backend, model, *[calls] * 6))
            tally.add(1, "runs of 240 calls")
    said = json.dumps(answers)
    assert have_met(answers), f"one side never met the other in {MEETING_S} s"
    assert SECRET not in said
    assert UNNAMED not in said
    assert place.outside_now() == before, "something was made or written outside"


@pytest.mark.attack("Hostile arguments", "the target of a write becomes a link between the question and the answer")
@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_was_approved_is_not_what_it_has_become(
    backend: Backend, model: ModelServer, place: Place, what: str
) -> None:
    use_model(backend, model.url, place.workspace)
    before = place.outside_now()
    model.script([call("write_file", path="sub/deep.txt", content="evil")], "done")
    with backend.socket() as stream:
        stream.send({"type": "run.start", "request_id": "q", "input": "go on"})
        question = stream.receive_until("approval.request")[-1]
        if what == "folder":
            (place.workspace / "sub").rename(place.workspace / "gone")
            (place.workspace / "sub").symlink_to(place.outside)
        else:
            (place.workspace / "sub" / "deep.txt").unlink()
            (place.workspace / "sub" / "deep.txt").symlink_to(place.outside / "secret.txt")
        stream.send({"type": "approval.reply", "run_id": question["run_id"], "call_id": question["call_id"],
                     "approved": True})  # fmt: skip
        answers = results(stream.receive_until("run.finished"))
    assert [answer["is_error"] for answer in answers] == [True]
    assert "link" in answers[0]["content"]
    assert place.outside_now() == before
