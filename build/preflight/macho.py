"""Code signatures in Mach-O files, read as macOS reads them: which hashes hold, and what the signature says.

Source: mach-o/loader.h, mach-o/fat.h and osfmk/kern/cs_blobs.h of Apple.
"""

import hashlib
import plistlib
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from build.preflight.findings import Finding

FAT: Final = b"\xca\xfe\xba\xbe"
THIN: Final = b"\xcf\xfa\xed\xfe"
MOST_ARCHITECTURES: Final = 30
"""What follows a Java class's equal magic is a higher number."""

EXECUTE: Final = 2
CODE_SIGNATURE_COMMAND: Final = 0x1D
EMBEDDED_SIGNATURE: Final = 0xFADE0CC0
CODE_DIRECTORY: Final = 0xFADE0C02

ADHOC: Final = 0x2
RUNTIME: Final = 0x10000

INFO_PLIST: Final = 1
REQUIREMENTS: Final = 2
CODE_RESOURCES: Final = 3
ENTITLEMENTS: Final = 5
ENTITLEMENTS_DER: Final = 7
CMS: Final = 0x10000
ALTERNATES: Final = range(0x1000, 0x1005)

HASHES: Final[Mapping[int, tuple[str, int]]] = {
    1: ("sha1", 20),
    2: ("sha256", 32),
    3: ("sha256", 20),
    4: ("sha384", 48),
}
SIGN_AGAIN: Final = "Sign the app anew, from the inside out, and change nothing afterwards."


class MalformedError(Exception):
    """A file is not what its first bytes promise."""


@dataclass(frozen=True)
class Directory:
    """A CodeDirectory.

    Attributes:
        raw: its bytes, which the CMS signs.
        algorithm: of its hashes, by ``hashlib``'s name.
        identifier: the code's name.
        team: the Apple team; empty if it names none.
        flags: of the signature.
        limit: how many bytes of the file the page hashes cover.
        page: the bytes of a page; 0 where one hash covers all.
        pages: the hashes of the pages.
        special: the hashes of other things, by slot.
    """

    raw: bytes
    algorithm: str
    identifier: str
    team: str
    flags: int
    limit: int
    page: int
    pages: tuple[bytes, ...]
    special: Mapping[int, bytes]

    def digest(self, content: bytes) -> bytes:
        """A hash as this directory holds it."""
        length = len(self.pages[0]) if self.pages else 32
        return hashlib.new(self.algorithm, content).digest()[:length]

    @property
    def cdhash(self) -> bytes:
        """By what macOS knows the code."""
        return hashlib.new(self.algorithm, self.raw).digest()[:20]


@dataclass(frozen=True)
class Signature:
    """A code signature.

    Attributes:
        blobs: its parts, by slot.
        directories: what it covers; more than one where older systems are served too.
    """

    blobs: Mapping[int, bytes]
    directories: tuple[Directory, ...]

    @property
    def best(self) -> Directory:
        """The directory that a current system goes by."""
        return max(self.directories, key=lambda directory: (directory.algorithm != "sha1", len(directory.raw)))

    @property
    def entitlements(self) -> dict[str, Any]:
        """What the program may do; empty if nothing."""
        body = self.blobs.get(ENTITLEMENTS, b"")[8:]
        try:
            return dict(plistlib.loads(body)) if body else {}
        except (ValueError, plistlib.InvalidFileException) as error:
            raise MalformedError("its entitlements are no plist") from error

    @property
    def cms(self) -> bytes:
        """The CMS, in DER; empty where nobody signed."""
        return self.blobs.get(CMS, b"")[8:]


@dataclass(frozen=True)
class Code:
    """The part of a Mach-O file for one processor.

    Attributes:
        content: its bytes.
        is_program: whether it has a ``main``.
        signed_at: the offset and the size of its signature; None where it has none.
        signature: what lies there.
    """

    content: bytes
    is_program: bool
    signed_at: tuple[int, int] | None
    signature: Signature | None


def is_code(path: Path) -> bool:
    """Whether a file begins like a Mach-O file."""
    with path.open("rb") as file:
        head = file.read(8)
    return head[:4] == THIN or (head[:4] == FAT and head[4:8] <= struct.pack(">I", MOST_ARCHITECTURES))


def read_code(path: Path) -> list[Code]:
    """The parts of a Mach-O file.

    Raises:
        MalformedError: it cannot be read as one.
    """
    content = path.read_bytes()
    try:
        return [_read_part(part) for part in _parts(content)]
    except (struct.error, ValueError, KeyError, IndexError, UnicodeDecodeError) as error:
        raise MalformedError(f"its signature cannot be read: {error}") from error


def parse_signature(raw: bytes) -> Signature:
    """The parts of a signature.

    Raises:
        struct.error: it is cut short.
        ValueError: it is none.
    """
    magic, _, count = struct.unpack_from(">III", raw)
    if magic != EMBEDDED_SIGNATURE:
        raise ValueError("no embedded signature")
    blobs = {}
    for index in range(count):
        slot, offset = struct.unpack_from(">II", raw, 12 + 8 * index)
        length = struct.unpack_from(">I", raw, offset + 4)[0]
        if offset + length > len(raw):
            raise ValueError("a part reaches beyond its end")
        blobs[slot] = raw[offset : offset + length]
    found = [blobs[slot] for slot in (0, *ALTERNATES) if slot in blobs]
    return Signature(blobs, tuple(_directory(blob) for blob in found))


def check_hashes(code: Code, artifact: str, outside: Mapping[int, bytes]) -> Iterator[Finding]:
    """Whether the signature covers the code as it is, to the last byte.

    Args:
        code: with a signature.
        artifact: its name, for people.
        outside: what lies in other files, by slot: the Info.plist and the seal of a bundle.
    """
    if code.signature is None or code.signed_at is None:
        return
    offset, size = code.signed_at
    if offset + size != len(code.content):
        yield Finding("code-after-signature", artifact, "There are bytes behind its signature.", SIGN_AGAIN)
    for directory in code.signature.directories:
        if directory.limit != offset:
            yield Finding("code-not-covered", artifact, "Its signature does not cover all of its code.", SIGN_AGAIN)
        yield from check_pages(directory, code.content, artifact)
        yield from check_slots(directory, {**code.signature.blobs, **outside}, artifact)


def check_pages(directory: Directory, content: bytes, artifact: str) -> Iterator[Finding]:
    """Whether every page has the hash that was signed."""
    step = directory.page or directory.limit or 1
    if len(directory.pages) != -(-directory.limit // step):
        yield Finding("code-not-covered", artifact, "Its signature has not as many hashes as pages.", SIGN_AGAIN)
    for number, expected in enumerate(directory.pages):
        page = content[number * step : min((number + 1) * step, directory.limit)]
        if directory.digest(page) != expected:
            message = f"Its page {number} is not what was signed: macOS ends the program when it reads it."
            yield Finding("page-changed", artifact, message, SIGN_AGAIN)
            return


def check_slots(directory: Directory, blobs: Mapping[int, bytes], artifact: str) -> Iterator[Finding]:
    """Whether what lies beside the pages has the hash that was signed, and is there at all."""
    nothing = b"\0" * len(directory.pages[0]) if directory.pages else b""
    slots = {slot for slot in blobs if 0 < slot < ALTERNATES.start} | set(directory.special)
    for slot in sorted(slots):
        expected = directory.special.get(slot, nothing)
        found = directory.digest(blobs[slot]) if slot in blobs else nothing
        if found != expected:
            message = f"Its signature does not fit {SLOTS.get(slot, f'what is in slot {slot}')}."
            yield Finding("slot-changed", artifact, message, SIGN_AGAIN)


SLOTS: Final[Mapping[int, str]] = {
    INFO_PLIST: "its Info.plist",
    REQUIREMENTS: "its requirements",
    CODE_RESOURCES: "the seal of its bundle",
    ENTITLEMENTS: "its entitlements",
    ENTITLEMENTS_DER: "its entitlements in DER",
}


def _parts(content: bytes) -> Iterator[bytes]:
    if content[:4] != FAT:
        yield content
        return
    for index in range(struct.unpack_from(">I", content, 4)[0]):
        _, _, offset, size, _ = struct.unpack_from(">IIIII", content, 8 + 20 * index)
        yield content[offset : offset + size]


def _read_part(part: bytes) -> Code:
    if part[:4] != THIN:
        raise ValueError("not 64-bit code for Intel or Apple processors")
    kind, count = struct.unpack_from("<II", part, 12)
    at, signed_at = 32, None
    for _ in range(count):
        command, size = struct.unpack_from("<II", part, at)
        if command == CODE_SIGNATURE_COMMAND:
            offset, length = struct.unpack_from("<II", part, at + 8)
            signed_at = (offset, length)
        at += size
    signature = parse_signature(part[signed_at[0] : sum(signed_at)]) if signed_at else None
    return Code(part, kind == EXECUTE, signed_at, signature)


def _directory(raw: bytes) -> Directory:
    magic, _, version, flags, hashes, name, special, count, limit, length, kind, _, page = struct.unpack_from(
        ">IIIIIIIIIBBBB", raw
    )
    if magic != CODE_DIRECTORY:
        raise ValueError("no CodeDirectory where one must be")
    algorithm, expected = HASHES[kind]
    if length != expected:
        raise ValueError("hashes of an odd length")
    team = struct.unpack_from(">I", raw, 48)[0] if version >= 0x20200 else 0
    wide = struct.unpack_from(">Q", raw, 56)[0] if version >= 0x20300 else 0
    pages = tuple(raw[hashes + index * length :][:length] for index in range(count))
    slots = {slot: raw[hashes - slot * length :][:length] for slot in range(1, special + 1)}
    return Directory(
        raw,
        algorithm,
        _text(raw, name),
        _text(raw, team) if team else "",
        flags,
        wide or limit,
        1 << page if page else 0,
        pages,
        slots,
    )


def _text(raw: bytes, at: int) -> str:
    return raw[at : raw.index(b"\0", at)].decode()
