"""debootstrap: a small Debian of its own in a folder, which programs are run in without a virtual machine."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from build.process import Command, run_quietly
from build.progress import Step

ARCHITECTURE: Final = "amd64"
_ENVIRONMENT: Final = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


def installed() -> bool:
    """Whether debootstrap is on this machine."""
    return shutil.which("debootstrap") is not None


def make_debian(folder: Path, suite: str, foreign: str, packages: Sequence[str], step: Step) -> None:
    """Make it, with packages; takes root.

    Args:
        folder: where to; it must not be there yet.
        suite: the release of Debian.
        foreign: an architecture of which packages may be, too.
        packages: by Debian's names, with ``:architecture`` where it is the foreign one.
        step: is told how far it is.

    Raises:
        BuildError: debootstrap or apt failed; their words are in the error.
    """

    def run(command: Command, what: str) -> None:
        run_quietly(command, step, measure=lambda: what, env={**os.environ, **_ENVIRONMENT})

    options = ["--variant=minbase", f"--arch={ARCHITECTURE}"]
    run(["debootstrap", *options, suite, folder], f"unpacking Debian {suite}")
    run(inside(folder, ["dpkg", "--add-architecture", foreign]), f"adding {foreign}")
    run(inside(folder, ["apt-get", "update"]), "refreshing the list of packages")
    run(
        inside(folder, ["apt-get", "install", "--yes", "--no-install-recommends", *packages]),
        f"installing {' '.join(packages)}",
    )
    run(inside(folder, ["apt-get", "clean"]), "removing what was downloaded")


def inside(folder: Path, command: Command) -> list[str]:
    """The command, with the folder as its root.

    Its /proc is mounted for it alone: what is mounted in the folder for everybody is in the way of removing it.
    """
    return ["unshare", f"--root={folder}", "--mount-proc", *map(str, command)]
