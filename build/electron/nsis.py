"""Take the app out of an NSIS installer of electron-builder: it stores `app-64.7z` in one piece, uncompressed."""

import mmap
import struct
from pathlib import Path
from typing import Final

from build.errors import BuildError
from build.progress import Step
from build.tools import sevenzip

SEVEN_ZIP_MAGIC: Final = b"7z\xbc\xaf\x27\x1c"
SIGNATURE_HEADER_SIZE: Final = 32


def archive_span(installer: bytes | mmap.mmap) -> tuple[int, int] | None:
    """Where a .7z archive starts and ends inside another file, or None where there is no whole one.

    Its signature header (7zFormat.txt) is 32 bytes: magic, version, CRC, then at 12 the offset and at 20 the size of
    the next header, which is the archive's last part.
    """
    start = installer.find(SEVEN_ZIP_MAGIC)
    if start < 0 or start + SIGNATURE_HEADER_SIZE > len(installer):
        return None
    offset, size = struct.unpack_from("<QQ", installer, start + 12)
    end = start + SIGNATURE_HEADER_SIZE + offset + size
    return (start, end) if end <= len(installer) else None


def carve(installer: Path, archive: Path) -> None:
    """Write the archive inside an installer to a file of its own.

    Raises:
        BuildError: there is none.
    """
    with installer.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        span = archive_span(data)
        if span is None:
            raise BuildError(
                "no-archive-in-installer", f"{installer.name} holds no .7z.", "Run `nox -s electron` again."
            )
        archive.write_bytes(data[span[0] : span[1]])


def unpack(installer: Path, folder: Path, step: Step) -> None:
    """Unpack the app of an installer."""
    archive = installer.with_name("app.7z")
    carve(installer, archive)
    sevenzip.unpack(archive, folder, step)
