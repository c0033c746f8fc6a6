"""Block maps: sums of the pieces of a file, by which electron-updater fetches only what has changed.

Format 2, as app-builder-lib writes it (`out/targets/blockmap/blockmap.js`): JSON ``{"version": "2", "files":
[{"name": "file", "offset": 0, "checksums": [...], "sizes": [...]}]}``; the sums are BLAKE2b of 18 bytes, in base64;
the pieces follow each other without a gap. It lies beside the file, by gzip, or at its end: raw deflate, then its size
as four bytes, big-endian; it then covers what is before it.

Where the pieces are cut is app-builder-lib's business: `blockmaps.mjs` asks it to.
"""

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal

from build.errors import BuildError
from build.paths import ROOT
from build.process import capture
from build.workbench import Workbench

SUFFIX: Final = ".blockmap"
SIZE_BYTES: Final = 4
SUM_BYTES: Final = 18
LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a block map; one of a gigabyte has about 3 MB."""

WRITER: Final = ROOT / "build" / "feed" / "blockmaps.mjs"
SECONDS: Final = 600

Verdict = Literal["right", "missing", "stale"]


@dataclass(frozen=True)
class Pieces:
    """A block map.

    Attributes:
        sizes: of the pieces, in bytes.
        sums: of the pieces, in base64.
    """

    sizes: Sequence[int]
    sums: Sequence[str]


def embedded_size(file: Path) -> int:
    """The bytes of the block map at the end of a file, without those of the size itself.

    Raises:
        BuildError: there is none.
    """
    size, _ = _embedded(file)
    if size is None:
        raise BuildError(
            "no-embedded-blockmap",
            f"{file.name} has no block map at its end: every update would be a full download.",
            "Build it again with electron-builder, and change nothing at its end.",
        )
    return size


def beside(file: Path) -> Verdict:
    """Whether the block map that lies beside a file is of this file."""
    map_file = file.with_name(f"{file.name}{SUFFIX}")
    if not map_file.exists():
        return "missing"
    try:
        pieces = _read(gzip.decompress(map_file.read_bytes()))
    except (OSError, EOFError, zlib.error):
        return "stale"
    return "right" if pieces and _covers(file, pieces, file.stat().st_size) else "stale"


def embedded(file: Path) -> Verdict:
    """Whether the block map at the end of a file is of this file."""
    size, pieces = _embedded(file)
    if size is None or pieces is None:
        return "missing"
    return "right" if _covers(file, pieces, file.stat().st_size - size - SIZE_BYTES) else "stale"


def write_beside(bench: Workbench, file: Path) -> None:
    """Make the block map beside a file anew."""
    _write(bench, file, file.with_name(f"{file.name}{SUFFIX}"))


def write_embedded(bench: Workbench, file: Path) -> None:
    """Make the block map at the end of a file anew, in the place of one that is there."""
    size, _ = _embedded(file)
    if size is not None:
        with file.open("r+b") as data:
            data.truncate(file.stat().st_size - size - SIZE_BYTES)
    _write(bench, file)


def _write(bench: Workbench, *files: Path) -> None:
    capture([bench.node.node, WRITER, *files], env=bench.environ(), timeout=SECONDS)


def _embedded(file: Path) -> tuple[int | None, Pieces | None]:
    total = file.stat().st_size
    with file.open("rb") as data:
        if total < SIZE_BYTES:
            return None, None
        data.seek(total - SIZE_BYTES)
        size = int.from_bytes(data.read(SIZE_BYTES), "big")
        if not 0 < size <= min(total - SIZE_BYTES, LARGEST):
            return None, None
        data.seek(total - SIZE_BYTES - size)
        try:
            pieces = _read(zlib.decompress(data.read(size), wbits=-zlib.MAX_WBITS))
        except zlib.error:
            return None, None
    return (size, pieces) if pieces else (None, None)


def _read(text: bytes) -> Pieces | None:
    try:
        document = json.loads(text)
        (only,) = document["files"]
        if document["version"] != "2" or only["offset"] != 0 or len(only["sizes"]) != len(only["checksums"]):
            return None
        return Pieces(only["sizes"], only["checksums"])
    except (ValueError, KeyError, TypeError):
        return None


def _covers(file: Path, pieces: Pieces, total: int) -> bool:
    if sum(pieces.sizes) != total:
        return False
    with file.open("rb") as data:
        return all(_sum(data, size) == expected for size, expected in zip(pieces.sizes, pieces.sums, strict=True))


def _sum(data: IO[bytes], size: int) -> str:
    return base64.b64encode(hashlib.blake2b(data.read(size), digest_size=SUM_BYTES).digest()).decode()
