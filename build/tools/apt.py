"""Debian's apt: install system packages on a machine where we are root."""

import os
import shutil
from collections.abc import Sequence
from typing import Final

from build.errors import BuildError, ToolFailedError
from build.process import capture, run_quietly
from build.progress import step
from build.unprivileged import is_root

_ENVIRONMENT: Final = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


def usable() -> bool:
    """Whether packages can be installed: apt is there and we are root."""
    return shutil.which("apt-get") is not None and is_root()


def install(packages: Sequence[str]) -> None:
    """Install packages by their Debian names, after refreshing the lists where they are missing or out of date.

    Raises:
        BuildError: apt could not; its own words are in the error.
    """
    try:
        if not all(_known(package) for package in packages):
            _refresh()
        try:
            _install(packages)
        except ToolFailedError:
            _refresh()
            _install(packages)
    except ToolFailedError as error:
        names = " ".join(packages)
        raise ToolFailedError(
            "apt-failed",
            f"apt could not install {names}.",
            f"Run `apt-get update && apt-get install {names}` by hand and mend what it says.",
            error.output,
        ) from error


def _refresh() -> None:
    _apt_get("Refreshing the list of system packages", ["update"])


def _install(packages: Sequence[str]) -> None:
    names = [_name_in_this_release(package) for package in packages]
    title = f"Installing system packages: {' '.join(names)}"
    _apt_get(title, ["install", "--yes", "--no-install-recommends", *names])


def _name_in_this_release(package: str) -> str:
    """Ubuntu 24.04 renamed libraries for its 64-bit time change (``libasound2t64``); the old names may be virtual."""
    renamed = f"{package}t64"
    return renamed if _known(renamed) else package


def _known(package: str) -> bool:
    try:
        policy = capture(["apt-cache", "policy", package])
    except BuildError:
        return False
    return "Candidate:" in policy and "Candidate: (none)" not in policy


def _apt_get(title: str, arguments: list[str]) -> None:
    with step(title) as current:
        run_quietly(
            ["apt-get", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=300", *arguments],
            current,
            measure=lambda: "working",
            env={**os.environ, **_ENVIRONMENT},
        )
