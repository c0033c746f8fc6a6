"""Make room for a signature in a Mach-O file: the load command, the last segment, the bytes that hashes cover.

Source: mach-o/loader.h and mach-o/fat.h of Apple's SDK. 64-bit little-endian code only, alone or in a fat file: that
is all there is for the Macs that Electron supports.
"""

import struct
from dataclasses import dataclass
from typing import Final

from build.errors import BuildError

MAGIC_64: Final = 0xFEEDFACF
MAGIC_FAT: Final = 0xCAFEBABE
MH_EXECUTE: Final = 2
LC_SEGMENT_64: Final = 0x19
LC_CODE_SIGNATURE: Final = 0x1D
LC_VERSION_MIN_MACOSX: Final = 0x24
LC_BUILD_VERSION: Final = 0x32
HEADER: Final = 32
SEGMENT: Final = 72
SECTION: Final = 80
FAT_ENTRY: Final = 20
FAT_ALIGNMENT: Final = 14
"""Of the slices in a fat file, as a power of two: 16 KiB, the page of arm64."""

OLDEST_SDK: Final = 0x000B0000
"""11.0, said of code that does not say for which SDK it was built."""


@dataclass(frozen=True)
class Room:
    """Code with room for a signature at its end.

    Attributes:
        code: everything before the signature, as the hashes cover it.
        size: the bytes that the signature may take.
        is_program: whether it has a ``main``.
        text: where the segment with the code begins and how long it is in the file.
        sdk: the SDK that it was built with, as its load command says it.
    """

    code: bytes
    size: int
    is_program: bool
    text: tuple[int, int]
    sdk: int


@dataclass
class _Layout:
    signature: int | None = None
    linkedit: int | None = None
    text: tuple[int, int] = (0, 0)
    first_section: int = 0
    commands_end: int = 0
    sdk: int = OLDEST_SDK


def slices(content: bytes) -> list[bytes]:
    """The parts of a file, one for each processor.

    Raises:
        BuildError: it is no Mach-O file, or one for processors that no supported Mac has.
    """
    if len(content) >= 8 and struct.unpack_from(">I", content)[0] == MAGIC_FAT:
        count = struct.unpack_from(">I", content, 4)[0]
        entries = [struct.unpack_from(">IIIII", content, 8 + FAT_ENTRY * index) for index in range(count)]
        return [content[offset : offset + size] for _, _, offset, size, _ in entries]
    if len(content) < HEADER or struct.unpack_from("<I", content)[0] != MAGIC_64:
        raise BuildError("not-macho", "This is no 64-bit Mach-O file.", "Leave it out of what is to be signed.")
    return [content]


def join(original: bytes, parts: list[bytes]) -> bytes:
    """The file with other parts than it had."""
    if len(parts) == 1 and struct.unpack_from("<I", original)[0] == MAGIC_64:
        return parts[0]
    table = struct.pack(">II", MAGIC_FAT, len(parts))
    body = b""
    page = 1 << FAT_ALIGNMENT
    for index, part in enumerate(parts):
        processor, variant = struct.unpack_from(">II", original, 8 + FAT_ENTRY * index)
        body += b"\0" * (-len(body) % page)
        table += struct.pack(">IIIII", processor, variant, page + len(body), len(part), FAT_ALIGNMENT)
        body += part
    return table.ljust(page, b"\0") + body


def make_room(part: bytes, reserve: int) -> Room:
    """The code with a load command that points at ``reserve`` bytes, and a page's hash each, after its end.

    Args:
        part: one processor's part of a file.
        reserve: what the signature takes beside the hashes of the pages, in bytes.

    Raises:
        BuildError: there is no room for the load command.
    """
    layout = _read(part)
    code = bytearray(part)
    if layout.signature is None:
        layout.signature = _add_command(code, layout)
    else:
        del code[struct.unpack_from("<I", code, layout.signature + 8)[0] :]
    offset = len(code)
    size = reserve + 32 * (offset // 4096 + 1)
    size += -size % 16
    struct.pack_into("<IIII", code, layout.signature, LC_CODE_SIGNATURE, 16, offset, size)
    _stretch(code, layout, offset + size)
    is_program = struct.unpack_from("<I", code, 12)[0] == MH_EXECUTE
    return Room(bytes(code), size, is_program, layout.text, layout.sdk)


def _read(part: bytes) -> _Layout:
    layout = _Layout(first_section=len(part))
    count, total = struct.unpack_from("<II", part, 16)
    at = HEADER
    for _ in range(count):
        command, size = struct.unpack_from("<II", part, at)
        if command == LC_SEGMENT_64:
            _read_segment(part, at, layout)
        elif command == LC_CODE_SIGNATURE:
            layout.signature = at
        elif command == LC_BUILD_VERSION:
            layout.sdk = struct.unpack_from("<I", part, at + 16)[0]
        elif command == LC_VERSION_MIN_MACOSX:
            layout.sdk = struct.unpack_from("<I", part, at + 12)[0]
        at += size
    layout.commands_end = HEADER + total
    return layout


def _read_segment(part: bytes, at: int, layout: _Layout) -> None:
    name = part[at + 8 : at + 24].rstrip(b"\0")
    _, _, offset, size = struct.unpack_from("<QQQQ", part, at + 24)
    if name == b"__LINKEDIT":
        layout.linkedit = at
    if name == b"__TEXT":
        layout.text = (offset, size)
    for index in range(struct.unpack_from("<I", part, at + 64)[0]):
        begin = struct.unpack_from("<I", part, at + SEGMENT + SECTION * index + 48)[0]
        if begin:
            layout.first_section = min(layout.first_section, begin)


def _add_command(code: bytearray, layout: _Layout) -> int:
    at = layout.commands_end
    if at + 16 > layout.first_section:
        raise BuildError(
            "no-room-for-signature",
            "There is no room in this Mach-O file for the load command of a signature.",
            "Link it with `-headerpad_max_install_names`.",
        )
    count, total = struct.unpack_from("<II", code, 16)
    struct.pack_into("<II", code, 16, count + 1, total + 16)
    code += b"\0" * (-len(code) % 16)
    return at


def _stretch(code: bytearray, layout: _Layout, end: int) -> None:
    """Let the last segment reach to the end of the signature, which the loader maps with it."""
    if layout.linkedit is None:
        raise BuildError("no-linkedit", "This Mach-O file has no __LINKEDIT segment.", "Link it anew.")
    offset = struct.unpack_from("<Q", code, layout.linkedit + 40)[0]
    page = 1 << FAT_ALIGNMENT
    mapped = -(-(end - offset) // page) * page
    struct.pack_into("<Q", code, layout.linkedit + 32, mapped)
    struct.pack_into("<Q", code, layout.linkedit + 48, end - offset)
