"""The variants of the compiled backend's comparison: what each is and how it is made ready."""

from pathlib import Path
from typing import Final

from build.bench.compiled.plan import Variant
from build.bench.snapshot import ENTRIES

EAGER_ENTRY: Final = ENTRIES / "eager.py"

TITLES: Final = {
    "cpython-eager": "CPython source, eager",
    "cpython": "CPython source, ours",
    "pyinstaller-onedir": "PyInstaller onedir, eager",
    "pyinstaller-onefile": "PyInstaller onefile, eager",
    "pyinstaller-ours": "PyInstaller onedir, ours",
    "nuitka": "Nuitka, ours",
}
"""In the order of the table."""

APPS: Final = {"app": "the app", "app-unchecked": "the app, payload unchecked"}
"""The packed apps."""

LISTEN_FIRST: Final = frozenset({"cpython", "pyinstaller-ours", "nuitka"})
"""Ours; the eager ones import everything before they listen."""


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
