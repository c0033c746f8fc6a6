"""`python3 noxfile.py` on a machine that has nothing but Python, from a folder with spaces and other letters."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from build.__main__ import COMMANDS
from build.paths import ROOT

BASE_PYTHON = Path(sys.base_prefix, "bin", "python3")
PARTS = ("noxfile.py", "build", "requirements", "pyproject.toml", "package.json")


@pytest.fixture
def bare_checkout(tmp_path):
    folder = tmp_path / "Zoë 测试"
    folder.mkdir()
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder)
    return folder


def start(checkout, home, *arguments):
    """-S hides an installed nox, so that this is the same everywhere; nox's own environment is a normal one."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "VIRTUAL_ENV"))}
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [BASE_PYTHON, "-S", "noxfile.py", *arguments],
        cwd=checkout,
        env={**environ, "HOME": str(home), "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=110,
    )


@pytest.mark.slow
def test_the_first_start_brings_nox_and_the_second_has_it(bare_checkout, tmp_path):
    first = start(bare_checkout, tmp_path / "home", "-l")
    assert first.returncode == 0, first.stderr
    assert "Installing nox into .nox/nox: done" in first.stderr
    sessions = re.findall(r"^([*-]) (\w+) -> \w+", first.stdout, re.MULTILINE)
    assert sorted(name for _, name in sessions) == sorted(COMMANDS)
    assert [name for mark, name in sessions if mark == "*"] == ["tests"]

    second = start(bare_checkout, tmp_path / "home", "-s", "doctor")
    assert second.returncode == 0, second.stderr
    assert "Installing" not in second.stderr
    assert "Chromium sandbox" in second.stdout

    (bare_checkout / ".nox" / "stamps" / "nox").unlink()
    shutil.rmtree(bare_checkout / ".nox" / "nox" / "lib")
    repaired = start(bare_checkout, tmp_path / "home", "-l")
    assert repaired.returncode == 0, repaired.stderr


def test_every_session_says_what_it_does(capfd):
    result = subprocess.run(
        [sys.executable, "-m", "nox", "-l"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    for command in COMMANDS:
        assert re.search(rf"^[*-] {command} -> .{{20,}}\.$", result.stdout, re.MULTILINE), command
