"""What is taken off a time that is held to a limit: when everything stood still, and nothing else."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.backend.stalls import SLACK_S, Stalls

STOPPED_S = 0.5
WAITED_S = 0.5
WATCHER = """
import json, sys, time
from tests.backend.stalls import watched_stalls

with watched_stalls() as stalls:
    begin = time.monotonic()
    print("begun", flush=True)
    sys.stdin.readline()
    end = time.monotonic()
    print(json.dumps([end - begin, stalls.without(begin, end)]), flush=True)
"""


def test_only_what_lies_between_the_two_moments_is_taken_off():
    stalls = Stalls()
    stalls.woke(due=10.0, now=11.0)
    stalls.woke(due=12.0, now=12.0 + SLACK_S)
    stalls.woke(due=19.0, now=20.0)
    assert stalls.without(0.0, 20.0) == pytest.approx(20 - 2 * (1 - SLACK_S))
    assert stalls.without(10.5, 12.5) == pytest.approx(1.5)
    assert stalls.without(11.0, 19.0) == pytest.approx(8)


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: Windows stops no process")
def test_a_process_that_stands_still_knows_it_and_one_that_waits_does_not():
    command = [sys.executable, "-c", WATCHER]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.readline()
        time.sleep(WAITED_S)
        process.send_signal(signal.SIGSTOP)
        time.sleep(STOPPED_S)
        process.send_signal(signal.SIGCONT)
        measured, own = json.loads(process.communicate("on\n")[0])
    assert measured >= WAITED_S + STOPPED_S
    # A machine that is busy adds stalls of its own, and lets the process stop a little late.
    assert WAITED_S / 10 < own <= measured - STOPPED_S * 0.8
