"""Where the files of this package are: with its modules, or, in a compiled program, beside the executable."""

import sys
from pathlib import Path


def package_folder() -> Path:
    """Return the folder; a compiled module has no file of its own and cannot tell by ``__file__``."""
    if "__compiled__" in globals():
        return Path(sys.prefix) / "backend"
    return Path(__file__).resolve().parent
