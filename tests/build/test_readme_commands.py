"""The README's first command and its smoke run, for real: the app starts, answers, and leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
import threading

import psutil
import pytest

from build.paths import ROOT
from build.platforms import this_system

PATIENCE_S = 100
pytestmark = pytest.mark.skipif(this_system() != "linux", reason="needs Linux: the processes are counted over /proc")


class Session:
    """A running `python3 noxfile.py -s ...`, in a session of its own, as a terminal would start it."""

    def __init__(self, *arguments):
        self.lines = []
        self._news = threading.Condition()
        # Tests that run in the background may ignore it, and what they start would too; a terminal's programs do not.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.process = subprocess.Popen(
            [sys.executable, "noxfile.py", "-s", *arguments],
            cwd=ROOT,
            env={**os.environ, "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
        assert self.process.stdout
        self._output = self.process.stdout
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._output:
            with self._news:
                self.lines.append(line)
                self._news.notify_all()
        with self._news:
            self._news.notify_all()

    @property
    def text(self):
        return "".join(self.lines)

    def wait_for(self, pattern):
        """Wait until a line matches; fails with all that was said."""
        with self._news:
            found = self._news.wait_for(
                lambda: re.search(pattern, self.text) or self.process.poll() is not None, timeout=PATIENCE_S
            )
        assert found, f"nothing matches {pattern} in:\n{self.text}"
        assert re.search(pattern, self.text), f"it ended early:\n{self.text}"

    def wait(self):
        code = self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        return code

    def members(self):
        return [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]

    def kill(self):
        if self.process.poll() is None:
            for member in self.members():
                member.kill()
        self._output.close()


@pytest.fixture
def start():
    begun = []

    def start(*arguments):
        begun.append(Session(*arguments))
        return begun[-1]

    yield start
    for session in begun:
        session.kill()


@pytest.mark.slow
def test_dev_starts_the_app_and_ctrl_c_ends_all_of_it(start, tmp_path):
    session = start("dev", "--", f"--user-data-dir={tmp_path / 'profile'}")
    session.wait_for(r"the renderer is served on 127\.0\.0\.1")
    session.wait_for(r'backend event="engine" .*state="healthy"')
    members = session.members()
    names = " ".join(member.name() for member in members)
    assert "electron" in names
    assert any("backend" in member.cmdline() for member in members)

    # A terminal sends it to the whole foreground group.
    os.killpg(session.process.pid, signal.SIGINT)
    session.wait()
    _, left = psutil.wait_procs(members, timeout=30)
    assert left == []


@pytest.mark.slow
def test_the_smoke_run_asks_prints_and_takes_a_picture(start):
    picture = ROOT / "dist" / "smoke.png"
    picture.unlink(missing_ok=True)
    session = start("dev", "--", "--smoke")
    assert session.wait() == 0, session.text
    assert re.search(r"you +> What is 12 \* \(3 \+ 4\)\?", session.text)
    assert "84" in session.text.partition("assistant >")[2]
    assert picture.read_bytes().startswith(b"\x89PNG")
