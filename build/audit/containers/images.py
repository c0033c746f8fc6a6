"""Images that other programs unpack: squashfs (AppImage), 7-Zip, NSIS, cabinets (MSI), disk images of macOS."""

import os
import re
import struct
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from build.audit.containers import Claim, Data, Members
from build.audit.limits import Ledger, TooMuchError, UnreadableError
from build.errors import BuildError
from build.process import capture
from build.progress import Step
from build.tools import sevenzip, unsquashfs

_SQUASHFS: Final = struct.Struct("<4sIIIIHHHHHH")
_SEVEN_ZIP: Final = (
    ("7z", b"7z\xbc\xaf\x27\x1c"),
    ("NSIS", b"\xef\xbe\xad\xdeNullsoftInst"),
    ("cabinet", b"MSCF\x00\x00\x00\x00"),
)
_SIZES: Final = re.compile(r"^Size = (\d+)$", re.MULTILINE)


def claims(data: Data, ledger: Ledger) -> Iterator[Claim]:
    """Every image in the data, from its first byte to the end of the data."""
    found = _squashfs(data)
    if found is not None:
        yield Claim("squashfs", found, len(data), partial(_unpacked, data, found, ledger, _unpack_squashfs))
        return
    for kind, signature in _SEVEN_ZIP:
        if (position := data.find(signature)) >= 0:
            start = 0 if kind == "NSIS" else position
            yield Claim(kind, start, len(data), partial(_unpacked, data, start, ledger, _unpack_7z))
            return
    if bytes(data[-512:-508]) == b"koly":
        yield Claim("disk image", 0, len(data), partial(_unpacked, data, 0, ledger, _unpack_7z))


def _squashfs(data: Data) -> int | None:
    start = data.find(b"hsqs")
    while start >= 0:
        head = bytes(data[start : start + _SQUASHFS.size])
        if len(head) == _SQUASHFS.size:
            fields = _SQUASHFS.unpack(head)
            if fields[3] == 1 << fields[6] and fields[9:11] == (4, 0):
                return start
        start = data.find(b"hsqs", start + 1)
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
                yield path.relative_to(inside).as_posix(), path.read_bytes()


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
