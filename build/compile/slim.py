"""What is done to Nuitka's folder: no debug information, and no path of the machine that built it."""

import shutil
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from build.errors import BuildError
from build.tools import patchelf, strip

_COMMON_PREFIXES: Final = frozenset({"", "/", "/usr", "/usr/local", "/opt", "/root", "/home"})
"""Folders that every machine has: to name them tells nothing, and they stand in code that looks for files there."""

STAND_IN: Final = b"/" + b"_" * 1000


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


def neutralise(executable: Path, paths: Iterable[Path]) -> int:
    """Overwrite the paths of the building machine in a program, length for length; how many there were.

    A Python that is linked statically has the folder that it was built for in it. Here it is used for nothing: the
    program finds its parts by its own place.
    """
    content = executable.read_bytes()
    count = 0
    # The longest first: one may lie within another.
    for path in sorted({str(path) for path in paths} - _COMMON_PREFIXES, key=lambda path: (-len(path), path)):
        secret = path.encode()
        if len(secret) > len(STAND_IN):
            raise BuildError("path-too-long", f"{path} is too long a path.", "Build in a folder with a shorter path.")
        count += content.count(secret)
        content = content.replace(secret, STAND_IN[: len(secret)])
    if count:
        executable.write_bytes(content)
    return count


def settle_permissions(program: Path, executable: Path) -> None:
    """Give every file the same permissions, whatever those of the build were."""
    for path in program.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
        elif not path.is_symlink():
            path.chmod(0o755 if path == executable else 0o644)
