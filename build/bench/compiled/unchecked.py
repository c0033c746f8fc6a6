"""The packed app without the check of its payload, to measure what the check costs; it never leaves this machine.

The app has no switch for this, nor must it have one. On Linux nothing but the check itself looks at the ASAR, so the
check's thread is replaced there, byte for byte, by one that answers at once.
"""

import json
import shutil
import struct
from pathlib import Path
from typing import Any, Final

from build.errors import BuildError
from build.paths import WORK

FOLDER: Final = WORK / "bench-app"
WORKER: Final = "payloadWorker.cjs"
ANSWER: Final = b'require("node:worker_threads").parentPort.postMessage({verdict:"intact",hashed:0});'


def unchecked_copy(executable: Path, folder: Path = FOLDER) -> Path:
    """Copy a packed app and take its check out of the copy; the executable of the copy.

    Raises:
        BuildError: the app has no check where this looks for it.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(executable.parent, folder, symlinks=True)
    archive = folder / "resources" / "app.asar"
    archive.write_bytes(with_file(archive.read_bytes(), WORKER, ANSWER))
    return folder / executable.name


def with_file(archive: bytes, name: str, text: bytes) -> bytes:
    """An asar archive whose file of this name has another, shorter text, filled up with spaces.

    Raises:
        BuildError: there is no such file, or it is shorter than its new text.
    """
    _, pickle_size, _, header_size = struct.unpack_from("<IIII", archive)
    entry = _find(json.loads(archive[16 : 16 + header_size]), name)
    if entry is None or entry["size"] < len(text):
        raise BuildError(
            "no-payload-check",
            f"The packed app has no {name} of the size that was expected.",
            "Adapt build/bench/compiled/unchecked.py to how the app checks its payload now.",
        )
    start = 8 + pickle_size + int(entry["offset"])
    return archive[:start] + text.ljust(entry["size"]) + archive[start + entry["size"] :]


def _find(folder: dict[str, Any], name: str) -> dict[str, Any] | None:
    for key, entry in folder.get("files", {}).items():
        found: dict[str, Any] | None = entry if key == name and "offset" in entry else _find(entry, name)
        if found:
            return found
    return None
