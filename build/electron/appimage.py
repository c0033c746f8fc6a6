"""Unpack an AppImage of type 2: an ELF program with a squashfs behind it."""

import os
import shutil
import struct
from pathlib import Path
from typing import Final

from build.errors import BuildError
from build.progress import Step
from build.tools import unsquashfs

ELF_MAGIC: Final = b"\x7fELF"
TYPE_2: Final = b"AI\x02"
"""The AppImage specification puts it at byte 8, in the padding of the ELF identification."""

SQUASHFS_MAGIC: Final = b"hsqs"
DESKTOP_FILES: Final = ("AppRun", ".DirIcon", "*.desktop", "*.png", "usr")


def squashfs_offset(image: Path) -> int:
    """Where the file system starts: right behind the ELF section header table.

    The table's place is in the ELF-64 header: ``e_shoff`` at 0x28, ``e_shentsize`` at 0x3A, ``e_shnum`` at 0x3C.

    Raises:
        BuildError: this is no AppImage of type 2.
    """
    with image.open("rb") as file:
        header = file.read(64)
        if len(header) == 64 and header[:4] == ELF_MAGIC and header[8:11] == TYPE_2:
            (table,) = struct.unpack_from("<Q", header, 0x28)
            size, count = struct.unpack_from("<HH", header, 0x3A)
            offset = int(table + size * count)
            file.seek(offset)
            if file.read(4) == SQUASHFS_MAGIC:
                return offset
    raise BuildError("not-an-appimage", f"{image.name} is no AppImage of type 2.", "Run `nox -s electron` again.")


def unpack(image: Path, folder: Path, step: Step) -> None:
    """Unpack the program, without what an AppImage adds for the desktop."""
    unsquashfs.unpack(image, squashfs_offset(image), folder, step)
    for pattern in DESKTOP_FILES:
        for path in folder.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    for parent, _, _ in os.walk(folder):
        Path(parent).chmod(0o755)
