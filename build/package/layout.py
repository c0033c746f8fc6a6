"""Where things are in the packed app, for every target: the one place that knows how the systems differ in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from build.platforms import System, Target

FRAMEWORK: Final = "Contents/Frameworks/Electron Framework.framework/Electron Framework"


@dataclass(frozen=True)
class Layout:
    """The paths of one target, from the folder that electron-builder packs.

    Attributes:
        program: what a person starts.
        resources: the folder with the ASAR and the backend.
        fuses: the file with the fuse wire.
        root: what the paths of the payload manifest start from.
        listed: the folder of what the payload manifest lists. On macOS that is `resources` alone: the signature of
            the bundle, which covers the rest, is made later, and changes it.
    """

    program: Path
    resources: Path
    fuses: Path
    root: Path
    listed: Path

    @property
    def manifest(self) -> Path:
        """The payload manifest."""
        return self.resources / "payload.json"

    @property
    def signature(self) -> Path:
        """The signature of the payload manifest."""
        return self.resources / "payload.sig"

    @property
    def backend(self) -> Path:
        """The folder of the compiled backend."""
        return self.resources / "backend"


def system_of(target: Target) -> System:
    """The system of a target."""
    if target.startswith("darwin"):
        return "darwin"
    return "win32" if target.startswith("win32") else "linux"


def layout_of(target: Target, product: Mapping[str, Any]) -> Layout:
    """The layout of a product (product.json) on a target."""
    name = product["name"]
    if system_of(target) == "darwin":
        contents = Path(f"{name}.app/Contents")
        resources = contents / "Resources"
        return Layout(contents / "MacOS" / name, resources, Path(f"{name}.app", FRAMEWORK), contents, resources)
    program = Path(f"{name}.exe" if system_of(target) == "win32" else product["id"])
    return Layout(program, Path("resources"), program, Path(), Path())


def fuse_file(target: Target) -> Path:
    """The file with the fuse wire in an unpacked Electron."""
    if system_of(target) == "darwin":
        return Path("Electron.app", FRAMEWORK)
    return Path("electron.exe" if system_of(target) == "win32" else "electron")
