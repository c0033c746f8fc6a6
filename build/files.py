"""Small things about files that several parts need."""

import os
from pathlib import Path


def folder_size(folder: Path) -> int:
    """The bytes of all files below a folder that other programs may be changing at this moment."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += Path(parent, name).lstat().st_size
            except FileNotFoundError:
                continue
    return total


def files_in(folder: Path) -> list[Path]:
    """Every file and link below a folder, sorted by its path with ``/``."""
    found = []
    for parent, folders, names in os.walk(folder):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        found += [Path(parent, name) for name in [*names, *links]]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())
