"""PyInstaller: the archive at the end of the executable (CArchive), and in it the one of the modules (PYZ).

Formats: ``PyInstaller/archive/readers.py`` and ``bootloader/src/pyi_archive.h`` of PyInstaller 6.
"""

import struct
from collections.abc import Iterator
from typing import Final

from build.audit.containers import Claim, Data, Member, Members
from build.audit.containers.inflate import inflate
from build.audit.limits import Ledger, TooMuchError, UnreadableError
from build.audit.marshal_reader import MarshalError, read_value

_COOKIE: Final = b"MEI\x0c\x0b\x0a\x0b\x0e"
_COOKIE_REST: Final = struct.Struct(">4I")
_COOKIE_SIZE: Final = 88
_ENTRY: Final = struct.Struct(">4IBc")
_PYZ: Final = b"PYZ\x00"


def claims(data: Data, ledger: Ledger) -> Iterator[Claim]:
    """The archive at the end of an executable, or the PYZ that the data is."""
    if bytes(data[:4]) == _PYZ:
        yield Claim("PYZ", 0, len(data), lambda: _modules(data, ledger))
        return
    cookie = data.rfind(_COOKIE)
    if cookie >= 0 and cookie + _COOKIE_SIZE <= len(data):
        length, toc, toc_length, _ = _COOKIE_REST.unpack(data[cookie + 8 : cookie + 24])
        start = cookie + _COOKIE_SIZE - length
        if 0 <= start <= start + toc <= start + toc + toc_length <= cookie:
            end = cookie + _COOKIE_SIZE
            yield Claim("PyInstaller", start, end, lambda: _entries(data, start, toc, toc_length, ledger))


def _entries(data: Data, start: int, toc: int, toc_length: int, ledger: Ledger) -> Members:
    table = bytes(data[start + toc : start + toc + toc_length])
    position = 0
    while position + _ENTRY.size <= len(table):
        size, offset, stored, _, compressed, _ = _ENTRY.unpack_from(table, position)
        if size <= _ENTRY.size:
            raise UnreadableError("the table of the PyInstaller archive is damaged")
        name = table[position + _ENTRY.size : position + size].split(b"\0")[0].decode("utf-8", "replace")
        yield Member(name, *_content(data, start + offset, stored, compressed, ledger))
        position += size


def _modules(data: Data, ledger: Ledger) -> Members:
    try:
        table = read_value(data, struct.unpack(">I", data[8:12])[0])
        entries = [_place(entry) for entry in table] if isinstance(table, tuple) else []
    except (MarshalError, struct.error, TypeError, ValueError, IndexError, RecursionError) as error:
        raise UnreadableError(f"the table of the PYZ archive is damaged: {error}") from error
    for name, offset, size in entries:
        if size:
            yield Member(name, *_content(data, offset, size, 1, ledger))


def _place(entry: object) -> tuple[str, int, int]:
    """Name, offset and size from ``(name, (kind, offset, size))``."""
    match entry:
        case (str(name), (_, int(offset), int(size))):
            return name, offset, size
    raise TypeError("an entry of another shape")


def _content(data: Data, start: int, size: int, compressed: int, ledger: Ledger) -> tuple[bytes, int, int]:
    """What is in an entry, and its first byte and end."""
    end = start + size
    if min(start, size) < 0 or end > len(data):
        raise UnreadableError("an entry of the PyInstaller archive lies outside of it")
    if not compressed:
        if size > ledger.room():
            raise TooMuchError(f"an entry of the PyInstaller archive has {size} bytes")
        return bytes(data[start:end]), start, end
    whole = inflate("zlib", data, start, end, ledger.room())
    if not whole.complete:
        raise UnreadableError("an entry of the PyInstaller archive is damaged")
    return whole.data, start, whole.end
