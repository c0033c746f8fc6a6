"""Block maps of finished artifacts, as electron-updater reads them: each must describe the bytes that will be fetched.

A map of other bytes costs every user a full download: electron-updater notices by the sum of the whole file.
`DataSplitter` and `FileWithEmbeddedBlockMapDifferentialDownloader` of electron-updater are the source of the format.
"""

import gzip
import json
import zlib
from base64 import b64encode
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from build.preflight.findings import Finding

MAP: Final = ".blockmap"
NEEDS_MAP: Final = ("-win-x64.exe", "-mac-x64.zip", "-mac-arm64.zip")
"""The ends of the names of those files whose maps electron-updater asks for."""

HAS_MAP_INSIDE: Final = ".AppImage"
MOST_BYTES: Final = 32 * 1024 * 1024
AGAIN: Final = "Make it anew, after the last change of the file: `nox -s feed`."


class _NoMapError(ValueError):
    """These bytes are no block map."""


def check_block_maps(folder: Path) -> list[Finding]:
    """What is wrong with the block maps of a release.

    Args:
        folder: of the artifacts.
    """
    findings = []
    for file in sorted(path for path in folder.iterdir() if path.is_file()):
        beside = file.with_name(f"{file.name}{MAP}")
        if file.suffix == HAS_MAP_INSIDE:
            findings += _check_inside(file)
        elif file.suffix == MAP:
            if not file.with_suffix("").exists():
                findings.append(
                    Finding("blockmap-of-nothing", file.name, "It describes a file that is not there.", "Remove it.")
                )
        elif beside.exists():
            findings += _check_beside(file, beside)
        elif file.name.endswith(NEEDS_MAP):
            findings.append(
                Finding(
                    "blockmap-missing", file.name, "It has no block map: every update would be a full download.", AGAIN
                )
            )
    return findings


def _check_beside(file: Path, beside: Path) -> list[Finding]:
    try:
        _compare(file, file.stat().st_size, _entry(gzip.decompress(_at_most(beside))))
    except (_NoMapError, OSError, EOFError, zlib.error) as error:
        return [_stale(beside.name, error)]
    return []


def _check_inside(file: Path) -> list[Finding]:
    try:
        size, packed = _end(file)
        _compare(file, file.stat().st_size - size - 4, _entry(zlib.decompress(packed, -15)))
    except (_NoMapError, zlib.error) as error:
        return [_stale(f"{file.name}: its end", error)]
    return []


def _at_most(beside: Path) -> bytes:
    if beside.stat().st_size > MOST_BYTES:
        raise _NoMapError("it is too large")
    return beside.read_bytes()


def _end(file: Path) -> tuple[int, bytes]:
    """The size of the map at the end of a file, and the map."""
    with file.open("rb") as image:
        end = file.stat().st_size - 4
        image.seek(max(end, 0))
        size = int.from_bytes(image.read(4), "big")
        if not 0 < size <= min(end, MOST_BYTES):
            raise _NoMapError("there is none at its end")
        image.seek(end - size)
        return size, image.read(size)


def _entry(text: bytes) -> dict[str, Any]:
    try:
        document = json.loads(text)
        (entry,) = document["files"]
        sizes, sums = entry["sizes"], entry["checksums"]
        if entry["offset"] or not all(type(size) is int and size > 0 for size in sizes) or len(sizes) != len(sums):
            raise _NoMapError("its pieces make no file")
    except (ValueError, KeyError, TypeError) as error:
        raise _NoMapError(str(error) or type(error).__name__) from error
    return dict(entry)


def _compare(file: Path, covered: int, entry: dict[str, Any]) -> None:
    if sum(entry["sizes"]) != covered:
        raise _NoMapError(f"it describes {sum(entry['sizes'])} bytes, not {covered}")
    with file.open("rb") as content:
        place = 0
        for size, expected in zip(entry["sizes"], entry["checksums"], strict=True):
            if b64encode(blake2b(content.read(size), digest_size=18).digest()).decode() != expected:
                raise _NoMapError(f"the bytes from {place} on are others")
            place += size


def _stale(artifact: str, error: Exception) -> Finding:
    return Finding(
        "blockmap-stale",
        artifact,
        f"The block map is not of this file ({error}): updates would fetch too much, or be refused.",
        AGAIN,
    )
