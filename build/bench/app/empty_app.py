"""An empty Electron window on the packed app's own runtime: the least that any Electron app costs on this machine."""

import os
import shutil
from pathlib import Path
from typing import Final

from build.electron.asar import asar
from build.paths import WORK

FOLDER: Final = WORK / "bench-empty-app"
SOURCE: Final = Path(__file__).with_name("empty")


def empty_app(executable: Path, folder: Path = FOLDER) -> Path:
    """Put the empty window in place of the product in a copy of a packed app; the executable of the copy.

    Args:
        executable: of the packed app.
        folder: made anew; its files are hard links where the disk allows.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(executable.parent, folder, symlinks=True, copy_function=_link, ignore=_not_ours)
    files = {file.name: file.read_bytes() for file in sorted(SOURCE.iterdir())}
    (folder / "resources" / "app.asar").write_bytes(asar(files))
    return folder / executable.name


def _not_ours(folder: str, names: list[str]) -> set[str]:
    return set(names) if Path(folder).name == "resources" else set()


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
