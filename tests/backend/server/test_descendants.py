"""What a process has started: all of it, by either way of looking."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from backend.server import descendants as module
from backend.server.descendants import living_descendants

FAMILY = """
import subprocess, sys, threading
child = subprocess.Popen(["sh", "-c", "sleep 600 & echo $! & wait"], stdout=subprocess.PIPE)
started = []
other = threading.Thread(target=lambda: started.append(subprocess.Popen(["sleep", "601"])) or sys.stdin.read())
other.start()
while not started: pass
print(child.pid, int(child.stdout.readline()), started[0].pid, flush=True)
"""


@pytest.fixture
def family() -> Iterator[tuple[int, set[int]]]:
    """A process with a child, a grandchild, and a child that another thread than its first has started."""
    command = [sys.executable, "-c", FAMILY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as parent:
        assert parent.stdout
        members = {int(pid) for pid in parent.stdout.readline().split()}
        yield parent.pid, members
        for pid in members:
            os.kill(pid, signal.SIGKILL)
        parent.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere there is one way")
@pytest.mark.parametrize("look", [living_descendants, module._living_by_parents])
def test_children_of_all_threads_and_their_children_are_found(
    family: tuple[int, set[int]], look: Callable[[int], set[int]]
) -> None:
    pid, members = family
    assert members <= look(pid)


@pytest.mark.parametrize("look", [living_descendants, module._living_by_parents])
def test_a_child_that_nobody_has_waited_for_is_not_alive(look: Callable[[int], set[int]]) -> None:
    with subprocess.Popen(["true"], stdout=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stdout.read() == b""
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert child.pid not in look(os.getpid())


@pytest.mark.parametrize("look", [living_descendants, module._living_by_parents])
def test_a_process_that_is_gone_has_none(look: Callable[[int], set[int]]) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    assert look(gone.pid) == set()


def test_a_thread_that_ends_meanwhile_is_passed_over() -> None:
    of_other_tests = living_descendants(os.getpid())
    stop = threading.Event()

    def bear_threads() -> None:
        while not stop.is_set():
            threading.Thread(target=lambda: None).start()

    mother = threading.Thread(target=bear_threads)
    mother.start()
    try:
        for _ in range(50):
            assert living_descendants(os.getpid()) == of_other_tests
    finally:
        stop.set()
        mother.join()
