"""The machines that the tooling knows, by the names that Electron gives them."""

import platform
import sys
from pathlib import Path
from typing import Final, Literal, get_args

System = Literal["linux", "darwin", "win32"]
Target = Literal["linux-x64", "win32-x64", "darwin-x64", "darwin-arm64"]

TARGETS: Final[tuple[Target, ...]] = get_args(Target)
_ARCHITECTURES: Final = {"x86_64": "x64", "amd64": "x64", "arm64": "arm64", "aarch64": "arm64"}


def this_system() -> System:
    """The system that this program runs on; every Unix that is not macOS is treated as Linux."""
    if sys.platform == "win32":
        return "win32"
    return "darwin" if sys.platform == "darwin" else "linux"


def target_name(system: System, machine: str) -> str:
    """Electron's name of a machine, such as ``linux-x64``; it need not be one of ``TARGETS``.

    Args:
        system: one of the three systems.
        machine: as ``platform.machine()`` gives it.
    """
    lower = machine.lower()
    return f"{system}-{_ARCHITECTURES.get(lower, lower)}"


def this_target() -> str:
    """Electron's name of this machine."""
    return target_name(this_system(), platform.machine())


def electron_executable(target: str) -> Path:
    """Where the program is inside an unpacked Electron of this target."""
    if target.startswith("darwin"):
        return Path("Electron.app/Contents/MacOS/Electron")
    return Path("electron.exe" if target.startswith("win32") else "electron")


def venv_executable(env: Path, name: str, system: System) -> Path:
    """A program of a virtual environment: ``Scripts`` on Windows, ``bin`` elsewhere."""
    return env / "Scripts" / f"{name}.exe" if system == "win32" else env / "bin" / name
