"""asar, Electron's archive: a JSON header, then the files one after the other (see ``build/electron/asar.py``)."""

import json
import struct
from collections.abc import Iterator
from typing import Any, Final

from build.audit.containers import Claim, Data, Member, Members
from build.audit.limits import Ledger, TooMuchError, UnreadableError

_SIZES: Final = struct.Struct("<IIII")
_MOST_FOLDERS: Final = 100


def claims(data: Data, ledger: Ledger) -> Iterator[Claim]:
    """The archive that the data is."""
    if len(data) < _SIZES.size or bytes(data[_SIZES.size : _SIZES.size + 9]) != b'{"files":':
        return
    four, header, inner, length = _SIZES.unpack(data[: _SIZES.size])
    if four == 4 and length <= inner <= header <= len(data):
        yield Claim("asar", 0, len(data), lambda: _members(data, header + 8, length, ledger))


def _members(data: Data, base: int, length: int, ledger: Ledger) -> Members:
    try:
        tree = json.loads(bytes(data[_SIZES.size : _SIZES.size + length]))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"the header of the asar archive is damaged: {error}") from error
    yield Member("header", bytes(data[_SIZES.size : _SIZES.size + length]), _SIZES.size, _SIZES.size + length)
    for path, node in _files(tree, "", 0):
        if node.get("unpacked") or "link" in node:
            continue
        try:
            offset, size = int(node["offset"]), int(node["size"])
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableError(f"{path} has no place in the asar archive") from error
        if size > ledger.room():
            raise TooMuchError(f"{path} has {size} bytes")
        start, end = base + offset, base + offset + size
        if min(offset, size) < 0 or end > len(data):
            raise UnreadableError(f"{path} lies outside the asar archive")
        yield Member(path, bytes(data[start:end]), start, end)


def _files(node: object, path: str, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    inside = node.get("files") if isinstance(node, dict) else None
    if not isinstance(inside, dict) or depth > _MOST_FOLDERS:
        raise UnreadableError(f"the header of the asar archive is damaged at {path or 'its top'}")
    for name, child in inside.items():
        here = f"{path}/{name}" if path else str(name)
        if isinstance(child, dict) and "files" not in child:
            yield here, child
        else:
            yield from _files(child, here, depth + 1)
