"""The Electron that the product pins, fetched by the installer of its own npm package."""

import json
import os
import shutil
import time
from pathlib import Path
from typing import Final

from build.environment.node_runtime import NodeRuntime
from build.errors import BuildError
from build.files import folder_size
from build.paths import ELECTRON_DIR, NODE_MODULES, PACKAGE_JSON
from build.process import run_quietly
from build.progress import Step, megabytes

STALL_SECONDS: Final = 30.0
"""No new byte for so long, and the download is given up."""

PACKAGE_FILES: Final = ("install.js", "package.json", "checksums.json")


def pinned_version() -> str:
    """The exact version in package.json."""
    manifest = json.loads(PACKAGE_JSON.read_text(encoding="utf-8"))
    return str(manifest["devDependencies"]["electron"])


def download_pinned(target: str, node: NodeRuntime, step: Step) -> Path:
    """Fetch and unpack the pinned Electron; the folder that holds it, for the caller to move.

    The installer unpacks next to itself, so a copy of it in a folder of its own serves every target.

    Raises:
        BuildError: it could not be fetched; why is in the error.
    """
    workshop = ELECTRON_DIR / f"{target}.download"
    shutil.rmtree(workshop, ignore_errors=True)
    temporary = workshop / "tmp"
    temporary.mkdir(parents=True)
    for name in PACKAGE_FILES:
        shutil.copy(NODE_MODULES / "electron" / name, workshop)
    stall = _StallWatch(workshop)
    command = [node.node, workshop / "install.js"]
    run_quietly(command, step, measure=stall.measure, env=_installer_environ(target, node, temporary))
    if not (workshop / "dist" / "version").exists():
        raise BuildError("electron-incomplete", "Electron's installer left nothing behind.", "Run it again.")
    return workshop / "dist"


def discard_download(target: str) -> None:
    """Remove what ``download_pinned`` made beside its result."""
    shutil.rmtree(ELECTRON_DIR / f"{target}.download", ignore_errors=True)


def _installer_environ(target: str, node: NodeRuntime, temporary: Path) -> dict[str, str]:
    system, _, architecture = target.partition("-")
    environ = node.environ(os.environ)
    environ.pop("ELECTRON_OVERRIDE_DIST_PATH", None)
    folder = str(temporary)
    return environ | {
        "ELECTRON_INSTALL_PLATFORM": system,
        "ELECTRON_INSTALL_ARCH": architecture,
        "ELECTRON_GET_NO_PROGRESS": "1",
        "TMPDIR": folder,
        "TEMP": folder,
        "TMP": folder,
    }


class _StallWatch:
    """Measures a download by the bytes in its folder, and gives up when none come any more."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._size = 0
        self._changed = time.monotonic()

    def measure(self) -> str:
        size = folder_size(self._folder)
        if size != self._size:
            self._size, self._changed = size, time.monotonic()
        elif time.monotonic() - self._changed > STALL_SECONDS:
            raise BuildError(
                "electron-stalled",
                f"No byte of Electron came for {STALL_SECONDS:.0f} s.",
                "Check the network, then run `nox -s electron -- --refresh`.",
            )
        return megabytes(size)
