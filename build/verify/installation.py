"""An installation of the compiled backend, as a stranger has it: somewhere else, with an odd name, and read-only."""

import json
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from build.errors import BuildError
from build.paths import ROOT
from build.platforms import this_system

FOLDER_PREFIX: Final = "Zoë 测试"
"""Users have such names, and their folders too."""

_WRITABLE: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True)
class Installation:
    """One place for everything that a run needs; it is removed after it.

    Attributes:
        place: holds all of the following.
        folder: the copy of the program's folder.
        program: the executable in it.
        home: an empty home folder.
        scratch: where the tests may write.
        snapshot: what the folder held at first, as ``contents`` tells it, in a file.
    """

    place: Path
    folder: Path
    program: Path
    home: Path
    scratch: Path
    snapshot: Path


@contextmanager
def installed(source: Path) -> Iterator[Installation]:
    """Copy a compiled backend and take the right to write away from the copy.

    Raises:
        BuildError: there is no compiled backend.
    """
    product = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))
    name = product["backendExecutable"] + (".exe" if this_system() == "win32" else "")
    if not (source / name).is_file():
        raise BuildError("nothing-to-verify", f"There is no {name} in {source}.", "Run `nox -s compile`.")
    # A short name, for what lies below may have to fit into the 107 bytes of a socket's path.
    place = Path(mkdtemp(prefix="verify-"))
    try:
        folder = place / f"{FOLDER_PREFIX} {product['name']}"
        shutil.copytree(source, folder, symlinks=True)
        installation = Installation(
            place, folder, folder / name, place / "home", place / "scratch", place / "snapshot.json"
        )
        installation.home.mkdir()
        installation.scratch.mkdir()
        installation.snapshot.write_text(json.dumps(contents(folder)), encoding="utf-8")
        make_read_only(folder)
        yield installation
    finally:
        _remove(place)


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder with its digest, every link with its target, every folder."""
    return {path.relative_to(folder).as_posix(): _fingerprint(path) for path in sorted(folder.rglob("*"))}


def make_read_only(folder: Path) -> None:
    """Take the right to write away, from the folder and all that is in it; root ignores that, others do not."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~_WRITABLE)


def _fingerprint(path: Path) -> str:
    if path.is_symlink():
        return f"-> {path.readlink()}"
    return "folder" if path.is_dir() else sha256(path.read_bytes()).hexdigest()


def _remove(place: Path) -> None:
    for parent, _, names in os.walk(place):
        Path(parent).chmod(0o700)
        for path in (Path(parent, name) for name in names):
            if this_system() == "win32":
                path.chmod(stat.S_IWRITE)
    shutil.rmtree(place, ignore_errors=True)
