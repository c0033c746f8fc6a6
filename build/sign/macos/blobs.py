"""The parts of a code signature: CodeDirectory, requirements, entitlements, and the blob that holds them together.

Source: osfmk/kern/cs_blobs.h of xnu, and Apple's technical notes TN2206 and TN3126. All numbers are big-endian.
"""

import hashlib
import plistlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from asn1crypto import core

MAGIC_REQUIREMENT: Final = 0xFADE0C00
MAGIC_REQUIREMENTS: Final = 0xFADE0C01
MAGIC_CODE_DIRECTORY: Final = 0xFADE0C02
MAGIC_SUPERBLOB: Final = 0xFADE0CC0
MAGIC_CMS: Final = 0xFADE0B01
MAGIC_ENTITLEMENTS: Final = 0xFADE7171
MAGIC_ENTITLEMENTS_DER: Final = 0xFADE7172

SLOT_CODE_DIRECTORY: Final = 0
SLOT_INFO_PLIST: Final = 1
SLOT_REQUIREMENTS: Final = 2
SLOT_CODE_RESOURCES: Final = 3
SLOT_ENTITLEMENTS: Final = 5
SLOT_DISK_IMAGE: Final = 6
SLOT_ENTITLEMENTS_DER: Final = 7
SLOT_CMS: Final = 0x10000

FLAG_RUNTIME: Final = 0x10000
MAIN_BINARY: Final = 1
"""Of the executable segment: this is a program."""

VERSION: Final = 0x20500
HEADER: Final = 96
PAGE: Final = 4096
SHA256: Final = 2

OP_IDENTIFIER: Final = 2
OP_CERTIFICATE_HASH: Final = 4
OP_AND: Final = 6
DESIGNATED: Final = 3


@dataclass(frozen=True)
class Subject:
    """What a CodeDirectory says of the code beside its hashes.

    Attributes:
        identifier: its name among all programs, such as ``org.example.app``.
        team: the Apple team that vouches for it.
        flags: of the signature.
        text: where the segment with the code begins and how long it is.
        is_program: whether it has a ``main``.
        sdk: what the hardened runtime goes by.
    """

    identifier: str
    team: str
    flags: int
    text: tuple[int, int] = (0, 0)
    is_program: bool = False
    sdk: int = 0


def digest(content: bytes) -> bytes:
    """The SHA-256."""
    return hashlib.sha256(content).digest()


def blob(magic: int, body: bytes) -> bytes:
    """A part, with its kind and its length before it."""
    return struct.pack(">II", magic, 8 + len(body)) + body


def code_directory(subject: Subject, code: bytes, special: Mapping[int, bytes], *, page: int = PAGE) -> bytes:
    """The hashes of everything that the signature covers: only this part itself is signed.

    Args:
        subject: whose code it is.
        code: everything before the signature.
        special: the digests of what lies elsewhere, by slot.
        page: the bytes that one hash covers; 0 for one hash of all.
    """
    step = page or len(code)
    pages = [digest(code[begin : begin + step]) for begin in range(0, len(code), step)]
    identifier, team = subject.identifier.encode() + b"\0", subject.team.encode() + b"\0"
    highest = max(special, default=0)
    hashes = HEADER + len(identifier) + len(team) + 32 * highest
    length = hashes + 32 * len(pages)
    page_bits = page.bit_length() - 1 if page else 0
    fixed = struct.pack(
        ">IIIIIIIIIBBBBI",
        *(MAGIC_CODE_DIRECTORY, length, VERSION, subject.flags, hashes, HEADER, highest, len(pages), len(code)),
        *(32, SHA256, 0, page_bits, 0),
    )
    segment = (*subject.text, MAIN_BINARY if subject.is_program else 0)
    fixed += struct.pack(">IIIQQQQII", 0, HEADER + len(identifier), 0, 0, *segment, subject.sdk, 0)
    slots = b"".join(special.get(slot, b"\0" * 32) for slot in range(highest, 0, -1))
    return fixed + identifier + team + slots + b"".join(pages)


def requirements(identifier: str, leaf_sha1: bytes) -> bytes:
    """By what a later version is known as the same program: ``identifier X and certificate leaf = H"…"``."""
    expression = struct.pack(">II", OP_AND, OP_IDENTIFIER) + _counted(identifier.encode())
    expression += struct.pack(">Ii", OP_CERTIFICATE_HASH, 0) + _counted(leaf_sha1)
    requirement = blob(MAGIC_REQUIREMENT, struct.pack(">I", 1) + expression)
    return blob(MAGIC_REQUIREMENTS, struct.pack(">III", 1, DESIGNATED, 20) + requirement)


def entitlement_parts(plist: bytes) -> dict[int, bytes]:
    """The entitlements twice, by slot: as the plist, and in the DER that macOS 12 and later read. None if empty."""
    rights = plistlib.loads(plist)
    if not rights:
        return {}
    der = _tagged(0x70, core.Integer(1).dump() + _der(rights))
    return {
        SLOT_ENTITLEMENTS: blob(MAGIC_ENTITLEMENTS, plist),
        SLOT_ENTITLEMENTS_DER: blob(MAGIC_ENTITLEMENTS_DER, der),
    }


def superblob(parts: Mapping[int, bytes]) -> bytes:
    """All parts in one, by slot."""
    offset = 12 + 8 * len(parts)
    index = body = b""
    for slot, part in sorted(parts.items()):
        index += struct.pack(">II", slot, offset + len(body))
        body += part
    return struct.pack(">III", MAGIC_SUPERBLOB, offset + len(body), len(parts)) + index + body


def _counted(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value + b"\0" * (-len(value) % 4)


def _der(value: object) -> bytes:
    """Apple's DER of a plist: a dictionary is a SEQUENCE of pairs under a context tag, sorted by key."""
    match value:
        case bool():
            return bytes(core.Boolean(value).dump())
        case int():
            return bytes(core.Integer(value).dump())
        case str():
            return bytes(core.UTF8String(value).dump())
        case list():
            return _tagged(0x30, b"".join(map(_der, value)))
        case dict():
            return _tagged(0xB0, b"".join(_tagged(0x30, _der(key) + _der(value[key])) for key in sorted(value)))
    raise TypeError(f"entitlements hold no {type(value).__name__}")


def _tagged(tag: int, body: bytes) -> bytes:
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body
