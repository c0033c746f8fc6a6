"""What is done to Nuitka's folder: no debug information, and no path of the machine that built it."""

import os
import shutil
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from build.tools import patchelf, strip

_COMMON_PREFIXES: Final = frozenset({"", "/", "/usr", "/usr/local", "/opt", "/root", "/home"})
"""Folders that every machine has: to name them tells nothing, and they stand in code that looks for files there."""


def pristine_libraries(report: Path, variables: Mapping[str, str]) -> dict[str, Path]:
    """The libraries in Nuitka's folder, each with the file that it was copied from.

    Args:
        report: Nuitka's own.
        variables: what the names in its paths, such as ``${sys.prefix}``, stand for.
    """
    tree = ET.parse(report)  # noqa: S314 - Nuitka has just written it
    found = {}
    for kind in ("included_extension", "included_dll"):
        for entry in tree.iter(kind):
            source = entry.attrib["source_path"]
            for name, value in variables.items():
                source = source.replace(f"${{{name}}}", value)
            if entry.attrib["ignored"] == "no":
                found[entry.attrib["dest_path"]] = Path(source)
    return found


def strip_libraries(program: Path, libraries: Mapping[str, Path]) -> int:
    """Replace ELF libraries by stripped ones; the bytes that were saved.

    What was already changed by patchelf cannot be stripped: it breaks. So the file as its wheel has it is stripped, and
    gets the search path that Nuitka gave its copy.
    """
    saved = 0
    with tempfile.TemporaryDirectory(dir=program.parent) as folder:
        slim = Path(folder) / "library"
        for name, source in sorted(libraries.items()):
            target = program / name
            path = patchelf.rpath(target)
            strip.strip_to(source, slim)
            if path:
                patchelf.set_rpath(slim, path)
            saved += target.stat().st_size - slim.stat().st_size
            shutil.copyfile(slim, target)
    return saved


def neutralise(file: Path, base: Path, others: Iterable[Path]) -> int:
    """Overwrite the paths of the building machine in a file, length for length; how many there were.

    A Python that is linked statically has the folder that it was built for in it. Here it is used for nothing: the
    program finds its parts by its own place. The last part of that path stays: a linker lets a text that is the end of
    another share its bytes, and a Python in ``versions/3.11.7`` has its own version there.

    Args:
        file: to change.
        base: the prefix of the Python that the program was compiled with.
        others: further paths; nothing but a text of ours can hold one.
    """
    content = file.read_bytes()
    count = 0
    # The longest first: one may lie within another.
    parent = f"{base.parent}{os.sep}"
    secrets = {parent if str(base.parent) not in _COMMON_PREFIXES else "", *map(str, others)} - _COMMON_PREFIXES
    for path in sorted(secrets, key=lambda path: (-len(path), path)):
        secret = path.encode()
        count += content.count(secret)
        content = content.replace(secret, stand_in(len(secret), closed=path.endswith(os.sep)))
    if count:
        file.write_bytes(content)
    return count


def stand_in(length: int, *, closed: bool) -> bytes:
    """A path of this length that leads nowhere; ``closed`` with a slash at its end."""
    return b"/" + b"_" * (length - 1 - closed) + b"/" * closed


def settle_permissions(program: Path, executable: Path) -> None:
    """Give every file the same permissions, whatever those of the build were."""
    for path in program.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
        elif not path.is_symlink():
            path.chmod(0o755 if path == executable else 0o644)
