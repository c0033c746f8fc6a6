"""xorriso: writes an HFS+ volume on Linux, where there is no other tool for it."""

import struct
from pathlib import Path
from typing import BinaryIO, Final

from build.errors import BuildError
from build.process import Command, capture

SECONDS: Final = 900.0
BLOCK: Final = 512
MOST_PARTITIONS: Final = 64
CHUNK: Final = 1024 * 1024


def hfs_volume(folder: Path, name: str, volume: Path) -> None:
    """Write a folder as a bare HFS+ volume.

    Args:
        folder: with links and modes as they shall be.
        name: of the volume, as the Finder shows it.
        volume: where to.

    Raises:
        ToolMissingError: it is not on this machine.
        BuildError: it failed, or made no HFS+ partition.
    """
    disk = volume.with_suffix(".disk")
    command: Command = ["xorriso", "-as", "mkisofs", "-quiet", "-hfsplus", "-r", "-D", "-l", "-V", name]
    try:
        capture([*command, "-o", disk, folder], timeout=SECONDS)
        with disk.open("rb") as source, volume.open("wb") as to:
            start, count = _partition(source)
            source.seek(start * BLOCK)
            left = count * BLOCK
            while left:
                left -= to.write(source.read(min(left, CHUNK)))
    finally:
        disk.unlink(missing_ok=True)


def _partition(disk: BinaryIO) -> tuple[int, int]:
    """Where the HFS+ partition begins in Apple's partition map, and its length, in blocks."""
    for number in range(1, MOST_PARTITIONS):
        disk.seek(number * BLOCK)
        entry = disk.read(BLOCK)
        if entry[:2] == b"PM" and entry[48:58] == b"Apple_HFS\0":
            start, count = struct.unpack_from(">II", entry, 8)
            return int(start), int(count)
    raise BuildError("no-hfs-partition", "xorriso made no HFS+ partition.", "Install xorriso 1.5 or later.")
