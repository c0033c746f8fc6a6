"""The folder in which Wine lives, `.nox/wine/root`: a Debian of its own.

An NSIS installer is a program of 32 bits, and installs one of 64: it takes Wine for both, and many machines' own
package lists have no i386.
"""

import shutil
from pathlib import Path
from typing import Final

from build.errors import BuildError
from build.locking import exclusive
from build.paths import WORK
from build.platforms import this_target
from build.progress import step
from build.stamps import Stamp, content_key
from build.tools import debootstrap
from build.unprivileged import is_root

FOLDER: Final = WORK / "wine"
ROOT: Final = FOLDER / "root"
SUITE: Final = "bookworm"
PACKAGES: Final = ("wine", "wine64", "wine32:i386")


def refusal(target: str, *, root: bool, has_debootstrap: bool) -> BuildError | None:
    """Why Wine cannot be set up on a machine; None where it can.

    Args:
        target: the machine, such as ``linux-x64``.
        root: whether this is root.
        has_debootstrap: whether debootstrap is there.
    """
    if target != "linux-x64":
        return BuildError(
            "wine-needs-linux",
            f"Wine is set up on Linux x64 only; this is {target}.",
            "Run it there. On Windows, install what `nox -s package` makes.",
        )
    if not root:
        return BuildError(
            "wine-needs-root",
            "Wine gets a Debian of its own, and only root can make one.",
            "Run it as root, in a container for example.",
        )
    if not has_debootstrap:
        return BuildError(
            "debootstrap-missing",
            "debootstrap, which makes the Debian that Wine lives in, is not on this machine.",
            "Install Debian's package debootstrap.",
        )
    return None


def require_possible() -> None:
    """Refuse where Wine cannot be set up.

    Raises:
        BuildError: the reason.
    """
    reason = refusal(this_target(), root=is_root(), has_debootstrap=debootstrap.installed())
    if reason:
        raise reason


def prepare_root() -> None:
    """Set it up, if it is not there yet.

    Raises:
        BuildError: this machine cannot, or a tool failed.
    """
    require_possible()
    key = content_key([Path(__file__), Path(debootstrap.__file__)])
    stamp = Stamp("wine-root")
    with exclusive(WORK / "wine.lock"):
        if stamp.matches(key) and ROOT.is_dir():
            return
        stamp.clear()
        shutil.rmtree(ROOT, ignore_errors=True)
        FOLDER.mkdir(parents=True, exist_ok=True)
        with step("Setting up a Debian with Wine") as current:
            debootstrap.make_debian(ROOT, SUITE, "i386", PACKAGES, current)
        stamp.write(key)
