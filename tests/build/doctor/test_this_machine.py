import subprocess
import sys

from build.doctor.checks import FOR_TESTS, can_go_on, examine
from build.doctor.facts import collect
from build.paths import ROOT


def test_this_machine_runs_the_tests_so_the_doctor_must_find_it_ready():
    assert can_go_on(examine(collect()), FOR_TESTS)


def test_the_command_prints_a_line_for_each_check_and_exits_0():
    result = subprocess.run(
        [sys.executable, "-m", "build", "doctor"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert result.returncode == 0, result.stdout
    assert len(result.stdout.splitlines()) >= len(examine(collect()))


def test_a_machine_without_programs_cannot_go_on(tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", "build", "doctor"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 1
    assert "missing" in result.stdout
