"""The disks of Wine: each is a Windows of its own, copied from one on which nothing was ever installed."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from build.locking import exclusive
from build.paths import WORK
from build.process import Command, capture
from build.progress import step
from build.stamps import Stamp, content_key
from build.tools import debootstrap
from build.wine.root import ROOT

PERSON: Final = "Zoë 测试"
"""Who uses every Windows."""

DISKS: Final = Path("disks")
UNTOUCHED: Final = "untouched"
START_SECONDS: Final = 600.0
SYSTEM: Final = ("/drive_c/windows/system32/", "/drive_c/windows/syswow64/")

ENVIRONMENT: Final = {
    "HOME": "/root",
    "USER": PERSON,
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "WINEDEBUG": "-all",
    # No menus for Linux, and no question whether to download .NET or a browser.
    "WINEDLLOVERRIDES": "winemenubuilder.exe=d;mscoree=d;mshtml=d",
}


def in_wine(disk: str, command: Command, environ: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """A command of Wine's Debian, for one of its disks.

    Args:
        disk: its name.
        command: such as ``wine`` with a Windows program.
        environ: variables beside those that it always has.
    """
    variables = {**ENVIRONMENT, "WINEPREFIX": f"/{DISKS / disk}", **environ}
    return debootstrap.inside(ROOT, ["env", "-i", *(f"{name}={value}" for name, value in variables.items()), *command])


def prepare_disks() -> None:
    """Make the untouched Windows, if it is not there yet, and remove what a run that was killed left; the root must be.

    Raises:
        BuildError: Wine failed.
    """
    key = content_key([Path(__file__)])
    stamp = Stamp("wine-disk")
    with exclusive(WORK / "wine.lock"):
        if stamp.matches(key) and _outside(UNTOUCHED).is_dir():
            for disk in (ROOT / DISKS).iterdir():
                if disk.name != UNTOUCHED:
                    shutil.rmtree(disk)
            return
        stamp.clear()
        shutil.rmtree(ROOT / DISKS, ignore_errors=True)
        (ROOT / DISKS).mkdir()
        with step("Starting the Windows of Wine for the first time"):
            _start(["wine", "wineboot", "--init"])
            # electron-builder's script refuses Windows 7, and Wine 8 says that it is one.
            _start(["wine", "reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f"])
            _start(["wineserver", "--wait"])
            _make_folders_its_own()
        stamp.write(key)


def new_disk(disk: str) -> Path:
    """A copy of the untouched Windows, seen from outside.

    Its system's files, more than a gigabyte, are shared: no installer of ours changes them.
    """

    def share_or_copy(source: str, target: str) -> None:
        if any(folder in source for folder in SYSTEM):
            os.link(source, target)
        else:
            shutil.copy2(source, target)

    return Path(shutil.copytree(_outside(UNTOUCHED), _outside(disk), symlinks=True, copy_function=share_or_copy))


def _outside(disk: str) -> Path:
    return ROOT / DISKS / disk


def _start(command: Command) -> None:
    capture(in_wine(UNTOUCHED, command), timeout=START_SECONDS)


def _make_folders_its_own() -> None:
    """Wine links the person's folders, such as the desktop, to those of Linux; seen from outside, to this machine's."""
    home = _outside(UNTOUCHED) / "drive_c" / "users" / PERSON
    for link in [path for path in home.rglob("*") if path.is_symlink()]:
        link.unlink()
        link.mkdir()
