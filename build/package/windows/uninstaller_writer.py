"""STAND-IN for wine, where there is none: does what electron-builder starts wine for, once for each NSIS installer.

    python -m build.package.windows.uninstaller_writer INSTALLER.exe

That is to run an installer whose only act is to write its uninstaller. The uninstaller is the installer's own stub,
with the uninstaller's icons in place of its own, followed by one of the installer's data blocks (NSIS, "exehead",
EW_WRITEUNINSTALLER). The same bytes as wine makes; our installers for Windows itself are made on Windows.
"""

import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from build.preflight.pe import read_pe

FIRST_HEADER_SIZE: Final = 28
"""flags (4), magic (16), size of the header (4), size of all that follows (4)."""

MAGIC: Final = b"\xef\xbe\xad\xdeNullsoftInst"
ALIGNMENT: Final = 512
COMPRESSED: Final = 0x80000000
CHECKSUM_SIZE: Final = 4
"""The last thing in the file, a CRC-32 of all before it."""


def uninstaller_of(installer: bytes) -> bytes:
    """The uninstaller inside an installer.

    Raises:
        ValueError: it is no NSIS installer that writes one.
    """
    end = max(section.offset + section.size for section in read_pe(installer).sections)
    end += -end % ALIGNMENT
    if installer[end + 4 : end + 20] != MAGIC:
        raise ValueError("it is no NSIS installer")
    icons, uninstaller = b"", b""
    for block in _blocks(installer, end + FIRST_HEADER_SIZE):
        if block[4:20] == MAGIC:
            uninstaller = block
            break
        icons = block
    if not uninstaller:
        raise ValueError("it holds no uninstaller")
    return _with_icons(installer[:end], icons) + uninstaller


def _blocks(installer: bytes, at: int) -> Iterator[bytes]:
    """The data blocks, inflated: each has its size before it, with a bit that says whether it is compressed."""
    end = len(installer) - CHECKSUM_SIZE
    while at < end:
        size = struct.unpack_from("<I", installer, at)[0]
        content = installer[at + 4 : at + 4 + (size & ~COMPRESSED)]
        yield zlib.decompress(content, -zlib.MAX_WBITS) if size & COMPRESSED else content
        at += 4 + (size & ~COMPRESSED)


def _with_icons(stub: bytes, icons: bytes) -> bytes:
    """The stub with icons put over its own: a list of size, offset in the stub, and bytes, which a size of 0 ends."""
    changed = bytearray(stub)
    at = 0
    while at + 8 <= len(icons):
        size, offset = struct.unpack_from("<II", icons, at)
        if not size:
            break
        changed[offset : offset + size] = icons[at + 8 : at + 8 + size]
        at += 8 + size
    return bytes(changed)


def main() -> None:
    """Write the uninstaller of the installer that the arguments name, where electron-builder looks for it."""
    installer = Path(sys.argv[1])
    target = installer.with_name(f"{installer.name.removesuffix('exe')}__uninstaller.exe")
    target.write_bytes(uninstaller_of(installer.read_bytes()))


if __name__ == "__main__":
    main()
