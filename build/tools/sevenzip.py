"""7-Zip: unpack archives with the BCJ2 filter, which no Python library reads."""

import shutil
from pathlib import Path
from typing import Final

from build.errors import ToolMissingError
from build.process import run_quietly
from build.progress import Step

NAMES: Final = ("7zz", "7z", "7za")


def find() -> Path | None:
    """7-Zip on this machine, by any of its names."""
    return next((Path(found) for name in NAMES if (found := shutil.which(name))), None)


def require() -> Path:
    """7-Zip on this machine.

    Raises:
        ToolMissingError: there is none.
    """
    program = find()
    if program is None:
        raise ToolMissingError(
            "7zip-missing",
            "7-Zip is needed to unpack what is made for Windows.",
            "Run `nox -s doctor -- --fix`, or install p7zip-full (Debian), sevenzip (Homebrew) or 7-Zip (Windows).",
        )
    return program


def unpack(archive: Path, folder: Path, step: Step) -> None:
    """Unpack a .7z archive into ``folder``."""
    run_quietly([require(), "x", "-y", f"-o{folder}", archive], step, measure=lambda: "unpacking the archive")
