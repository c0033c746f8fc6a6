import subprocess
import sys

import pytest

from build.paths import ROOT


def build(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "build", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["lint", "--bogus"]])
def test_what_is_not_a_command_is_refused_with_the_usage(arguments):
    result = build(*arguments)
    assert result.returncode == 2
    assert "usage:" in result.stderr


def test_an_error_is_words_a_remedy_and_an_exit_code():
    result = build("electron", "amiga-m68k")
    assert result.returncode == 1
    assert "error: No such target: amiga-m68k. [unknown-target]" in result.stderr
    assert "remedy: Use linux-x64" in result.stderr
    assert "Traceback" not in result.stderr


def test_arguments_without_an_owner_are_refused():
    result = build("unit", "-k", "seq")
    assert result.returncode == 1
    assert "--only pytest" in result.stderr


def test_every_program_that_is_started_is_shown_to_whoever_asks():
    assert "\n$ " not in f"\n{build('doctor').stderr}"
    assert "\n$ " in f"\n{build('doctor', '-v').stderr}"
