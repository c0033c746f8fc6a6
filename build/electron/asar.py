"""Write and read asar archives, the format in which Electron reads its programs.

Format: two Chromium pickles (a length, then the JSON header with its own length, padded to four bytes), then the files
one after the other (https://github.com/electron/asar, "Format").
"""

import hashlib
import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

BLOCK_SIZE: Final = 4 * 1024 * 1024
"""How much of a file each hash of its integrity record covers."""


def asar(files: Mapping[str, bytes]) -> bytes:
    """An archive of files by their paths inside it, with ``/`` between folders."""
    tree: dict[str, Any] = {"files": {}}
    body = bytearray()
    for path, data in files.items():
        *folders, name = path.split("/")
        folder = tree
        for part in folders:
            folder = folder["files"].setdefault(part, {"files": {}})
        folder["files"][name] = {"size": len(data), "offset": str(len(body)), "integrity": _integrity(data)}
        body += data
    header = json.dumps(tree, separators=(",", ":"), ensure_ascii=False).encode()
    padded = len(header) + -len(header) % 4
    sizes = struct.pack("<IIII", 4, padded + 8, padded + 4, len(header))
    return sizes + header.ljust(padded, b"\0") + bytes(body)


def read_file(archive: Path, path: str) -> bytes:
    """One file of an archive.

    Raises:
        KeyError: it is not in there.
    """
    with archive.open("rb") as file:
        _, size, _, length = struct.unpack("<IIII", file.read(16))
        entry = json.loads(file.read(length))
        for part in path.split("/"):
            entry = entry["files"][part]
        file.seek(8 + size + int(entry["offset"]))
        return file.read(entry["size"])


def _integrity(data: bytes) -> dict[str, Any]:
    blocks = [data[start : start + BLOCK_SIZE] for start in range(0, len(data), BLOCK_SIZE)] or [b""]
    return {
        "algorithm": "SHA256",
        "hash": hashlib.sha256(data).hexdigest(),
        "blockSize": BLOCK_SIZE,
        "blocks": [hashlib.sha256(block).hexdigest() for block in blocks],
    }
