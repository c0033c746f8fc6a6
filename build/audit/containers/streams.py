"""Compressed streams wherever they stand: gzip, zlib, zstd, xz, LZMA, bzip2, entries of zip, in files of any kind."""

import struct
from collections.abc import Iterator
from functools import partial
from typing import Final

from build.audit.containers import Claim, Data, Member, Members
from build.audit.containers.inflate import Inflated, inflate
from build.audit.limits import Ledger, TooMuchError, UnreadableError

SIGNATURES: Final = (
    ("gzip", b"\x1f\x8b\x08"),
    ("zlib", b"\x78\x01"),
    ("zlib", b"\x78\x5e"),
    ("zlib", b"\x78\x9c"),
    ("zlib", b"\x78\xda"),
    ("zlib", b"\x58\x85"),
    ("zlib", b"\x68\x81"),
    ("zstd", b"\x28\xb5\x2f\xfd"),
    ("xz", b"\xfd7zXZ\x00"),
    ("lzma", b"\x5d\x00\x00"),
    ("bzip2", b"BZh"),
    ("zip entry", b"PK\x03\x04"),
)
"""The first bytes of each format."""

LEAST: Final = 48
"""A stream that gives less is chance, or has no room for anything."""

_WHOLE_FILES: Final = frozenset({"gzip", "zstd", "xz", "bzip2"})
"""Formats of which a file that begins so is one; elsewhere the same bytes may be chance."""

_PROBE: Final = 1 << 12
_MOST_CANDIDATES: Final = 1_000_000
_LZMA: Final = struct.Struct("<xIQ")
_ZIP_ENTRY: Final = struct.Struct("<4s5H3I2H")


def claims(data: Data, ledger: Ledger) -> Iterator[Claim]:
    """Every stream, from the first byte to the last, none inside another.

    Raises:
        TooMuchError: there is more than the bounds allow.
    """
    done = 0
    for start, kind in sorted(_candidates(data)):
        if start < done:
            continue
        begin, method = _zip_entry(data, start) if kind == "zip entry" else (start, kind)
        probe = inflate(method, data, begin, min(begin + _PROBE, len(data)), ledger.room())
        alone = start == 0 and kind in _WHOLE_FILES
        if len(probe.data) < LEAST and not (alone and not probe.complete):
            continue
        whole = probe if probe.complete else inflate(method, data, begin, len(data), ledger.room())
        done = whole.end if whole.complete else done
        end = max(whole.end, start + 1)
        yield Claim(kind, start, end, partial(_member, kind, whole, alone=alone))


def _candidates(data: Data) -> set[tuple[int, str]]:
    found = set()
    for kind, signature in SIGNATURES:
        position = data.find(signature)
        while position >= 0:
            if _PLAUSIBLE.get(kind, _always)(data, position):
                found.add((position, kind))
            if len(found) > _MOST_CANDIDATES:
                raise TooMuchError(f"more than {_MOST_CANDIDATES} places begin like compressed data")
            position = data.find(signature, position + 1)
    return found


def _member(kind: str, whole: Inflated, *, alone: bool) -> Members:
    yield Member(kind, whole.data)
    if alone and not whole.complete:
        raise UnreadableError(f"the {kind} stream is damaged, cut off, or needs what is not here")


def _always(data: Data, position: int) -> bool:
    del data, position
    return True


def _is_lzma(data: Data, position: int) -> bool:
    """LZMA alone has no signature: settings that all use, a dictionary of a size in use, a length or none."""
    head = bytes(data[position : position + _LZMA.size])
    if len(head) < _LZMA.size:
        return False
    dictionary, size = _LZMA.unpack(head)
    return bool(
        dictionary >= 1 << 12 and dictionary & (dictionary - 1) == 0 and (size < 1 << 32 or size == (1 << 64) - 1)
    )


def _is_bzip2(data: Data, position: int) -> bool:
    return bytes(data[position + 4 : position + 10]) == b"1AY&SY"


def _is_zip_entry(data: Data, position: int) -> bool:
    return _zip_entry(data, position)[1] != ""


def _zip_entry(data: Data, position: int) -> tuple[int, str]:
    """Where the content of a zip entry begins; its method if that is deflate, which has no signature of its own."""
    head = bytes(data[position : position + _ZIP_ENTRY.size])
    if len(head) < _ZIP_ENTRY.size:
        return position, ""
    fields = _ZIP_ENTRY.unpack(head)
    encrypted, method, names = fields[2] & 1, fields[3], fields[-2] + fields[-1]
    return position + _ZIP_ENTRY.size + names, "deflate" if method == 8 and not encrypted else ""


_PLAUSIBLE: Final = {"lzma": _is_lzma, "bzip2": _is_bzip2, "zip entry": _is_zip_entry}
