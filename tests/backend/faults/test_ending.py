"""The end of the backend alone, whatever it is doing: within two seconds, with nothing left."""

import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.backend.client import Backend
from tests.backend.faults.streaming_model import Wish
from tests.backend.models import use_model
from tests.backend.stalls import Stalls
from tests.trials import Tally

LIMIT_S = 2.0
AT_ONCE = 2
FULL = 50
QUICK = 3

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: Windows has no such signals")


def close_stdin(backend: Backend) -> None:
    backend.close_stdin()


def terminate(backend: Backend) -> None:
    backend.process.send_signal(signal.SIGTERM)


def hang_up(backend: Backend) -> None:
    backend.process.send_signal(signal.SIGHUP)


WAYS = (close_stdin, terminate, hang_up)


@pytest.fixture
def assert_ends(tally: Tally, stalls: Stalls) -> Callable[..., None]:
    """Return a function that ends a backend, and takes the census of all that it has started."""

    def end(backend: Backend, way: Callable[[Backend], None], *, is_starting: bool = False) -> None:
        begun = time.monotonic()
        way(backend)
        with backend:
            code = backend.wait()
        tally.worst("until nothing was left", stalls.without(begun, time.monotonic()), "s", limit=LIMIT_S)
        # Until it can handle them, a signal is its end.
        assert code == 0 or (is_starting and code in {-signal.SIGTERM, -signal.SIGHUP}), (code, backend.stderr)
        assert backend.stderr == ""

    return end


def again_and_again(tally: Tally, end_one: Callable[[int, Callable[[Backend], None]], None]) -> None:
    """Call it for each try, some at a time, with each of the ways in turn."""

    def try_one(number: int) -> None:
        end_one(number, WAYS[number % len(WAYS)])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(try_one, range(tally.wanted(quick=QUICK, full=FULL))):
            tally.add(1)


@pytest.mark.timeout(900)
@pytest.mark.fault("Ending the app", "the backend alone is ended while it starts (stdin, SIGTERM, SIGHUP)")
def test_it_ends_while_it_starts(
    start_backend: Callable[..., Backend], tmp_path: Path, tally: Tally, assert_ends: Callable[..., None]
) -> None:
    def end_one(number: int, way: Callable[[Backend], None]) -> None:
        backend = start_backend(tmp_path / str(number))
        time.sleep(1.5 * number / FULL if number >= QUICK else 0.3 * number)
        assert_ends(backend, way, is_starting=True)

    again_and_again(tally, end_one)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a search takes a while."""
    folder = tmp_path_factory.mktemp("workspace")
    for number in range(50):
        (folder / f"{number}.txt").write_text("some words in a line\n" * 90_000, encoding="utf-8")
    return folder


BUSY = (
    pytest.param(
        Wish(1, tools=("search_files",)),
        "tool.request",
        marks=pytest.mark.fault(
            "Ending the app", "the backend alone is ended while a tool runs (stdin, SIGTERM, SIGHUP)"
        ),
        id="tool",
    ),
    pytest.param(
        Wish(1, tools=("write_file",)),
        "approval.request",
        marks=pytest.mark.fault(
            "Ending the app", "the backend alone is ended while it waits for approval (stdin, SIGTERM, SIGHUP)"
        ),
        id="approval",
    ),
)


@pytest.fixture
def start_run(
    start_backend: Callable[..., Backend], tmp_path: Path, workspace: Path, model: str
) -> Callable[[int, Wish, str], Backend]:
    """Return a function that starts a backend and a run in it, and waits until the run says something of a type."""

    def start(number: int, wish: Wish, until: str) -> Backend:
        backend = start_backend(tmp_path / str(number))
        use_model(backend, model, workspace)
        socket = backend.connect()
        socket.send({"type": "run.start", "request_id": "r", "input": wish.question})
        socket.receive_until(until)
        return backend

    return start


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("wish", "until"), BUSY)
def test_it_ends_while_it_is_busy(
    start_run: Callable[[int, Wish, str], Backend],
    assert_ends: Callable[..., None],
    tally: Tally,
    *,
    wish: Wish,
    until: str,
) -> None:
    again_and_again(tally, lambda number, way: assert_ends(start_run(number, wish, until), way))
