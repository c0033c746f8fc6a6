import os
import sys

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
