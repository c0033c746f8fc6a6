"""Paths of the machine that builds: they tell where and by whom, and help nobody who has the product."""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePath, PureWindowsPath
from typing import Final
from urllib.parse import quote

from build.audit.needles import Collected, Kind, Needle

GENERAL: Final = frozenset({"/", "/usr", "/usr/local", "/opt", "/tmp", "/var/tmp", "/home", "/Users"})  # noqa: S108 - named, not used
"""Folders that every machine has: they tell nothing, and third-party libraries are full of them."""

GENERAL_ACCOUNTS: Final = frozenset({"root", "runner", "runneradmin", "builder", "build", "ubuntu", "user", "vagrant"})
"""Accounts of build services: the libraries of others were built in their homes, too."""


PYTHON: Final = "the Python that builds"


def machine_folders(root: Path) -> dict[str, Path]:
    """The folders of this machine that a build may leave in what it builds, by what they are."""
    return {
        "the checkout": root,
        "the home folder": Path.home(),
        PYTHON: Path(sys.base_prefix),
        "the folder for temporary files": Path(tempfile.gettempdir()),
    }


def machine_needles(folders: Mapping[str, PurePath], collected: Collected) -> None:
    """Add the folders to what is looked for, but those that every machine has, which are noted."""
    for what, folder in folders.items():
        text = str(folder)
        if folder.as_posix() in GENERAL or (folder.name in GENERAL_ACCOUNTS and len(folder.parts) <= 3):
            collected.notes.append(f"{what} is {text}, as on many machines")
            continue
        end = "\\" if isinstance(folder, PureWindowsPath) else "/"
        below = text.rstrip("/\\") + end
        below_as_uri = quote(folder.as_posix().rstrip("/"), safe="/:") + "/"
        spellings = {below, below.replace("\\", "/"), below.replace("\\", "\\\\"), below_as_uri}
        if what != PYTHON:
            # A compiler notes the folder itself, with a zero byte behind it. So does Python's library with its own.
            spellings.add(text.rstrip("/\\") + "\0")
        for spelling in sorted(spellings):
            collected.needles.append(Needle(spelling, Kind.MACHINE_PATH, what))
