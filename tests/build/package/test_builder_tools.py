"""Where electron-builder has its tools from: on Linux all of them are ours, on Windows and macOS they are its own."""

import io
import sys
from pathlib import Path

import pytest

from build.environment.node_runtime import NodeRuntime
from build.package.addition import Request
from build.package.installers import ADDITIONS
from build.package.layout import layout_of, system_of
from build.package.linux import addition as linux
from build.package.macos import addition as macos
from build.package.windows import addition as windows
from build.package.windows.toolset import Toolset
from build.progress import Step
from build.tools import appimage_tools, electron_builder
from build.tools.electron_builder import InstallerRun
from build.workbench import Workbench
from tests.build.sign.windows.examples import program_in

PRODUCT = {"name": "Zoë 测试", "id": "zoe", "scheme": "zoe", "version": "1.2.3", "description": "Tries it out."}
NODE = NodeRuntime(Path("node"), (Path("npm"),), ())
MIRROR = "ELECTRON_BUILDER_BINARIES_MIRROR"
OWN = "https://mirror.example/"

TOOLS = {
    "linux": {"CUSTOM_FPM_PATH", "APPIMAGE_TOOLS_PATH", "ELECTRON_BUILDER_7ZIP_PATH"},
    "win32": {"ELECTRON_BUILDER_NSIS_DIR", "ELECTRON_BUILDER_NSIS_RESOURCES_DIR", "ELECTRON_BUILDER_7ZIP_PATH"},
    "darwin": {"CUSTOM_DMGBUILD_PATH", "ELECTRON_BUILDER_7ZIP_PATH"},
}
"""The variables by which electron-builder 26 is told of each tool that it would fetch for these formats."""


@pytest.fixture(autouse=True)
def tools(monkeypatch, tmp_path):
    """Tools that need not be there to be named."""
    seven_zip = tmp_path / "7z"
    for module in (linux, macos, windows):
        monkeypatch.setattr(module.sevenzip, "find", lambda: seven_zip)
    monkeypatch.setattr(appimage_tools, "write_toolset", lambda folder, _level: folder)
    monkeypatch.setattr(macos, "prepare_release", lambda: Path(sys.executable))
    monkeypatch.setattr(macos, "_draw_background", lambda request: request.work / "background.png")
    monkeypatch.setattr(windows, "prepare_release", lambda: Path(sys.executable))
    monkeypatch.setattr(windows, "prepare_toolset", lambda _python: Toolset(tmp_path, tmp_path, None))


@pytest.fixture
def seen(monkeypatch):
    """The environment that electron-builder was started with."""
    environ = {}
    monkeypatch.setattr(electron_builder, "run_quietly", lambda *_, env, **__: environ.update(env))
    monkeypatch.setenv(MIRROR, OWN)
    return environ


@pytest.fixture
def environ_of(seen, tmp_path):
    """What electron-builder's environment is when it makes the installers of a target on a system."""

    def gather(target, host):
        bench = Workbench(Path(sys.executable), NODE, tmp_path)
        layout = layout_of(target, PRODUCT)
        program_in(tmp_path, layout.program.name)
        work = tmp_path / "work"
        work.mkdir()
        added = ADDITIONS[system_of(target)](Request(bench, tmp_path, target, layout, PRODUCT, work, host, "small"))
        run = InstallerRun(target, added.formats, tmp_path, tmp_path, tmp_path, added.environ, added.fetches)
        electron_builder.make_installers(NODE, run, Step("", io.StringIO(), lambda: 0.0))
        return seen

    return gather


@pytest.mark.parametrize("target", ["linux-x64", "win32-x64", "darwin-x64", "darwin-arm64"])
@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: programs are written that a shell starts")
def test_on_linux_every_tool_is_named_and_nothing_else_can_be_fetched(environ_of, target):
    environ = environ_of(target, "linux")
    assert TOOLS[system_of(target)] <= environ.keys()
    assert environ[MIRROR] == electron_builder.NOWHERE


@pytest.mark.parametrize(
    ("target", "host"), [("win32-x64", "win32"), ("darwin-x64", "darwin"), ("darwin-arm64", "darwin")]
)
def test_on_its_own_system_electron_builder_fetches_its_own_tools_from_where_it_is_told(environ_of, target, host):
    environ = environ_of(target, host)
    assert not TOOLS[system_of(target)] & environ.keys()
    assert environ[MIRROR] == OWN


def test_to_pack_the_folder_nothing_is_fetched(seen, tmp_path):
    electron_builder.pack_folder(NODE, "win32-x64", tmp_path, tmp_path, Step("", io.StringIO(), lambda: 0.0))
    assert seen[MIRROR] == seen["ELECTRON_MIRROR"] == electron_builder.NOWHERE
