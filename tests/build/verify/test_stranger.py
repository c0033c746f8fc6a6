import os
import shutil
import subprocess
from pathlib import Path

import pytest

from build.verify.stranger import is_python, stranger_environ


@pytest.fixture
def environ(tmp_path):
    for name in ("home", "programs"):
        (tmp_path / name).mkdir()
    ours = {**os.environ, "PYTHONPATH": "/somewhere", "VIRTUAL_ENV": "/somewhere", "LC_ALL": "C.UTF-8"}
    return stranger_environ(ours, tmp_path / "home", tmp_path / "programs")


def test_there_is_no_python_and_everything_else(environ):
    path = environ["PATH"]
    assert [name for name in ("python", "python3", "python3.11", "pip", "uv") if shutil.which(name, path=path)] == []
    assert shutil.which("sh", path=path)
    said = subprocess.check_output(["sh", "-c", "ls / | head -1"], env=environ, encoding="utf-8")
    assert said.strip()


def test_nothing_of_our_session_gets_through(environ, tmp_path):
    assert environ["HOME"] == str(tmp_path / "home")
    assert environ["LC_ALL"] == "C.UTF-8"
    assert {name for name in environ if name.startswith(("PYTHON", "VIRTUAL", "DBUS", "XDG", "SSL", "NOX"))} == set()


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("python", True),
        ("python3.11", True),
        ("python3-config", True),
        ("pypy3", True),
        ("pip3", True),
        ("py.exe", True),
        ("uv", True),
        ("uvx", True),
        ("sh", False),
        ("pip3.11", True),
        ("pipewire", False),
        ("pyramid-viewer", False),
        ("uvcdynctrl", False),
        ("unshare", False),
    ],
)
def test_python_is_known_by_its_name(name, verdict):
    assert is_python(Path("/usr/bin", name)) is verdict
