"""How electron-builder makes AppImage, deb, rpm and tar.gz."""

import shlex
import sys
from pathlib import Path
from typing import Any, Final

from build.errors import BuildError
from build.package.addition import Addition, Compression, Request
from build.package.additions import PROFILE_FILE
from build.package.linux.apparmor import installed_folder
from build.paths import ROOT
from build.tools import appimage_tools, sevenzip

SCRIPTS: Final = Path(__file__).parent
GZIP: Final[dict[Compression, int]] = {"fast": 1, "small": 6}
"""7-Zip's levels for tar.gz: the highest takes ten times as long for one percent."""

COMPRESSORS: Final[dict[Compression, dict[str, str]]] = {
    "fast": {"deb": "gz", "rpm": "gzip"},
    "small": {"deb": "xz", "rpm": "gzip"},
}
"""By electron-builder's words; for rpm it has none for what our own maker takes (`packages/rpm.py`)."""

PACKAGES: Final = ("deb", "rpm")
TYPE_FILE: Final = "package-type"
"""By it electron-updater knows what it runs from; the shell's check knows its few possible contents."""


def addition(request: Request) -> Addition:
    """The formats, and what they need."""
    seven_zip = sevenzip.find()
    if seven_zip is None:
        raise BuildError("tool-missing", "7-Zip is not on this machine.", "Run `nox -s doctor -- --fix`.")
    compressors = COMPRESSORS[request.compression]
    level = appimage_tools.LEVELS[request.compression]
    return Addition(
        formats=("AppImage", "deb", "rpm", "tar.gz"),
        config={
            "linux": {"synopsis": request.product["description"]},
            **{kind: _package(request, kind) | {"compression": compressors[kind]} for kind in PACKAGES},
        },
        environ={
            "CUSTOM_FPM_PATH": str(_package_maker(request)),
            "APPIMAGE_TOOLS_PATH": str(appimage_tools.write_toolset(request.work / "appimage", level)),
            "ELECTRON_BUILDER_7ZIP_PATH": str(seven_zip),
            "ELECTRON_BUILDER_COMPRESSION_LEVEL": str(GZIP[request.compression]),
        },
    )


def _package(request: Request, kind: str) -> dict[str, Any]:
    """The settings of one kind of package, with the two files that only packages have."""
    folder, name = installed_folder(request.product), request.product["id"]
    own = request.work / kind
    own.mkdir()
    (own / TYPE_FILE).write_text(kind, encoding="ascii")
    (own / name).symlink_to(folder / name)
    return {
        "afterInstall": str(SCRIPTS / "after-install.sh"),
        "afterRemove": str(SCRIPTS / "after-remove.sh"),
        "appArmorProfile": str(request.app / request.layout.resources / PROFILE_FILE),
        "fpm": [
            f"{own / TYPE_FILE}={folder / request.layout.resources / TYPE_FILE}",
            f"{own / name}=/usr/bin/{name}",
        ],
    }


def _package_maker(request: Request) -> Path:
    """The program that electron-builder takes for fpm."""
    command = shlex.join([sys.executable, "-m", "build.package.linux.packages", f"--effort={request.compression}"])
    program = request.work / "fpm"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {command} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return program
