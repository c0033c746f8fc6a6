"""A newer version over an older one that is in use: who is asked to go, who has to, and who is left alone."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path, PureWindowsPath

import pytest

from build.environment.release_env import prepare_release
from build.tools.zig import WindowsCode, compile_windows
from build.wine.versions import NEW
from tests.release.wine.app import ENDED_BY_FORCE, WENT, App, listed, setup
from tests.release.wine.machine import PATIENCE_S

WINDOW = Path(__file__).with_name("window.c")


@pytest.fixture(scope="session")
def apps_with_windows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stand-ins for the app, whose windows Wine does not show: one closes when it is asked to, one does not listen."""
    folder = tmp_path_factory.mktemp("windows")
    for name, defines in (("polite", {}), ("stubborn", {"STUBBORN": "1"})):
        code = WindowsCode(WINDOW, "x86_64", "windows", ("kernel32", "user32"), defines)
        compile_windows(prepare_release(), code, folder / f"{name}.exe")
    return folder


@pytest.fixture
def put(app: App, apps_with_windows: Path) -> Callable[[str, str], str]:
    """Puts a stand-in where a program is or would be; that place."""

    def put_there(kind: str, program: str) -> str:
        place = app.machine.path(program)
        place.parent.mkdir(exist_ok=True)
        place.write_bytes((apps_with_windows / f"{kind}.exe").read_bytes())
        return program

    return put_there


def beside(app: App) -> str:
    """The same program in another folder, whose name begins as the installation's."""
    return rf"{app.folder} of somebody else\{PureWindowsPath(app.program).name}"


def test_it_becomes_the_newer_version_and_keeps_what_is_the_persons(app: App, product):
    app.write_conversations()
    settings = app.machine.path(rf"{app.data}\preferences.json")
    settings.write_text("{}", encoding="utf-8")
    old_only = app.machine.path(rf"{app.folder}\resources\only-in-the-older.dll")
    old_only.write_bytes(b"MZ")
    assert app.install(NEW) == 0
    assert app.is_whole(NEW)
    assert app.has_conversations()
    assert settings.read_text(encoding="utf-8") == "{}"
    assert all(app.machine.path(link).is_file() for link in app.links())
    assert listed(app.machine.registry(), product)["HKCU"]["DisplayVersion"] == NEW


def test_the_backend_is_gone_before_its_files_are_replaced(app: App):
    with app.machine.started(app.backend) as backend:
        assert app.install(NEW) == 0
        assert backend.wait(PATIENCE_S) == ENDED_BY_FORCE
    assert app.is_whole(NEW)


def test_the_app_is_asked_to_close_as_a_person_would(app: App, put):
    with app.machine.started(put("polite", app.program)) as window:
        assert app.install(NEW) == 0
        assert window.wait(PATIENCE_S) == WENT
    assert app.is_whole(NEW)


def test_an_app_that_does_not_listen_is_ended(app: App, put):
    with app.machine.started(put("stubborn", app.program)) as window:
        assert app.install(NEW) == 0
        assert window.wait(PATIENCE_S) == ENDED_BY_FORCE
    assert app.is_whole(NEW)


def test_another_copy_of_the_app_is_not_even_asked(app: App, put):
    other = put("polite", beside(app))
    with app.machine.started(put("polite", app.program)) as ours, app.machine.started(other) as theirs:
        assert app.install(NEW) == 0
        assert ours.wait(PATIENCE_S) == WENT
        assert theirs.poll() is None
    assert app.is_whole(NEW)


def test_the_updater_lets_the_app_go_by_itself(app: App):
    temporary = app.machine.path(rf"{app.machine.home}\Temp")
    with app.machine.started(app.backend) as backend:
        command = app.machine.command("wine", setup(app.machine, NEW), "--updated", "/S")
        with subprocess.Popen(command) as installer:
            deadline = time.monotonic() + PATIENCE_S
            while not list(temporary.glob("ns*.tmp")) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert backend.stdin is not None
            backend.stdin.close()
            assert installer.wait(PATIENCE_S) == 0
        assert backend.wait(PATIENCE_S) == WENT
    assert app.is_whole(NEW)
