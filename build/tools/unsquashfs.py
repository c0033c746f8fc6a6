"""unsquashfs: unpack the file system inside an AppImage."""

from pathlib import Path

from build.process import Command, run_quietly
from build.progress import Step


def unpack(image: Path, offset: int, folder: Path, step: Step) -> None:
    """Unpack the squashfs that starts ``offset`` bytes into ``image``."""
    command: Command = [
        "unsquashfs",
        "-quiet",
        "-no-progress",
        "-no-xattrs",
        "-offset",
        str(offset),
        "-dest",
        folder,
        image,
    ]
    run_quietly(command, step, measure=lambda: "unpacking the AppImage")
