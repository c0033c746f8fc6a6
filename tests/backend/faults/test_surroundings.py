"""What is around the backend is broken: it works all the same, or says what is wrong, and works at the next attempt."""

import contextlib
import itertools
import os
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from tests.backend.client import Backend, Socket, backend_command
from tests.backend.faults.resolver import needs_a_resolver_of_its_own, resolving_with
from tests.backend.faults.streaming_model import Wish
from tests.backend.models import use_model
from tests.backend.secrets.keyring_session import in_keyring_session, needs_keyring
from tests.trials import Tally

if sys.platform != "win32":
    import resource

NOWHERE = "http://127.0.0.1:9"
"""The discard port: nobody listens."""
WITH_A_TOOL = Wish(pieces=5, pause_s=0.001, tools=("calculator", "clock")).question
LONG_WITH_TOOLS = Wish(pieces=60, pause_s=0.005, tools=("calculator", "clock")).question
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: Windows has other variables")
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: namespaces, prlimit and preloading")


def run(stream: Socket, question: str, timeout: float = 60.0, **more: str) -> dict[str, Any]:
    """Return the last message of a run."""
    return stream.run(question, request_id=question[:20], timeout=timeout, **more)[-1]


def converse(backend: Backend, model: str) -> None:
    """Have a conversation with tools, first with the model that is built in, then with a server on this machine."""
    backend.ready()
    with backend.socket() as stream:
        assert backend.request("PATCH", "/settings", {"provider": "demo"}).status == 200
        told = run(stream, "What is 12*(3+4)?")
        assert told["type"] == "run.finished", told
        assert "84" in told["text"]
        use_model(backend, model)
        told = run(stream, WITH_A_TOOL)
        assert told["type"] == "run.finished", told


def fail_clearly(backend: Backend, base_url: str, *, retryable: bool = True) -> None:
    """Ask a model's server that cannot be reached: the run fails, and the problem says what to do."""
    use_model(backend, base_url)
    with backend.socket() as stream:
        told = run(stream, WITH_A_TOOL)
    assert told["type"] == "run.failed", told
    problem = told["problem"]
    assert (problem["type"], problem["retryable"]) == ("model-unreachable", retryable), problem
    assert problem["detail"]


def without(*names: str) -> list[str]:
    """The backend, without these variables."""
    return ["env", *itertools.chain.from_iterable(("-u", name) for name in names), *backend_command()]


PROXIES = {name: NOWHERE for plain in ("http_proxy", "https_proxy", "all_proxy") for name in (plain, plain.upper())}


@pytest.mark.fault("The surroundings", "HTTP_PROXY, HTTPS_PROXY and ALL_PROXY point nowhere")
@pytest.mark.parametrize(
    ("proxies", "retryable"),
    # A kind of proxy that the program does not know remains so.
    [(PROXIES, True), ({"ALL_PROXY": "socks5://127.0.0.1:9"}, False)],
    ids=["http", "socks"],
)
def test_proxies_that_point_nowhere(
    start_backend: Callable[..., Backend], model: str, *, proxies: Mapping[str, str], retryable: bool
) -> None:
    backend = start_backend(env={**dict.fromkeys(("NO_PROXY", "no_proxy"), ""), **proxies}).ready()
    fail_clearly(backend, "http://192.0.2.1/v1", retryable=retryable)
    converse(backend, model)


@pytest.mark.fault("The surroundings", "there is no keychain")
def test_no_keychain(start_backend: Callable[..., Backend], tmp_path: Path, model: str) -> None:
    backend = start_backend(env={"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none"}).ready()
    assert backend.request("PUT", "/providers/openai-compatible/key", {"key": "sk-" + "x" * 30}).status == 200
    converse(backend, model)


@needs_linux
@pytest.mark.fault("The surroundings", "the keychain is locked, and nobody unlocks it")
def test_a_locked_keychain(start_backend: Callable[..., Backend], tmp_path: Path, model: str) -> None:
    needs_keyring()
    home = tmp_path / "home"
    command, environ = in_keyring_session(backend_command(), home)
    first = start_backend(command=command, env=environ).ready()
    assert first.request("PUT", "/providers/openai-compatible/key", {"key": "sk-" + "x" * 30}).status == 200
    assert "Secret Service" in first.get("/diagnostics")["keychain"]
    assert first.stop() == 0

    locked, environ = in_keyring_session(backend_command(), home, is_unlocked=False)
    backend = start_backend(command=locked, env=environ).ready()
    converse(backend, model)
    assert backend.get("/diagnostics")["keychain"].startswith("memory: ")
    assert backend.stop() == 0


@needs_a_resolver_of_its_own
@pytest.mark.fault("The surroundings", "names cannot be resolved (no DNS)")
@pytest.mark.parametrize("servers", ["", "nameserver 192.0.2.1\n"], ids=["none", "silent"])
def test_no_dns(start_backend: Callable[..., Backend], tmp_path: Path, model: str, servers: str) -> None:
    backend = start_backend(command=resolving_with(servers, tmp_path, backend_command())).ready()
    fail_clearly(backend, "http://models.example.com/v1")
    converse(backend, model)


@needs_posix
@pytest.mark.fault("The surroundings", "the home folder is not set")
def test_no_home(start_backend: Callable[..., Backend], model: str) -> None:
    names = ("HOME", "USER", "LOGNAME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "TMPDIR")
    converse(start_backend(command=without(*names)), model)


@needs_posix
@pytest.mark.fault("The surroundings", "the locale is C, POSIX or nonsense")
@pytest.mark.parametrize("locale", ["C", "POSIX", "xx_YY.nonsense", "de_DE.ISO-8859-1"])
def test_any_locale(start_backend: Callable[..., Backend], tmp_path: Path, model: str, locale: str) -> None:
    command = without("LANG", "LANGUAGE", "LC_CTYPE", "PYTHONUTF8", "PYTHONIOENCODING")
    backend = start_backend(tmp_path / "Zoë 测试", command=command, env={"LC_ALL": locale}).ready()
    with backend.socket() as stream:
        assert run(stream, "Zoë 测试 🎉")["type"] == "run.finished"
    assert backend.get("/conversations")[0]["title"] == "Zoë 测试 🎉"
    converse(backend, model)


def leave_descriptors(backend: Backend, left: int) -> None:
    """Let the running backend open so many more files, and no more."""
    in_use = {int(number) for number in os.listdir(f"/proc/{backend.pid}/fd")}  # noqa: PTH208 - names are numbers
    free = itertools.islice((number for number in itertools.count() if number not in in_use), left)
    limit = max(free) + 1
    assert limit > max(in_use)
    resource.prlimit(backend.pid, resource.RLIMIT_NOFILE, (limit, limit))


@needs_linux
@pytest.mark.fault("The surroundings", "20 file descriptors are left, and then none")
def test_few_descriptors(start_backend: Callable[..., Backend], model: str) -> None:
    backend = start_backend().ready()
    leave_descriptors(backend, 20)
    converse(backend, model)
    with backend.socket() as stream:
        use_model(backend, model)
        with contextlib.ExitStack() as hogs:
            for _ in range(30):
                hogs.enter_context(socket.create_connection(("127.0.0.1", backend.port)))
            told = run(stream, WITH_A_TOOL)
            # It may hold what it needs already.
            if told["type"] != "run.finished":
                assert told["problem"]["type"] in {"too-many-files", "model-unreachable"}, told
                assert told["problem"]["retryable"], told
        told = run(stream, WITH_A_TOOL + " ")
        assert told["type"] == "run.finished", told
    converse(backend, model)
    assert backend.stop() == 0


@needs_linux
@pytest.mark.fault("The surroundings", "too few file descriptors to start with")
def test_too_few_descriptors_to_start(start_backend: Callable[..., Backend], model: str) -> None:
    backend = start_backend(command=["prlimit", "--nofile=12", *backend_command()])
    backend.wait_for("fatal")
    assert backend.wait() == 70
    assert backend.events[-1]["code"] == "too-many-files"
    assert "ulimit" in backend.events[-1]["message"]
    for enough in ("24", "12:4096"):
        backend = start_backend(command=["prlimit", f"--nofile={enough}", *backend_command()])
        converse(backend, model)
        assert backend.stop() == 0


def faketime() -> Path:
    """Return the library that shows another time to a program."""
    found = sorted(Path("/usr").glob("lib*/**/faketime/libfaketime.so.1"))
    if not found:
        pytest.fail("libfaketime is missing: run `nox -s doctor -- --fix`")
    return found[0]


class Clock:
    """The wall clock of a backend, which jumps when told to; time that is only measured goes on evenly."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.jump("+0")

    def jump(self, offset: str) -> None:
        """Set the clock, such as to ``-3d``."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{offset}\n", encoding="utf-8")
        fresh.replace(self._file)

    @property
    def environ(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(faketime()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }


@needs_linux
@pytest.mark.fault("The surroundings", "the system's clock jumps both ways while a run goes on")
def test_a_clock_that_jumps(start_backend: Callable[..., Backend], tmp_path: Path, model: str, tally: Tally) -> None:
    clock = Clock(tmp_path / "clock")
    backend = start_backend(env=clock.environ).ready()
    use_model(backend, model)
    done = threading.Event()
    offsets = itertools.cycle(["+3d", "-400d", "+20y", "-2", "+90", "-3600", "+0"])

    def jump_about() -> None:
        while not done.wait(0.05):
            clock.jump(next(offsets))

    jumping = threading.Thread(target=jump_about)
    jumping.start()
    begun = []
    try:
        with backend.socket() as stream:
            for number in tally.tries(quick=3, full=10):
                told = stream.run(LONG_WITH_TOOLS, request_id=str(number))
                assert told[-1]["type"] == "run.finished", told[-1]
                begun.append(told[0]["conversation_id"])
                assert run(stream, WITH_A_TOOL, conversation_id=begun[-1])["type"] == "run.finished"
    finally:
        done.set()
        jumping.join()
    listed = backend.get("/conversations?limit=100")
    assert {one["id"] for one in listed} == set(begun)
    assert listed == sorted(listed, key=itemgetter("updated_at"), reverse=True)
    for conversation in begun:
        # What was said later stands later, whatever the clock said.
        said = backend.get(f"/conversations/{conversation}")["messages"]
        assert [one["role"] for one in said] == ["user", "assistant"] * 2
        assert [one["text"] for one in said[::2]] == [LONG_WITH_TOOLS, WITH_A_TOOL]
    years = []
    for offset in ("+20y", "-10y"):
        clock.jump(offset)
        years.append(int(backend.request("POST", "/conversations").json()["created_at"][:4]))
    assert years[0] - years[1] == pytest.approx(30, abs=1), "the clock did not jump"
    assert backend.stop() == 0
