"""What `-v` shows: every program that is started, by us or by what we start, and nothing that is secret."""

import os
import sys
from contextlib import suppress

import pytest

from build import calls
from build.calls import calls_shown
from build.process import capture, capture_filter, conversing, convert, run_quietly, run_visibly
from build.progress import step

INNERMOST = [sys.executable, "-c", "print('innermost')"]

STARTS_ANOTHER = f"""
from build.process import capture
print(capture({INNERMOST!r}), end='')
"""

SWALLOWS = f"""
import subprocess, sys
subprocess.run([sys.executable, '-c', {STARTS_ANOTHER!r}], capture_output=True, check=True)
"""
"""What electron-builder does: it starts a program of ours and keeps what that says to itself."""

READS_A_PASSWORD = f"""
import sys
from build.process import capture, capture_filter
capture_filter([sys.executable, '-c', 'import sys; sys.stdin.read()'], sys.stdin.read())
print(capture({INNERMOST!r}))
"""


def python(script):
    return [sys.executable, "-c", script]


def shown(capfd):
    """The innermost program's calls, and the number of all."""
    lines = [line for line in capfd.readouterr().err.splitlines() if line.startswith("$ ")]
    return [line for line in lines if line.endswith("""'print('"'"'innermost'"'"')'""")], len(lines)


@pytest.mark.parametrize("script", [STARTS_ANOTHER, SWALLOWS], ids=["captured", "swallowed by another's program"])
def test_what_a_captured_program_starts_is_shown_once(capfd, script):
    with calls_shown():
        capture(python(script))
        innermost, count = shown(capfd)
    assert (len(innermost), count) == (1, 2)
    assert shown(capfd) == ([], 0)


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: it waits for a named pipe")
def test_what_a_long_program_starts_is_shown_while_it_runs(capfd, tmp_path):
    gate, said = tmp_path / "gate", []
    os.mkfifo(gate)

    def measure():
        said.append(capfd.readouterr().err)
        if "".join(said).count("$ ") == 2:
            # It only fails while the program does not wait yet.
            with suppress(OSError):
                os.close(os.open(gate, os.O_WRONLY | os.O_NONBLOCK))
        return ""

    with calls_shown(), step("long") as current:
        run_quietly(python(f"{STARTS_ANOTHER}open({str(gate)!r}).read()"), current, measure=measure)


def test_what_a_program_starts_that_talks_to_the_person_is_shown(capfd):
    with calls_shown():
        assert run_visibly(python(STARTS_ANOTHER)) == 0
    assert len(shown(capfd)[0]) == 1


def test_programs_that_read_or_write_files_or_answer_are_shown_too(capfd, tmp_path):
    source, to = tmp_path / "from", tmp_path / "to"
    source.write_bytes(b"content")
    with calls_shown():
        convert(python("import sys; sys.stdout.write(sys.stdin.read().upper())"), source, to)
        with conversing(python("print(input())")) as (writes, reads):
            writes.write("asked\n")
            writes.flush()
            assert reads.readline() == "asked\n"
    assert to.read_bytes() == b"CONTENT"
    assert shown(capfd)[1] == 2


def test_no_password_is_shown(capfd):
    with calls_shown():
        capture_filter(python(READS_A_PASSWORD), "correct horse")
    said = capfd.readouterr().err
    assert said.count("$ ") == 3
    assert "correct" not in said


def test_nobody_is_told_who_did_not_ask(capfd):
    capture(python(STARTS_ANOTHER))
    assert shown(capfd) == ([], 0)
    with calls_shown():
        pass
    assert calls.VARIABLE not in os.environ
