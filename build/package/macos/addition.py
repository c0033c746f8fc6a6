"""How electron-builder makes the disk image and the zip of macOS."""

import shlex
from pathlib import Path
from typing import Any, Final

from build.environment.release_env import prepare_release
from build.errors import BuildError
from build.package.addition import Addition, Request
from build.package.icons import DRAWER
from build.paths import ROOT
from build.process import capture
from build.tools import sevenzip

DRAWING: Final = Path(__file__).with_name("window.svg")
WIDTH, HEIGHT = 640, 400
ICON_SIZE: Final = 128
APP_AT: Final = (160, 190)
APPLICATIONS_AT: Final = (480, 190)
"""The centres of the two icons, on both sides of the drawing's arrow, in points from the window's upper left."""


def addition(request: Request) -> Addition:
    """The formats, and what they need: on a Mac its own tools, elsewhere ours in their place."""
    background = _draw_background(request)
    fast = {"ELECTRON_BUILDER_COMPRESSION_LEVEL": "1"} if request.compression == "fast" else {}
    window = {"x": 400, "y": 200, "width": WIDTH, "height": HEIGHT}
    image: dict[str, Any] = {
        "title": "${productName} ${version}",
        "window": window,
        "iconSize": ICON_SIZE,
        "format": "UDZO",
        "contents": [
            {
                "x": APP_AT[0],
                "y": APP_AT[1],
                "type": "file",
                "path": str(_bundle(request)),
                "name": _bundle(request).name,
            },
            {"x": APPLICATIONS_AT[0], "y": APPLICATIONS_AT[1], "type": "link", "path": "/Applications"},
        ],
        # The image is signed after it is made: a map of its blocks would be of other bytes. The updater takes the zip.
        "writeUpdateInfo": False,
    }
    if request.host == "darwin":
        return Addition(("dmg", "zip"), {"dmg": {**image, "background": str(background)}}, fast, fetches=True)
    seven_zip = sevenzip.find()
    if seven_zip is None:
        raise BuildError("tool-missing", "7-Zip is not on this machine.", "Run `nox -s doctor -- --fix`.")
    # With a picture electron-builder would ask `sips`, a tool of macOS, for its size; ours knows the picture.
    own = {
        "CUSTOM_DMGBUILD_PATH": str(_stand_in(request, background)),
        "ELECTRON_BUILDER_7ZIP_PATH": str(seven_zip),
    }
    return Addition(("dmg", "zip"), {"dmg": {**image, "backgroundColor": "#ffffff"}}, fast | own)


def _bundle(request: Request) -> Path:
    return request.app / request.layout.root.parent


def _draw_background(request: Request) -> Path:
    """The picture, and beside it one of twice the size, which electron-builder puts together for fine screens."""
    plain, fine = request.work / "background.png", request.work / "background@2x.png"
    capture([request.bench.node.node, DRAWER, DRAWING, f"{WIDTH}={plain}", f"{2 * WIDTH}={fine}"])
    return plain


def _stand_in(request: Request, background: Path) -> Path:
    """A program that takes what electron-builder gives its `dmgbuild`."""
    program = request.work / "dmgbuild"
    command = [str(prepare_release()), "-m", "build.package.macos.disk_image", str(background)]
    program.write_text(f'#!/bin/sh\ncd {shlex.quote(str(ROOT))} && exec {shlex.join(command)} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return program
