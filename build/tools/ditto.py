"""ditto: archives an app as macOS does, with its links, modes and extended attributes."""

from pathlib import Path
from typing import Final

from build.process import capture

SECONDS: Final = 900.0


def archive(app: Path, to: Path) -> None:
    """Put an app, folder and all, into a zip."""
    capture(["ditto", "-c", "-k", "--sequesterRsrc", "--keepParent", app, to], timeout=SECONDS)
