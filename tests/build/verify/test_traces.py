import json
import shutil
import subprocess
import sys

import pytest

from build.paths import ROOT
from build.verify.installation import contents


@pytest.fixture
def place(tmp_path):
    """An installation, as it was, with a home."""
    folder = tmp_path / "Zoë 测试"
    (folder / "lib").mkdir(parents=True)
    (folder / "lib" / "a.so").write_bytes(b"library")
    (tmp_path / "home").mkdir()
    shutil.copy(shutil.which("sleep") or "sleep", folder / "program")
    (tmp_path / "snapshot.json").write_text(json.dumps(contents(folder)))
    return tmp_path


def look(place):
    """Run the program; its exit code, and what it says of traces."""
    arguments = [place / "Zoë 测试", place / "snapshot.json", place / "home"]
    result = subprocess.run(
        [sys.executable, "-m", "build.verify.traces", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return result.returncode, result.stderr.splitlines()


def test_nothing_left_is_well(place):
    assert look(place) == (0, [])


def test_every_change_of_the_installation_is_named(place):
    folder = place / "Zoë 测试"
    (folder / "lib" / "a.so").write_bytes(b"other")
    (folder / "lib" / "__pycache__").mkdir()
    (folder / "program").unlink()
    assert look(place) == (
        1,
        [
            "lib/__pycache__ in the installation was added",
            "lib/a.so in the installation was changed",
            "program in the installation was removed",
        ],
    )


def test_what_is_left_in_the_home_folder_is_named(place):
    (place / "home" / ".cache").mkdir()
    assert look(place) == (1, [".cache was left in the home folder"])


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: a copy of a program is run")
def test_a_process_that_is_left_is_named(place):
    with subprocess.Popen([place / "Zoë 测试" / "program", "600"]) as left:
        try:
            assert look(place) == (1, [f"{place / 'Zoë 测试' / 'program'} is still running"])
        finally:
            left.kill()
