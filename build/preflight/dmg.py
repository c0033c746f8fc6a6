"""A UDIF disk image, read back: its checksums, its signature, the layout of its window, and the app in it.

Source: the structures ``koly`` and ``mish`` of Apple's DiskImages. Big-endian; a sector has 512 bytes.
"""

import os
import plistlib
import struct
import tempfile
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from build.preflight.apple import AppleExpected
from build.preflight.cms import check_cms
from build.preflight.findings import Finding
from build.preflight.inside import Inside, nothing_more
from build.preflight.mac_zip import look_inside
from build.preflight.macho import SIGN_AGAIN, Directory, check_pages, check_slots, parse_signature
from build.preflight.ticket import check_image_ticket
from build.process import capture
from build.tools import sevenzip

TRAILER: Final = 512
SIGNATURE_FIELD: Final = 296
IMAGE_SLOT: Final = 6
RAW: Final = 1
ZERO: Final = (0, 2)
ZLIB: Final = 0x80000005
END: Final = 0xFFFFFFFF
UNPACK_SECONDS: Final = 900.0
MAKE_AGAIN: Final = "Make the image anew: `nox -s package -- --installers`."
LAYOUT: Final = (".DS_Store", "Applications")
PICTURE: Final = ".background"
"""What the window consists of beside the app. The picture's name begins so: dmgbuild lays `.background.tiff` there, or
`.background.png`, others a folder of this name."""


class _DamagedError(Exception):
    """The image cannot be read; the text says why."""


def check_dmg(image: Path, expected: AppleExpected, inside: Inside = nothing_more) -> list[Finding]:
    """What forbids to ship a disk image.

    Args:
        image: the file.
        expected: who must have signed it, and the app in it.
        inside: what else is looked at in it.
    """
    content = image.read_bytes()
    try:
        trailer = _trailer(content)
        _check_sums(content, trailer)
    except (_DamagedError, struct.error, ValueError, KeyError, zlib.error) as error:
        return [Finding("image-damaged", image.name, f"The disk image cannot be read: {error}.", MAKE_AGAIN)]
    return [*_check_signature(content, trailer, expected, image.name), *_check_contents(image, expected, inside)]


def _trailer(content: bytes) -> bytes:
    trailer = content[-TRAILER:]
    if trailer[:4] != b"koly" or len(trailer) < TRAILER:
        raise _DamagedError("it has no trailer")
    return trailer


def _check_sums(content: bytes, trailer: bytes) -> None:
    """Unpack every run, as mounting does, and hold the checksums against the bytes."""
    fork, length = struct.unpack_from(">QQ", trailer, 24)
    if zlib.crc32(content[fork : fork + length]) != struct.unpack_from(">I", trailer, 88)[0]:
        raise _DamagedError("its compressed data are not those that were written")
    at, size = struct.unpack_from(">QQ", trailer, 216)
    for entry in plistlib.loads(content[at : at + size])["resource-fork"]["blkx"]:
        table = entry["Data"]
        checksum = 0
        for data in _runs(content, fork, table):
            checksum = zlib.crc32(data, checksum)
        kind, expected = struct.unpack_from(">I", table, 64)[0], struct.unpack_from(">I", table, 72)[0]
        if kind and checksum != expected:
            raise _DamagedError("its volume is not the one that was written")


def _runs(content: bytes, fork: int, table: bytes) -> Iterator[bytes]:
    for number in range(struct.unpack_from(">I", table, 200)[0]):
        kind, _, _, sectors, at, length = struct.unpack_from(">IIQQQQ", table, 204 + 40 * number)
        stored = content[fork + at : fork + at + length]
        if kind == ZLIB:
            yield zlib.decompress(stored)
        elif kind == RAW:
            yield stored
        elif kind in ZERO:
            yield b"\0" * (sectors * 512)


def _check_signature(content: bytes, trailer: bytes, expected: AppleExpected, artifact: str) -> Iterator[Finding]:
    offset, length = struct.unpack_from(">QQ", trailer, SIGNATURE_FIELD)
    if not length:
        message = "It is not signed: Gatekeeper warns of it, and Apple's ticket cannot be stapled to it."
        yield Finding("image-unsigned", artifact, message, "Run `nox -s package -- --installers`, which signs it.")
        return
    try:
        signature = parse_signature(content[offset : offset + length])
    except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        yield Finding("signature-malformed", artifact, f"Its signature cannot be read: {error}.", SIGN_AGAIN)
        return
    if offset + length != len(content) - TRAILER:
        yield Finding("image-not-covered", artifact, "There are bytes that its signature does not cover.", SIGN_AGAIN)
    hashed = trailer[:SIGNATURE_FIELD] + struct.pack(">QQ", offset, 0) + trailer[SIGNATURE_FIELD + 16 :]
    for directory in signature.directories:
        if directory.limit != offset:
            yield Finding("image-not-covered", artifact, "Its signature does not cover all of it.", SIGN_AGAIN)
        yield from check_pages(directory, content, artifact)
        yield from check_slots(directory, {**signature.blobs, **_described(directory, hashed)}, artifact)
    yield from check_cms(signature, expected.trust, artifact)
    if signature.best.team != expected.trust.team:
        message = f"It is of the team {signature.best.team or '(none)'}, not of {expected.trust.team}."
        yield Finding("wrong-team", artifact, message, "Sign the image with the identity of the app.")
    if expected.notarized:
        yield from check_image_ticket(signature, artifact)


def _described(directory: Directory, trailer: bytes) -> dict[int, bytes]:
    """The trailer, where the signature covers it: codesign leaves the slot out for older images."""
    return {IMAGE_SLOT: trailer} if IMAGE_SLOT in directory.special else {}


def _check_contents(image: Path, expected: AppleExpected, inside: Inside) -> list[Finding]:
    """Unpack the image with a reader that others wrote, and look at what is in it."""
    program = sevenzip.find()
    if program is None:
        message = "It cannot be looked into without 7-Zip."
        return [Finding("reader-missing", image.name, message, "Run `nox -s doctor -- --fix`.")]
    with tempfile.TemporaryDirectory() as folder:
        capture([program, "x", "-y", f"-o{folder}", image], timeout=UNPACK_SECONDS)
        _compose_names(Path(folder))
        volume = next((path.parent for path in Path(folder).glob("*/*.app")), Path(folder))
        there = {path.name for path in volume.iterdir()}
        lacking = [name for name in LAYOUT if name not in there]
        lacking += [] if any(name.startswith(PICTURE) for name in there) else [PICTURE]
        findings = [
            Finding("window-incomplete", image.name, f"Its window lacks {name}.", MAKE_AGAIN) for name in lacking
        ]
        return findings + look_inside(volume, image.name, expected, inside)


def _compose_names(folder: Path) -> None:
    """HFS+ keeps `ë` as two characters and finds it by either spelling; here only one of them is the file's name."""
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in [*folders, *files]:
            composed = unicodedata.normalize("NFC", name)
            if composed != name:
                Path(parent, name).rename(Path(parent, composed))
