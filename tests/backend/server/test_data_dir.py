"""The data directory: usable, and one backend's at a time."""

import json
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from backend.server.owner import Owner, OwnerVerdict, judge, parse_owner
from backend.server.processes import ProcessIdentity, find, identify
from tests.backend.client import Backend, backend_command


def fatal(backend: Backend) -> dict[str, str]:
    last = backend.events[-1]
    assert last["event"] == "fatal"
    return last


def test_the_folder_is_made_for_its_owner_alone(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    backend = start_backend(tmp_path / "new" / "data")
    assert backend.port
    assert (tmp_path / "new" / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "data" / "logs").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "data" / "logs" / "backend.log").stat().st_mode & 0o077 == 0
    assert not list((tmp_path / "new" / "data").glob(".probe*"))


@pytest.mark.parametrize("purpose", ["data", "log"])
@pytest.mark.parametrize("place", ["file", "file/below", "/proc/nothing", "n" * 300, "with\x00null"])
def test_a_folder_that_cannot_be_used_ends_with_73(
    start_backend: Callable[..., Backend], tmp_path: Path, purpose: str, place: str
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    backend = start_backend(handshake={f"{purpose}_dir": str(tmp_path / place)})
    assert backend.wait() == 73
    assert fatal(backend)["code"] == f"{purpose}-dir-not-usable"
    assert len(fatal(backend)["message"].split(". ")) >= 2
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"


def test_a_folder_in_the_place_of_the_database_ends_with_73(
    start_backend: Callable[..., Backend], tmp_path: Path
) -> None:
    in_the_way = tmp_path / "data" / "conversations.db"
    in_the_way.mkdir(parents=True)
    backend = start_backend()
    assert backend.wait() == 73
    assert fatal(backend)["code"] == "data-dir-not-usable"
    assert str(in_the_way) in fatal(backend)["message"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: a mount namespace makes a small disk")
@pytest.mark.fault("The disk", "a start on a disk with too little space")
@pytest.mark.parametrize("purpose", ["data", "log"])
def test_a_full_disk_ends_with_73(start_backend: Callable[..., Backend], tmp_path: Path, purpose: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    # In a mount namespace of its own, the disk is gone with the process.
    mount_and_run = 'mount -t tmpfs -o size=4k tmpfs "$0" && exec "$@"'
    small_disk = ["unshare", "--mount", "--map-root-user", "sh", "-c", mount_and_run]
    command = [*small_disk, str(disk), *backend_command()]
    backend = start_backend(handshake={f"{purpose}_dir": str(disk)}, command=command)
    assert backend.wait() == 73
    assert "space" in fatal(backend)["message"]


WITHOUT_PRIVILEGES = """
import ctypes, os, sys
PR_CAPBSET_DROP = 24
if os.geteuid() == 0:
    for capability in range(64):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.mark.fault("The disk", "a data folder without the right to write")
@pytest.mark.parametrize("purpose", ["data", "log"])
def test_a_folder_without_permission_ends_with_73(
    start_backend: Callable[..., Backend], tmp_path: Path, purpose: str
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    command = [sys.executable, "-c", WITHOUT_PRIVILEGES, *backend_command()]
    backend = start_backend(handshake={f"{purpose}_dir": str(locked)}, command=command)
    assert backend.wait() == 73
    assert "permission" in fatal(backend)["message"]


def born(process: psutil.Process) -> float:
    """Return what the lock file says of a process's birth."""
    return process.create_time() - (psutil.boot_time() if sys.platform == "linux" else 0)


def test_the_lock_names_its_owner_and_its_shell(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    backend = start_backend()
    assert backend.port
    lock = json.loads((tmp_path / "data" / "backend.lock").read_text(encoding="utf-8"))
    assert lock["pid"] == backend.pid
    assert lock["created"] == pytest.approx(born(psutil.Process(backend.pid)), abs=1)
    assert lock["shell"]["pid"] == os.getpid()
    assert lock["shell"]["created"] == pytest.approx(born(psutil.Process()), abs=1)
    assert backend.stop() == 0
    assert (tmp_path / "data" / "backend.lock").read_bytes() == b""


@pytest.mark.fault("The disk", "two backends on one data folder: the second refuses with exit code 75")
def test_a_second_backend_ends_with_75_and_the_first_goes_on(start_backend: Callable[..., Backend]) -> None:
    first = start_backend()
    assert first.port
    second = start_backend()
    assert second.wait() == 75
    assert fatal(second)["code"] == "data-dir-in-use"
    assert str(first.pid) in fatal(second)["message"]
    assert first.get("/health", token=None)["status"] == "ok"
    assert first.stop() == 0


def test_a_second_backend_waits_for_one_that_is_stopping(start_backend: Callable[..., Backend]) -> None:
    first = start_backend().ready()
    second = start_backend()
    assert first.stop() == 0
    assert second.port


def test_a_killed_backend_does_not_block_the_next(start_backend: Callable[..., Backend]) -> None:
    first = start_backend()
    assert first.port
    first.kill()
    assert start_backend().port


def test_two_data_directories_are_two_backends(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    assert start_backend(tmp_path / "a").port != start_backend(tmp_path / "b").port


@pytest.fixture
def leftover(tmp_path: Path) -> Iterator[int]:
    """A backend whose shell was killed while a third process keeps its stdin open; yields its process number."""
    data_dir = tmp_path / "data"
    handshake = {
        "protocol": 1,
        "token": "t" * 43,
        "origins": ["app://bundle"],
        "data_dir": str(data_dir),
        "log_dir": str(data_dir / "logs"),
    }
    script = textwrap.dedent(
        """
        import json, os, subprocess, sys
        read, write = os.pipe()
        keeper = subprocess.Popen(["sleep", "600"], pass_fds=[write])
        backend = subprocess.Popen(json.loads(sys.argv[1]), stdin=read, stdout=subprocess.PIPE)
        os.write(write, sys.argv[2].encode() + b"\\n")
        listening = backend.stdout.readline().decode()
        print(json.dumps({"keeper": keeper.pid, "backend": backend.pid, "listening": listening}), flush=True)
        sys.stdin.read()
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, json.dumps(backend_command()), json.dumps(handshake)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as shell:
        assert shell.stdout
        said = json.loads(shell.stdout.readline())
        assert "listening" in said["listening"]
        shell.kill()
        shell.wait()
        try:
            yield said["backend"]
        finally:
            for name in ("keeper", "backend"):
                if psutil.pid_exists(said[name]):
                    psutil.Process(said[name]).kill()


def test_a_backend_left_over_by_a_dead_shell_is_stopped(start_backend: Callable[..., Backend], leftover: int) -> None:
    assert psutil.pid_exists(leftover)
    backend = start_backend()
    assert backend.port
    assert not is_running(leftover)
    assert backend.ready().get("/conversations") == []


def test_a_leftover_that_does_not_react_is_killed(start_backend: Callable[..., Backend], leftover: int) -> None:
    psutil.Process(leftover).suspend()
    begun = time.monotonic()
    assert start_backend().port
    assert not is_running(leftover)
    assert time.monotonic() - begun < 8


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere births are not told by the boot time")
def test_a_process_is_known_again_after_the_clock_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    identity = identify(os.getpid())
    assert identity is not None
    # The boot time that the kernel tells is the wall clock less the uptime: it jumps with the clock.
    jumped = psutil.boot_time() + 3600
    monkeypatch.setattr("psutil._pslinux.boot_time", lambda: jumped)
    assert find(identity) == psutil.Process()
    assert find(ProcessIdentity(identity.pid, identity.created - 60)) is None


BACKEND = ProcessIdentity(100, 1000.0)
SHELL = ProcessIdentity(50, 900.0)


class FakeProcess:
    def __init__(self, parent: int) -> None:
        self.parent = parent

    def ppid(self) -> int:
        return self.parent


@pytest.mark.parametrize(
    ("owner", "alive", "verdict"),
    [
        (None, {}, OwnerVerdict.UNKNOWN),
        (Owner(BACKEND, SHELL), {}, OwnerVerdict.ENDING),
        (Owner(BACKEND, SHELL), {SHELL: 1}, OwnerVerdict.ENDING),
        (Owner(BACKEND, SHELL), {BACKEND: 50, SHELL: 1}, OwnerVerdict.IN_USE),
        (Owner(BACKEND, SHELL), {BACKEND: 50}, OwnerVerdict.ABANDONED),
        (Owner(BACKEND, SHELL), {BACKEND: 1, SHELL: 1}, OwnerVerdict.ABANDONED),
        (Owner(BACKEND, None), {BACKEND: 0}, OwnerVerdict.IN_USE),
    ],
)
def test_the_verdict_on_a_held_lock(
    owner: Owner | None, alive: dict[ProcessIdentity, int], verdict: OwnerVerdict
) -> None:
    def find(identity: ProcessIdentity) -> FakeProcess | None:
        return FakeProcess(alive[identity]) if identity in alive else None

    assert judge(owner, find) is verdict  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"pid": 1}', '{"pid": "x", "created": 1, "shell": null}'])
def test_a_lock_file_that_is_not_whole_names_nobody(text: str) -> None:
    assert parse_owner(text) is None


def test_the_lock_file_can_be_read_back() -> None:
    for owner in (Owner(BACKEND, SHELL), Owner(BACKEND, None)):
        assert parse_owner(owner.to_json()) == owner
