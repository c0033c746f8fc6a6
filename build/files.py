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
