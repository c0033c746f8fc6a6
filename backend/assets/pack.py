"""The sealed pack: its format, and the reading of it.

Integers are little endian. There are no gaps and nothing follows the last asset.

| bytes | content |
|---|---|
| 8 | ``MAGIC``; its line ends show a transfer as text |
| 2 | ``FORMAT``, the version of this format |
| 4 | length of the header |
| … | header: JSON in UTF-8, ``{"product": id, "version": "1.2.3", "assets": [[package, name, size, stored], …]}`` |
| … | the assets, in the header's order, each in as many bytes as its ``stored`` says |

The header is readable, and authenticated: all bytes before the first asset (the preamble) are the associated data of
every asset. An asset is a zstandard frame of ``size`` bytes of UTF-8, sealed with AES-256-GCM (NIST SP 800-38D; the
16 bytes of the tag stand at its end). Its nonce is its place in the header, as 12 bytes, big endian: no nonce comes
twice under one key, for ``key`` never gives two packs the same key.
"""

import json
import struct
from dataclasses import dataclass
from typing import Final

MAGIC: Final = b"sealed\r\n"
FORMAT: Final = 1
PREFIX: Final = struct.Struct("<8sHI")
TAG_BYTES: Final = 16
MOST_ASSET_BYTES: Final = 1024 * 1024
MOST_PACK_BYTES: Final = 16 * 1024 * 1024
"""More than this and the look at the pack would be felt at every start."""

MOST_WORD: Final = 200
"""Letters of a product's id, and of a version."""


class PackError(ValueError):
    """These bytes are no pack of this format."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One asset in a pack.

    Attributes:
        index: its place, from 0.
        size: bytes of the text.
        start: where its sealed bytes begin in the pack.
        end: where they end.
    """

    index: int
    package: str
    name: str
    size: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """What can be read of a pack without its key."""

    product: str
    version: str
    entries: tuple[Entry, ...]
    preamble: bytes


def parse_header(pack: bytes) -> Header:
    """Return the header of a whole pack.

    Raises:
        PackError: it is not of this format, or is not whole.
    """
    if len(pack) < PREFIX.size:
        raise PackError("too short")
    magic, version, length = PREFIX.unpack_from(pack)
    start = PREFIX.size + length
    if magic != MAGIC or version != FORMAT or start > len(pack):
        raise PackError("not a pack of this format")
    try:
        fields = json.loads(pack[PREFIX.size : start].decode())
        product, made_for = fields["product"], fields["version"]
        entries = _entries(fields["assets"], start)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise PackError("not a header") from error
    if not (_is_word(product) and _is_word(made_for)):
        raise PackError("made for nothing")
    if (entries[-1].end if entries else start) != len(pack):
        raise PackError("not whole")
    return Header(product, made_for, entries, pack[:start])


def nonce(index: int) -> bytes:
    """Return the nonce of an asset."""
    return index.to_bytes(12, "big")


def _is_word(value: object) -> bool:
    """Whether it can be told to people: these two are, of packs of anybody's."""
    return isinstance(value, str) and len(value) <= MOST_WORD and value.isprintable()


def _entries(rows: list[list[str | int]], start: int) -> tuple[Entry, ...]:
    entries = []
    for index, (package, name, size, stored) in enumerate(rows):
        if not (isinstance(size, int) and isinstance(stored, int) and stored >= TAG_BYTES):
            raise PackError("not a size")
        entries.append(Entry(index, str(package), str(name), size, start, start + stored))
        start += stored
    return tuple(entries)
