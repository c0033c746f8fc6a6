"""Lay out the files of a package as they shall lie on the machine that it is installed on."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from build.files import files_in
from build.package.linux.packages.request import Mapped

EXECUTABLE: Final = 0o755
READABLE: Final = 0o644


def stage(content: Sequence[Mapped], root: Path) -> None:
    """Copy everything below ``root``; who may write a file is decided here, not by the machine that packs."""
    for mapped in content:
        source, place = Path(mapped.source), root / mapped.place.relative_to("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir() and not source.is_symlink():
            inside = place if mapped.source.endswith("/") else place / source.name
            shutil.copytree(source, inside, symlinks=True, dirs_exist_ok=True, copy_function=_copy)
        else:
            _copy(source, place)
    for parent, _, _ in os.walk(root):
        Path(parent).chmod(EXECUTABLE)
    for path in files_in(root):
        if not path.is_symlink():
            path.chmod(EXECUTABLE if path.stat().st_mode & 0o100 else READABLE)


def _copy(source: str | Path, place: str | Path) -> None:
    shutil.copy2(source, place, follow_symlinks=False)
