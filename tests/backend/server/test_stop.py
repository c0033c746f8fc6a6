"""The end: within two seconds, whatever it is doing, with nothing left behind."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.backend.client import Backend, backend_command
from tests.backend.server.faults import plant
from tests.backend.targets import needs_source

LIMIT_S = 2.0
BLOCK_THE_LOOP = """
import asyncio, time
plain = asyncio.BaseEventLoop.create_server
async def create_server(loop, *args, **more):
    loop.call_later({delay}, lambda: {code})
    return await plain(loop, *args, **more)
asyncio.BaseEventLoop.create_server = create_server
"""
SPAWN = """
import os, subprocess
processes = [subprocess.Popen(["sleep", "600"]).pid]
# A grandchild whose parent ends at once, in a session of its own.
shell = subprocess.Popen(["sh", "-c", "setsid sleep 601 & echo $!"], stdout=subprocess.PIPE)
processes.append(int(shell.stdout.readline()))
shell.wait()
open({path!r}, "w").write(str(processes))
"""


def timed_end(backend: Backend, how: Callable[[], object]) -> int:
    """Ask for the end; return the exit code, which must come in time."""
    begun = time.monotonic()
    how()
    code = backend.process.wait(10)
    assert time.monotonic() - begun < LIMIT_S
    return code


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_the_end_of_stdin_stops_it(backend: Backend) -> None:
    assert timed_end(backend, backend.close_stdin) == 0
    assert [event["event"] for event in backend.events] == ["listening", "ready"]
    assert backend.stderr == ""
    assert backend.log_text().splitlines()[-1].count("stopped as asked")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_it(backend: Backend, number: signal.Signals) -> None:
    assert timed_end(backend, lambda: backend.process.send_signal(number)) == 0
    assert backend.stderr == ""


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: only there threads have process numbers")
def test_a_signal_stops_it_whichever_thread_the_system_hands_it_to(backend: Backend) -> None:
    newest_thread = max(int(task.name) for task in Path(f"/proc/{backend.pid}/task").iterdir())
    assert newest_thread != backend.pid
    assert timed_end(backend, lambda: os.kill(newest_thread, signal.SIGTERM)) == 0


def test_two_signals_and_the_end_of_stdin_at_once_stop_it(backend: Backend) -> None:
    def everything() -> None:
        backend.terminate()
        backend.process.send_signal(signal.SIGINT)
        backend.close_stdin()

    assert timed_end(backend, everything) == 0


def test_it_stops_right_after_the_handshake(start_backend: Callable[..., Backend]) -> None:
    backend = start_backend()
    assert timed_end(backend, backend.close_stdin) == 0


def test_it_stops_while_it_loads(start_backend: Callable[..., Backend]) -> None:
    backend = start_backend()
    assert backend.port
    assert timed_end(backend, backend.close_stdin) == 0


def test_a_signal_stops_it_before_the_handshake(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    backend = start_backend(line=b'{"protocol"')
    wait_for_signal_handlers(backend)
    assert timed_end(backend, backend.terminate) == 0
    assert backend.events == []


def wait_for_signal_handlers(backend: Backend) -> None:
    """Wait until the process catches SIGTERM: nothing on its pipes tells of it."""
    mask = 1 << (signal.SIGTERM - 1)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        fields = dict(
            line.split(":", 1) for line in Path(f"/proc/{backend.pid}/status").read_text(encoding="utf-8").splitlines()
        )
        if int(fields["SigCgt"], 16) & mask:
            return
        time.sleep(0.01)
    raise AssertionError("SIGTERM is not caught")


def test_it_stops_with_connections_open(backend: Backend) -> None:
    address = ("127.0.0.1", backend.port)
    with socket.create_connection(address) as silent, socket.create_connection(address) as unfinished:
        unfinished.sendall(b"POST /conversations HTTP/1.1\r\nContent-Len")
        with backend.socket():
            assert timed_end(backend, backend.close_stdin) == 0
        assert silent.recv(1) == b""


def test_it_stops_during_a_run_whose_reader_is_slow(backend: Backend, tmp_path: Path) -> None:
    stream = backend.connect(max_queue=1)
    stream.send({"type": "run.start", "request_id": "1", "input": "What can you do?"})
    assert stream.receive()["type"] == "run.started"
    assert timed_end(backend, backend.close_stdin) == 0


def wait_until_silent(backend: Backend) -> None:
    """Wait until the event loop no longer answers."""
    with suppress(TimeoutError):
        while backend.request("GET", "/health", token=None, timeout=0.3).status == 200:
            pass


@needs_source
@pytest.mark.parametrize("how", ["end of stdin", "SIGTERM"])
@pytest.mark.parametrize("code", ["time.sleep(600)", "all(True for _ in iter(int, 1))"])
def test_it_stops_while_the_event_loop_is_blocked(
    start_backend: Callable[..., Backend], tmp_path: Path, how: str, code: str
) -> None:
    backend = start_backend(env=plant(tmp_path / "faults", sitecustomize=BLOCK_THE_LOOP.format(delay=0.05, code=code)))
    wait_until_silent(backend)
    assert timed_end(backend, backend.close_stdin if how == "end of stdin" else backend.terminate) == 0


@needs_source
@pytest.mark.parametrize("code", ["import time; time.sleep(600)", "while True: pass"])
@pytest.mark.parametrize("module", ["fastapi", "autogen_core"])
def test_it_stops_while_an_import_hangs(
    start_backend: Callable[..., Backend], tmp_path: Path, module: str, code: str
) -> None:
    backend = start_backend(env=plant(tmp_path / "faults", **{module: code}))
    assert backend.port
    assert timed_end(backend, backend.close_stdin) == 0


@needs_source
@pytest.mark.parametrize("blocked", [False, True])
def test_its_children_end_with_it(start_backend: Callable[..., Backend], tmp_path: Path, blocked: bool) -> None:
    path = tmp_path / "children"
    faults = {"fastapi": SPAWN.format(path=str(path))}
    if blocked:
        faults["sitecustomize"] = BLOCK_THE_LOOP.format(delay=0.05, code="time.sleep(600)")
    backend = start_backend(env=plant(tmp_path / "faults", **faults))
    if blocked:
        assert backend.port
        while not path.exists() or not path.read_text(encoding="utf-8"):
            time.sleep(0.01)
        wait_until_silent(backend)
    else:
        backend.ready()
    children = json.loads(path.read_text(encoding="utf-8"))
    assert all(is_running(child) for child in children)
    assert timed_end(backend, backend.close_stdin) == 0
    assert [child for child in children if is_running(child)] == []


SLOW_PROC = """
import os, time
listdir = os.listdir
os.listdir = lambda path=".": time.sleep(600) if "/proc/" in str(path) else listdir(path)
"""


@needs_source
def test_it_stops_when_its_children_cannot_be_found_in_time(
    start_backend: Callable[..., Backend], tmp_path: Path
) -> None:
    block = BLOCK_THE_LOOP.format(delay=0.05, code="time.sleep(600)")
    backend = start_backend(env=plant(tmp_path / "faults", sitecustomize=SLOW_PROC + block))
    wait_until_silent(backend)
    assert timed_end(backend, backend.close_stdin) == 0


@needs_source
def test_a_dead_event_loop_is_fatal(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    code = "loop.stop()"
    backend = start_backend(env=plant(tmp_path / "faults", sitecustomize=BLOCK_THE_LOOP.format(delay=0.3, code=code)))
    assert backend.wait() == 70
    assert backend.events[-1]["code"] == "internal-error"
    assert len(backend.stderr.splitlines()) == 1


@needs_source
@pytest.mark.parametrize("module", ["psutil", "argparse"])
def test_a_broken_installation_is_told_as_such(
    start_backend: Callable[..., Backend], tmp_path: Path, module: str
) -> None:
    code = f"raise ImportError('broken', name={module!r})"
    backend = start_backend(env=plant(tmp_path / "faults", **{module: code}))
    assert backend.wait() == 70
    (fatal,) = backend.events
    assert (fatal["event"], fatal["code"]) == ("fatal", "internal-error")
    assert f"the module {module} is missing" in fatal["message"]
    assert len(backend.stderr.splitlines()) == 1


@needs_source
def test_only_json_lines_reach_stdout_whatever_a_library_prints(
    start_backend: Callable[..., Backend], tmp_path: Path
) -> None:
    noise = """
import os, subprocess, sys
print("printed")
sys.__stdout__.write("written\\n")
os.write(1, b"raw\\n")
subprocess.run(["echo", "from a child"])
"""
    backend = start_backend(env=plant(tmp_path / "faults", fastapi=noise)).ready()
    assert backend.stop() == 0
    assert [json.loads(line)["event"] for line in backend.lines] == ["listening", "ready"]
    for text in ("printed", "written", "raw", "from a child"):
        assert text in backend.stderr


@needs_source
def test_it_goes_on_with_a_closed_stderr(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    noise = "import sys\nprint('to nobody', flush=True); print('to nobody', file=sys.stderr, flush=True)"
    command = ["sh", "-c", f"exec {shlex.join(backend_command())} 2>&-"]
    backend = start_backend(command=command, env=plant(tmp_path / "faults", fastapi=noise)).ready()
    assert backend.stop() == 0
    assert [event["event"] for event in backend.events] == ["listening", "ready"]


@needs_source
def test_it_goes_on_when_nobody_reads_its_pipes(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    data = str(tmp_path / "data")
    handshake = {"protocol": 1, "token": "t" * 43, "origins": ["app://bundle"], "data_dir": data, "log_dir": data}
    noise = plant(tmp_path / "faults", fastapi="print('to nobody', flush=True)")
    with subprocess.Popen(
        backend_command(), stdin=subprocess.PIPE, stdout=write, stderr=write, env={**os.environ, **noise}
    ) as process:
        os.close(write)
        assert process.stdin
        process.stdin.write(json.dumps(handshake).encode() + b"\n")
        process.stdin.flush()
        log = tmp_path / "data" / "backend.log"
        deadline = time.monotonic() + 30
        while not (log.is_file() and "engine is loaded" in log.read_text(encoding="utf-8")):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.stdin.close()
        assert process.wait(5) == 0


def test_leaked_descriptors_are_closed(start_backend: Callable[..., Backend]) -> None:
    read, write = os.pipe()
    backend = start_backend(pass_fds=[write])
    os.close(write)
    assert backend.port
    with os.fdopen(read, "rb") as reader:
        assert reader.read() == b""
    assert backend.get("/health", token=None)["status"] == "ok"
