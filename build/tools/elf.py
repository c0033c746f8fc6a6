"""The sections of an ELF file, by the System V ABI's description: enough to say where two of them differ."""

import hashlib
import struct
from pathlib import Path
from typing import Final

_SECTION: Final = struct.Struct("<IIQQQQIIQQ")
"""name, type, flags, address, offset, size, link, info, alignment, entry size"""

_NO_CONTENT: Final = 8
"""SHT_NOBITS: memory without content in the file."""


def sections(file: Path) -> dict[str, bytes]:
    """The SHA-256 of every section by its name; nothing for what is no 64-bit little-endian ELF file."""
    data = file.read_bytes()
    if data[:6] != b"\x7fELF\x02\x01" or len(data) < 64:
        return {}
    table, size, count, names = (
        int.from_bytes(data[40:48], "little"),
        *struct.unpack_from("<HHH", data, 58),
    )
    headers = [_SECTION.unpack_from(data, table + number * size) for number in range(count)]
    strings = headers[names][4]
    found = {}
    for header in headers:
        name = data[strings + header[0] : data.index(b"\0", strings + header[0])].decode()
        content = b"" if header[1] == _NO_CONTENT else data[header[4] : header[4] + header[5]]
        found[name] = hashlib.sha256(content).digest()
    return found
