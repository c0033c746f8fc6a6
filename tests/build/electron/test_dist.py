from pathlib import Path

import pytest

from build.electron.dist import VERDICT_SECONDS, Verdict, still_out_of_reach
from build.platforms import electron_executable, target_name, venv_executable

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("verdict", "version", "out_of_reach"),
    [
        (None, "45.4.1", False),
        (Verdict("45.4.1", NOW), "45.4.1", True),
        (Verdict("45.4.1", NOW - VERDICT_SECONDS + 1), "45.4.1", True),
        (Verdict("45.4.1", NOW - VERDICT_SECONDS), "45.4.1", False),
        (Verdict("45.4.1", NOW), "45.5.0", False),
        (Verdict("45.4.1", NOW + 60), "45.4.1", False),
    ],
    ids=["never tried", "just tried", "almost a day ago", "a day ago", "another version", "a clock set back"],
)
def test_a_download_that_failed_is_not_tried_again_for_a_day(verdict, version, out_of_reach):
    assert still_out_of_reach(verdict, version, NOW) is out_of_reach


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("linux", "x86_64", "linux-x64"),
        ("win32", "AMD64", "win32-x64"),
        ("darwin", "arm64", "darwin-arm64"),
        ("linux", "aarch64", "linux-arm64"),
        ("linux", "riscv64", "linux-riscv64"),
    ],
)
def test_machines_have_electrons_names(system, machine, name):
    assert target_name(system, machine) == name


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("linux-x64", "electron"),
        ("win32-x64", "electron.exe"),
        ("darwin-arm64", "Electron.app/Contents/MacOS/Electron"),
    ],
)
def test_the_program_is_where_electron_packs_it(target, path):
    assert electron_executable(target).as_posix() == path


def test_programs_of_an_environment_are_found_on_every_system():
    assert venv_executable(Path("env"), "python", "win32") == Path("env/Scripts/python.exe")
    assert venv_executable(Path("env"), "python", "darwin") == Path("env/bin/python")
