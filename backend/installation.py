"""The files around this program: where they are, and that none of them becomes code."""

import sys
from importlib.machinery import PathFinder
from pathlib import Path


def package_folder() -> Path:
    """Return the folder of this package's files: with its modules, or, compiled, beside the executable.

    A compiled module has no file of its own and cannot tell by ``__file__``.
    """
    if "__compiled__" in globals():
        return Path(sys.prefix) / "backend"
    return Path(__file__).resolve().parent


def import_nothing_from_folders() -> None:
    """Let a compiled program import what was compiled into it, and nothing else.

    Its packages name the folders where their data lie, and Python would look there for modules, too: whoever can write
    a file there could run code inside the program. A source tree is left as it is.
    """
    if "__compiled__" in globals():
        sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not PathFinder]
