"""Which tests run against which target."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.backend.targets import COMMAND_VARIABLE, LeftOut, judge, report

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("fixtures", "marks", "program", "verdict"),
    [
        ({"tmp_path"}, set(), False, None),
        ({"start_backend"}, {"needs_source"}, False, None),
        ({"start_backend"}, {"needs_program"}, False, LeftOut.NEEDS_PROGRAM),
        ({"tmp_path"}, set(), True, LeftOut.TESTS_MODULES),
        ({"tmp_path"}, {"needs_source"}, True, LeftOut.TESTS_MODULES),
        ({"start_backend", "backend"}, set(), True, None),
        ({"shared_backend"}, {"parametrize"}, True, None),
        ({"start_backend"}, {"needs_source"}, True, LeftOut.NEEDS_SOURCE),
        ({"start_backend"}, {"needs_program"}, True, None),
    ],
)
def test_what_a_test_uses_decides(fixtures: set[str], marks: set[str], program: bool, verdict: LeftOut | None) -> None:
    assert judge(fixtures, marks, program=program, root=True) is verdict


@pytest.mark.parametrize("program", [False, True])
def test_who_is_not_root_cannot_be_somebody_else(program: bool) -> None:
    assert judge({"start_backend"}, {"needs_root"}, program=program, root=True) is None
    assert judge({"start_backend"}, {"needs_root"}, program=program, root=False) is LeftOut.NEEDS_ROOT


def test_the_report_names_what_was_left_out_and_why() -> None:
    left_out = [
        (LeftOut.TESTS_MODULES, "tests/a.py", "test_one"),
        (LeftOut.NEEDS_SOURCE, "tests/b.py", "test_two"),
        (LeftOut.NEEDS_SOURCE, "tests/b.py", "test_two"),
    ]
    assert list(report("/opt/program", 7, left_out)) == [
        "7 black-box tests ran against /opt/program",
        f"1 tests were left out, for {LeftOut.TESTS_MODULES.value}:",
        "  tests/a.py: 1",
        f"2 tests were left out, for {LeftOut.NEEDS_SOURCE.value}:",
        "  tests/b.py: 2: test_two",
    ]


def collected(*arguments: str, **environ: str) -> set[str]:
    """Return the tests that pytest would run."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {line for line in done.stdout.splitlines() if "::" in line}


def test_a_program_gets_every_test_that_starts_it_and_no_other() -> None:
    folder = "tests/backend/server"
    of_source, of_program = collected(folder), collected(folder, **{COMMAND_VARIABLE: "/opt/program"})
    assert f"{folder}/test_handshake.py::test_version_is_a_json_line" in of_source & of_program
    assert f"{folder}/test_handshake.py::test_a_repr_shows_no_token" in of_source - of_program
    assert f"{folder}/test_stop.py::test_a_dead_event_loop_is_fatal" in of_source - of_program
    assert f"{folder}/test_surroundings.py::test_it_is_found_through_a_link" in of_program - of_source
