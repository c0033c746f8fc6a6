"""stapler: puts Apple's ticket into an app or a disk image, so that a Mac without a network can see it."""

from pathlib import Path
from typing import Final

from build.process import capture

SECONDS: Final = 300.0


def staple(path: Path) -> None:
    """Fetch the ticket and put it in, then see that it is there.

    Raises:
        ToolFailedError: there is no ticket, or it does not fit.
    """
    capture(["xcrun", "stapler", "staple", path], timeout=SECONDS)
    capture(["xcrun", "stapler", "validate", path], timeout=SECONDS)
