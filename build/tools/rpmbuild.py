"""rpmbuild: packs RPM packages from a spec file and files that lie ready."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.process import Command, capture

BUILD_SECONDS: Final = 900.0
NOTHING_DONE_TO_FILES: Final = ("__os_install_post %{nil}", "debug_package %{nil}", "_build_id_links none")
"""No stripping, no packages of debug symbols, no links by build id: the payload manifest knows every byte."""


@dataclass(frozen=True)
class RpmBuild:
    """What goes into a package.

    Attributes:
        spec: the spec file.
        root: the folder with the files as they shall lie.
        architecture: in RPM's words.
        payload: the compressor, in RPM's words.
    """

    spec: Path
    root: Path
    architecture: str
    payload: str


def build(what: RpmBuild, file: Path, work: Path) -> None:
    """Make a package; ``work`` is a folder for what rpmbuild writes meanwhile."""
    settings = [*NOTHING_DONE_TO_FILES, f"_topdir {work / 'rpm'}", f"_binary_payload {what.payload}"]
    # rpmbuild empties its root before the install section, which the spec has none of.
    settings += ["__spec_install_pre %{nil}", "_rpmfilename package.rpm"]
    defined = [part for setting in settings for part in ("--define", setting)]
    where: Command = ["--target", what.architecture, "--buildroot", what.root, "--noclean", what.spec]
    capture(["rpmbuild", "-bb", *defined, *where], timeout=BUILD_SECONDS)
    shutil.move(work / "rpm" / "RPMS" / "package.rpm", file)
