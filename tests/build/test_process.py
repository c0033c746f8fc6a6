import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from build.errors import ToolFailedError, ToolMissingError, describe
from build.paths import ROOT
from build.process import capture, run_quietly, started
from build.progress import step

needs_pidfd = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: others' processes are awaited by pidfd")

FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""

PARENT = """
import sys
from build.process import dies_with_us, run_visibly, stop_on_signals
stop_on_signals()
run_visibly(dies_with_us([sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(600)"]))
"""


def gone(pid):
    """Whether a process ended; one that nobody has waited for yet did."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_until_gone(pid):
    """A pid that is not our child can be awaited through a pidfd."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    with os.fdopen(descriptor) as file:
        assert gone(pid) or select.select([file], [], [], 60)[0], "the process is still there"


def test_a_program_that_fails_is_quoted():
    with pytest.raises(ToolFailedError) as caught:
        capture([sys.executable, "-c", "import sys; sys.exit('the reason')"])
    assert "the reason" in describe(caught.value)
    assert "remedy:" in describe(caught.value)


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(ToolMissingError, match="no-such-program"):
        capture(["no-such-program"])


def test_only_the_end_of_a_long_output_is_kept():
    script = "import sys\nfor n in range(500): print('line', n)\nsys.exit(3)"
    with pytest.raises(ToolFailedError) as caught, step("long") as current:
        run_quietly([sys.executable, "-c", script], current, measure=str)
    assert "line 499" in caught.value.output
    assert "line 400" not in caught.value.output


@needs_pidfd
def test_leaving_the_block_ends_the_program_and_its_children():
    reading, writing = os.pipe()
    with started([sys.executable, "-c", FAMILY], output=writing) as process, os.fdopen(reading) as output:
        os.close(writing)
        child = int(output.readline())
        assert not gone(child)
    assert process.returncode is not None
    wait_until_gone(child)


@needs_pidfd
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGKILL"])
def test_nothing_outlives_the_tooling(name):
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.send_signal(signal.Signals[name])
        parent.wait(30)
        wait_until_gone(child)
