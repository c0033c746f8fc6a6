import pytest

from build.reports.result import Counts, PartResult, Skip
from build.reports.skips import acceptable
from build.reports.summary import all_well, summary

GOOD = PartResult("pytest", 12.3, 0, Counts(passed=40))


@pytest.mark.parametrize(
    ("reason", "system", "accepted"),
    [
        ("needs Windows: Job Objects", "linux", True),
        ("needs Windows: Job Objects", "win32", False),
        ("Skipped: needs macOS", "linux", True),
        ("needs Linux: /proc", "linux", False),
        ("too slow here", "linux", False),
        ("", "linux", False),
        ("no display, needs Windows", "linux", False),
    ],
)
def test_only_what_another_system_would_have_to_run_may_be_skipped(reason, system, accepted):
    assert acceptable(Skip("a test", reason), system) is accepted


@pytest.mark.parametrize(
    ("results", "well"),
    [
        ([GOOD], True),
        ([], False),
        ([GOOD, PartResult("mypy", 1, 1)], False),
        ([PartResult("pytest", 1, 0, Counts(1, 1))], False),
        ([PartResult("pytest", 1, 0, Counts(1, 0, (Skip("t", "later"),)))], False),
        ([PartResult("pytest", 1, 0, Counts(1, 0, (Skip("t", "needs macOS"),)))], True),
    ],
    ids=["good", "nothing ran", "a tool failed", "a test failed", "skipped for no reason", "skipped for the platform"],
)
def test_all_is_well_only_if_everything_ran_and_passed(results, well):
    assert all_well(results, "linux") is well


def test_the_summary_lists_parts_and_skips_and_ends_with_the_sum():
    skips = (Skip("test_registry", "needs Windows"), Skip("test_later", ""))
    text = summary([GOOD, PartResult("vitest", 3.0, 1, Counts(5, 2, skips))], "linux")
    lines = text.splitlines()
    assert lines[1].split() == ["pytest", "ok", "40", "0", "0", "12.3", "s"]
    assert lines[2].split() == ["vitest", "FAILED", "5", "2", "2", "3.0", "s"]
    assert lines[3] == "skipped: test_registry: needs Windows"
    assert lines[4] == "SKIPPED THOUGH IT COULD RUN: test_later: no reason given"
    assert lines[-1] == "45 passed, 2 failed, 2 skipped"
