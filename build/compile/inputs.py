"""Everything that can change the compiled program, in one hash."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from build.compile.environment import Environment
from build.compile.settings import Settings
from build.environment.compile_env import LOCK
from build.paths import ROOT
from build.platforms import this_system
from build.process import capture
from build.seal.secret import vendor_secret
from build.stamps import content_key, file_hash

TOOLING: Final = (
    "compile/**/*.py",
    "seal/*.py",
    "audit/canary.py",
    "tools/nuitka.py",
    "tools/patchelf.py",
    "tools/strip.py",
)


def inputs_key(source: Path, settings: Settings, found: Environment) -> str:
    """A SHA-256 over the checkout's part, the lock, the tooling and the compiler, wherever they are."""
    tooling = [path for pattern in TOOLING for path in (ROOT / "build").glob(pattern)]
    facts = [sys.version, str(settings), compiler(), content_key([], facts=[vendor_secret(os.environ).hex()])]
    return content_key([*tooling, LOCK], facts=[*facts, *sorted(_files(source, settings, found))])


def compiler() -> str:
    """The C compiler that Nuitka will find, by its own words."""
    name = next((name for name in ("gcc", "clang", "cl") if shutil.which(name)), None)
    if this_system() == "win32" or name is None:
        return name or "none on PATH"
    return capture([name, "--version"]).splitlines()[0]


def _files(source: Path, settings: Settings, found: Environment) -> Iterator[str]:
    """Yield the name and the hash of every file of the vendor's that goes in, in whatever form."""
    yield f"product.json {file_hash(source / 'product.json')}"
    places = {name: found.folders[name] for name in settings.own}
    places |= {entry.target: source / entry.source for entry in settings.data}
    for name, place in places.items():
        for path in [place, *place.rglob("*")]:
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{name} {path.relative_to(place).as_posix()} {file_hash(path)}"
