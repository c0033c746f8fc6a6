"""How large a build is: as it lies on the disk, and as a download would carry it."""

import tarfile
import tempfile
from pathlib import Path
from typing import Final

import zstandard

from build.files import folder_size

LEVEL: Final = 19
_PART: Final = 1 << 20


def unpacked(payload: Path) -> int:
    """The bytes of a file, or of all files of a folder."""
    return payload.stat().st_size if payload.is_file() else folder_size(payload)


def compressed(payload: Path, level: int = LEVEL) -> int:
    """The bytes of a tar stream of a file or folder, as zstandard compresses it in one thread."""
    with tempfile.TemporaryFile() as packed:
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for path in sorted([payload, *payload.rglob("*")]):
                tar.add(path, arcname=path.relative_to(payload.parent), recursive=False, filter=_without_its_maker)
        packed.seek(0)
        with zstandard.ZstdCompressor(level=level).stream_reader(packed) as stream:
            return sum(len(part) for part in iter(lambda: stream.read(_PART), b""))


def _without_its_maker(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Take out what would differ on another machine."""
    member.mtime = member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
