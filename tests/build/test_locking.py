import subprocess
import sys

from build.locking import exclusive
from build.paths import ROOT

HOLD = """
import sys
from pathlib import Path
from build.locking import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def other_process(lock):
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, lock],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_second_run_says_that_it_waits_and_then_goes_on(tmp_path):
    lock = tmp_path / "lock"
    with exclusive(lock):
        other = other_process(lock)
        assert "Waiting for another run" in other.stderr.readline()
    assert other.stdout.readline() == "held\n"
    other.communicate("\n", timeout=30)
    assert other.returncode == 0


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path):
    lock = tmp_path / "lock"
    other = other_process(lock)
    assert other.stdout.readline() == "held\n"
    other.kill()
    other.communicate(timeout=30)
    with exclusive(lock):
        assert lock.exists()
