"""The variants of the compiled backend's comparison: what each is and how it is made ready."""

import shutil
from pathlib import Path
from typing import Final

from build.bench.plan import Variant
from build.paths import ROOT, WORK

EAGER_ENTRY: Final = ROOT / "build" / "bench" / "entries" / "eager.py"
SNAPSHOT: Final = WORK / "bench-source"
PARTS: Final = ("backend", "product.json", "pyproject.toml")

TITLES: Final = {
    "cpython-eager": "CPython source, eager",
    "cpython": "CPython source, ours",
    "pyinstaller-onedir": "PyInstaller onedir, eager",
    "pyinstaller-onefile": "PyInstaller onefile, eager",
    "pyinstaller-ours": "PyInstaller onedir, ours",
    "nuitka": "Nuitka, ours",
}
"""In the order of the table."""

APPS: Final = {"app": "as shipped", "app-unchecked": "without the check of its payload"}
"""The packed apps."""

LISTEN_FIRST: Final = frozenset({"cpython", "pyinstaller-ours", "nuitka"})
"""Ours; the eager ones import everything before they listen."""


def snapshot() -> Path:
    """A copy of the source for the source variants, which stays as it is while somebody goes on working.

    Python keeps its compiled files in it; the first round, which is thrown away, writes them.
    """
    shutil.rmtree(SNAPSHOT, ignore_errors=True)
    SNAPSHOT.mkdir(parents=True)
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, SNAPSHOT / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, SNAPSHOT)
    shutil.copy(EAGER_ENTRY, SNAPSHOT)
    return SNAPSHOT


def source(key: str, python: Path, folder: Path, arguments: tuple[str, ...]) -> Variant:
    """The backend from source.

    Args:
        key: of the variant.
        python: the interpreter of an environment that has nothing but what the backend needs.
        folder: the snapshot of the source.
        arguments: what the interpreter is to run.
    """
    return Variant(key, TITLES[key], (str(python), *arguments), str(folder), key in LISTEN_FIRST)


def program(key: str, executable: Path, payload: Path) -> Variant:
    """The backend as a program.

    Args:
        key: of the variant.
        executable: what is started.
        payload: the file or folder that would be shipped.
    """
    return Variant(key, TITLES[key], (str(executable),), str(executable.parent), key in LISTEN_FIRST, str(payload))
