"""Windows programs and libraries as files: the parts of a PE that signing and checking a signature are about.

Format: Microsoft, "PE Format" (optional header, data directories, the attribute certificate table).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

PE32: Final = 0x10B
PE32_PLUS: Final = 0x20B
CERTIFICATE_TABLE: Final = 4
"""IMAGE_DIRECTORY_ENTRY_SECURITY: the only data directory whose address is an offset in the file."""

SIGNED_DATA: Final = 2
"""WIN_CERT_TYPE_PKCS_SIGNED_DATA."""


class BadPeError(ValueError):
    """The bytes are no whole PE file; the text says what is wrong."""


@dataclass(frozen=True)
class Section:
    """One section: its name, and where its bytes are in the file."""

    name: str
    offset: int
    size: int


@dataclass(frozen=True)
class Pe:
    """Where things are in a PE file; offsets and sizes are bytes of the file.

    Attributes:
        checksum_offset: of the four bytes that hold the file's checksum.
        checksum: what they hold; 0 where the linker wrote none.
        directory_offset: of the certificate table's eight bytes among the data directories.
        table_offset: of the certificate table; 0 where there is none.
        table_size: of it.
        sections: in the order of their headers.
    """

    checksum_offset: int
    checksum: int
    directory_offset: int
    table_offset: int
    table_size: int
    sections: tuple[Section, ...]

    @property
    def signed(self) -> bool:
        """Whether there is a certificate table."""
        return self.table_size > 0


def looks_like_pe(data: bytes) -> bool:
    """Whether Windows would take a file for code, whatever its name says."""
    if data[:2] != b"MZ" or len(data) < 64:
        return False
    header = int.from_bytes(data[60:64], "little")
    return data[header : header + 4] == b"PE\0\0"


def read_pe(data: bytes) -> Pe:
    """Where the parts of a file are.

    Raises:
        BadPeError: it is no PE, or ends before its sections or its certificate table do.
    """
    if not looks_like_pe(data):
        raise BadPeError("it is no PE file")
    try:
        pe = _read(data)
    except struct.error as error:
        raise BadPeError("it ends within its headers") from error
    short = [section.name for section in pe.sections if section.offset + section.size > len(data)]
    if short:
        raise BadPeError(f"it ends before its section {short[0]} does")
    if pe.signed and pe.table_offset + pe.table_size > len(data):
        raise BadPeError("it ends before its certificate table does")
    return pe


def _read(data: bytes) -> Pe:
    coff = struct.unpack_from("<I", data, 60)[0] + 4
    _, count, _, _, _, optional_size, _ = struct.unpack_from("<HHIIIHH", data, coff)
    optional = coff + 20
    magic = struct.unpack_from("<H", data, optional)[0]
    if magic not in (PE32, PE32_PLUS):
        raise BadPeError(f"its optional header has the unknown magic {magic:#x}")
    directories = optional + (96 if magic == PE32 else 112)
    directory = directories + 8 * CERTIFICATE_TABLE
    known = struct.unpack_from("<I", data, directories - 4)[0]
    if known <= CERTIFICATE_TABLE:
        raise BadPeError("it has no place for a certificate table")
    table_offset, table_size = struct.unpack_from("<II", data, directory)
    sections = tuple(_section(data, optional + optional_size + 40 * number) for number in range(count))
    checksum = struct.unpack_from("<I", data, optional + 64)[0]
    return Pe(optional + 64, checksum, directory, table_offset, table_size, sections)


def _section(data: bytes, at: int) -> Section:
    name, _, _, size, offset = struct.unpack_from("<8sIIII", data, at)
    return Section(name.rstrip(b"\0").decode("latin-1"), offset, size)


def file_checksum(data: bytes, pe: Pe) -> int:
    """The checksum as the linker and ``CheckSumMappedFile`` count it: words added with carry, then the file's size."""
    blank = bytearray(data)
    blank[pe.checksum_offset : pe.checksum_offset + 4] = bytes(4)
    blank += bytes(-len(blank) % 4)
    # Modulo 0xFFFF is what adding each carry back comes to; dwords may be added, for 0x10000 leaves 1.
    total = sum(memoryview(blank).cast("I"))
    folded = total % 0xFFFF or (0xFFFF if total else 0)
    return (folded + len(data)) & 0xFFFFFFFF


def signed_spans(data: bytes, pe: Pe) -> Iterator[memoryview]:
    """The bytes that an Authenticode digest is made of.

    That is all of the file but the checksum, the certificate table, and the entry that says where that is
    (Microsoft, "Windows Authenticode Portable Executable Signature Format", "Calculating the PE Image Hash").
    """
    view = memoryview(data)
    end = pe.table_offset if pe.signed else len(data)
    yield view[: pe.checksum_offset]
    yield view[pe.checksum_offset + 4 : pe.directory_offset]
    yield view[pe.directory_offset + 8 : end]


def certificate_entries(data: bytes, pe: Pe) -> list[tuple[int, bytes]]:
    """The entries of the certificate table: type and content, padding included.

    Raises:
        BadPeError: the lengths in it do not add up.
    """
    found = []
    at, end = pe.table_offset, pe.table_offset + pe.table_size
    while at < end:
        if end - at < 8:
            raise BadPeError("its certificate table holds bytes that belong to no entry")
        length, _, kind = struct.unpack_from("<IHH", data, at)
        if length < 8 or at + length > end:
            raise BadPeError("an entry of its certificate table has an impossible length")
        found.append((kind, data[at + 8 : at + length]))
        at += length + -length % 8
    return found
