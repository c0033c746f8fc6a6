"""A UDIF disk image (.dmg) around a volume, compressed with zlib, as `hdiutil -format UDZO` makes it.

Source: the structures of Apple's DiskImages as documented by libdmg-hfsplus: a table of runs (``mish``), a plist with
it, a trailer (``koly``). Big-endian; a sector has 512 bytes.
"""

import plistlib
import secrets
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

SECTOR: Final = 512
CHUNK: Final = 1024 * 1024
RAW: Final = 1
ZERO: Final = 2
ZLIB: Final = 0x80000005
END: Final = 0xFFFFFFFF
CRC32: Final = 2
WHOLE_DISK: Final = "whole disk (Apple_HFS : 0)"

Run = tuple[int, int, int, int, int]
"""How it is stored, its first sector, its sectors, where it lies in the image, and its bytes there."""


def write_image(volume: Path, image: Path, level: int) -> None:
    """Write a disk image.

    Args:
        volume: a file system, whole sectors long.
        image: where to.
        level: of zlib, 1 is fast, 9 is small.
    """
    with volume.open("rb") as source, image.open("wb") as to:
        fork = _Fork(to)
        runs = list(_runs(source, fork, level))
        sectors = volume.stat().st_size // SECTOR
        runs.append((END, sectors, 0, fork.length, 0))
        table = _table(runs, sectors, fork.whole)
        plist = plistlib.dumps({"resource-fork": {"blkx": [_entry(table)]}})
        to.write(plist)
        to.write(_trailer(fork, len(plist), sectors))


class _Fork:
    """What is written before the plist, and the checksums of it."""

    def __init__(self, to: BinaryIO) -> None:
        self._to = to
        self.length = 0
        self.stored = 0
        self.whole = 0

    def add(self, stored: bytes) -> int:
        """Write the stored form of a run; where it lies."""
        at = self.length
        self._to.write(stored)
        self.stored = zlib.crc32(stored, self.stored)
        self.length += len(stored)
        return at


def _runs(source: BinaryIO, fork: _Fork, level: int) -> Iterator[Run]:
    sector = 0
    while chunk := source.read(CHUNK):
        fork.whole = zlib.crc32(chunk, fork.whole)
        sectors = len(chunk) // SECTOR
        if not any(chunk):
            yield (ZERO, sector, sectors, fork.length, 0)
        else:
            packed = zlib.compress(chunk, level)
            kind, stored = (ZLIB, packed) if len(packed) < len(chunk) else (RAW, chunk)
            yield (kind, sector, sectors, fork.add(stored), len(stored))
        sector += sectors


def _table(runs: list[Run], sectors: int, checksum: int) -> bytes:
    head = b"mish" + struct.pack(">IQQQIII", 1, 0, sectors, 0, CHUNK // SECTOR + 8, 0, 0)
    head += b"\0" * 20 + _checksum(checksum) + struct.pack(">I", len(runs))
    return head + b"".join(
        struct.pack(">IIQQQQ", kind, 0, sector, count, at, length) for kind, sector, count, at, length in runs
    )


def _entry(table: bytes) -> dict[str, object]:
    return {"Attributes": "0x0050", "CFName": WHOLE_DISK, "Data": table, "ID": "0", "Name": WHOLE_DISK}


def _trailer(fork: _Fork, plist: int, sectors: int) -> bytes:
    tail = b"koly" + struct.pack(">IIIQQQQQII", 4, SECTOR, 1, 0, 0, fork.length, 0, 0, 1, 1) + secrets.token_bytes(16)
    tail += _checksum(fork.stored) + struct.pack(">QQ", fork.length, plist) + b"\0" * 120
    tail += _checksum(zlib.crc32(struct.pack(">I", fork.whole))) + struct.pack(">IQ", 1, sectors)
    return tail.ljust(SECTOR, b"\0")


def _checksum(value: int) -> bytes:
    return struct.pack(">III", CRC32, 32, value).ljust(136, b"\0")
