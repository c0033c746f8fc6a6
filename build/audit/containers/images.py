"""Images that other programs unpack: squashfs (AppImage), 7-Zip, NSIS, cabinets (MSI), disk images of macOS."""

import os
import re
import struct
import tempfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from build.audit.containers import Claim, Data, Member, Members
from build.audit.limits import Ledger, TooMuchError, UnreadableError
from build.errors import BuildError
from build.process import capture
from build.progress import Step
from build.tools import sevenzip, unsquashfs

_SQUASHFS: Final = struct.Struct("<4sIIIIHHHHHH")
_SEVEN_ZIP: Final = b"7z\xbc\xaf\x27\x1c"
_NSIS: Final = b"\xef\xbe\xad\xdeNullsoftInst"
_CABINET: Final = b"MSCF\x00\x00\x00\x00"
_CABINET_VERSION: Final = b"\x03\x01"
_SIZES: Final = re.compile(r"^Size = (\d+)$", re.MULTILINE)


def claims(data: Data, ledger: Ledger) -> Iterator[Claim]:
    """The first image in the data, from its first byte to the end of the data."""
    for kind, find, unpack in (
        ("squashfs", _squashfs, _unpack_squashfs),
        ("7z", _seven_zip, _unpack_7z),
        ("NSIS", _nsis, _unpack_7z),
        ("cabinet", _cabinet, _unpack_7z),
        ("disk image", _disk_image, _unpack_7z),
    ):
        start = find(data)
        if start is not None:
            yield Claim(kind, start, len(data), partial(_unpacked, data, start, ledger, unpack), whole=True)
            return


def _places(data: Data, signature: bytes) -> Iterator[int]:
    """Where a signature stands: programs that know a format have it in them, too, so the header is looked at."""
    position = data.find(signature)
    while position >= 0:
        yield position
        position = data.find(signature, position + 1)


def _seven_zip(data: Data) -> int | None:
    """``7zFormat.txt``: two bytes of version, then the checksum of the twenty bytes behind it."""
    for start in _places(data, _SEVEN_ZIP):
        head = bytes(data[start : start + 32])
        if len(head) == 32 and zlib.crc32(head[12:]) == int.from_bytes(head[8:12], "little"):
            return start
    return None


def _nsis(data: Data) -> int | None:
    return 0 if data.find(_NSIS) >= 0 else None


def _cabinet(data: Data) -> int | None:
    places = _places(data, _CABINET)
    return next((start for start in places if bytes(data[start + 24 : start + 26]) == _CABINET_VERSION), None)


def _disk_image(data: Data) -> int | None:
    return 0 if bytes(data[-512:-508]) == b"koly" else None


def _squashfs(data: Data) -> int | None:
    for start in _places(data, b"hsqs"):
        head = bytes(data[start : start + _SQUASHFS.size])
        if len(head) == _SQUASHFS.size:
            fields = _SQUASHFS.unpack(head)
            if fields[3] == 1 << fields[6] and fields[9:11] == (4, 0):
                return start
    return None


def _unpacked(data: Data, start: int, ledger: Ledger, unpack: Callable[[Path, Path, int], None]) -> Members:
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        image, inside = Path(folder, "image"), Path(folder, "inside")
        with image.open("wb") as file:
            for position in range(start, len(data), 1 << 24):
                file.write(data[position : position + (1 << 24)])
        try:
            unpack(image, inside, ledger.room())
        except BuildError as error:
            raise UnreadableError(f"{error.message} {error.remedy}") from error
        for path in sorted(inside.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield Member(path.relative_to(inside).as_posix(), path.read_bytes())


def _unpack_squashfs(image: Path, inside: Path, room: int) -> None:
    listing = capture(["unsquashfs", "-lln", image], timeout=300)
    _refuse_bombs(re.findall(r"^-\S+ \S+\s+(\d+) ", listing, re.MULTILINE), room)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - the name of no path
        unsquashfs.unpack(image, 0, inside, Step("unpacking", nowhere, lambda: 0.0))


def _unpack_7z(image: Path, inside: Path, room: int) -> None:
    program = sevenzip.find()
    if program is not None:
        _refuse_bombs(_SIZES.findall(capture([program, "l", "-slt", image], timeout=300)), room)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - the name of no path
        sevenzip.unpack(image, inside, Step("unpacking", nowhere, lambda: 0.0))


def _refuse_bombs(sizes: list[str], room: int) -> None:
    total = sum(map(int, sizes))
    if total > room:
        raise TooMuchError(f"the image holds {total} bytes")
