import os
import sys

import pytest

from build.parts import Part, Report, finish, run_parts
from build.reports.result import Counts

PASSES = [sys.executable, "-c", "pass"]
FAILS = [sys.executable, "-c", "import sys; sys.exit(3)"]


def reader(counts):
    return lambda _text: counts


def test_the_first_failure_ends_the_run_unless_told_otherwise():
    parts = [Part("one", PASSES, os.environ), Part("two", FAILS, os.environ), Part("three", PASSES, os.environ)]
    assert [result.name for result in run_parts(parts, keep_going=False)] == ["one", "two"]
    results = run_parts(parts, keep_going=True)
    assert [result.passed for result in results] == [True, False, True]


def test_a_tool_that_fails_before_its_report_counts_as_one_failure(tmp_path):
    stale = tmp_path / "report"
    stale.write_text("of an earlier run")
    part = Part("tool", FAILS, os.environ, Report(stale, reader(Counts(passed=99))))
    [result] = run_parts([part], keep_going=False)
    assert result.counts == Counts(failed=1)


def test_a_tool_that_fails_though_its_tests_passed_is_a_failure(tmp_path):
    report = tmp_path / "report"
    script = f"import sys; open({str(report)!r}, 'w').write('x'); sys.exit(1)"
    part = Part("tool", [sys.executable, "-c", script], os.environ, Report(report, reader(Counts(passed=7))))
    [result] = run_parts([part], keep_going=False)
    assert result.counts == Counts(passed=7, failed=1)


def test_the_exit_code_says_how_it_went(capsys):
    assert finish(run_parts([Part("one", PASSES, os.environ)], keep_going=False)) == 0
    assert finish(run_parts([Part("two", FAILS, os.environ)], keep_going=False)) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed, 0 skipped"


def test_a_part_goes_on_beside_those_after_it_and_is_told_last(tmp_path, capfdbinary):
    said = tmp_path / "said"
    waits = f"import pathlib, time\nwhile not pathlib.Path({str(said)!r}).exists(): time.sleep(0.01)\nprint('heard')"
    says = f"open({str(said)!r}, 'w')"
    parts = [
        Part("waits", [sys.executable, "-c", waits], os.environ, beside=True),
        Part("says", [sys.executable, "-c", says], os.environ),
    ]
    assert [(result.name, result.passed) for result in run_parts(parts, keep_going=False)] == [
        ("says", True),
        ("waits", True),
    ]
    told = capfdbinary.readouterr()
    assert (told.out, told.err.split(b"\n== ")) == (b"heard\n", [b"", b"says\n", b"waits\n"])


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: it waits for a named pipe")
def test_a_part_beside_one_that_fails_ends_with_it(tmp_path):
    pipe, noted = tmp_path / "pipe", tmp_path / "pid"
    os.mkfifo(pipe)
    holds = f"import os, time\nopen({str(pipe)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
    fails = f"open({str(noted)!r}, 'w').write(open({str(pipe)!r}).read())\nraise SystemExit(3)"
    parts = [
        Part("holds", [sys.executable, "-c", holds], os.environ, beside=True),
        Part("fails", [sys.executable, "-c", fails], os.environ),
    ]
    assert [result.name for result in run_parts(parts, keep_going=False)] == ["fails"]
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)
