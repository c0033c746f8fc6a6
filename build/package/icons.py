"""The icons of every system in every size, drawn from one SVG when they are needed."""

import shutil
from pathlib import Path
from typing import Final

from build.package.icon_files import ICNS_TYPES, ICO_SIZES, icns, ico
from build.paths import NODE_MODULES, ROOT, WORK
from build.process import capture
from build.stamps import Stamp, content_key
from build.workbench import Workbench

DRAWING: Final = ROOT / "build" / "icons" / "icon.svg"
DRAWER: Final = ROOT / "electron" / "tools" / "icons.mjs"
LINUX_SIZES: Final = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
ICONS: Final = WORK / "icons"
"""Where electron-builder.json looks for them."""

PNG: Final = ICONS / "png"
ICO: Final = ICONS / "icon.ico"
ICNS: Final = ICONS / "icon.icns"


def prepare_icons(bench: Workbench) -> None:
    """Draw them, unless they are there and the drawing is as it was.

    Raises:
        ToolFailedError: the drawing is no SVG that can be drawn.
    """
    makers = [DRAWING, DRAWER, Path(__file__), Path(__file__).with_name("icon_files.py")]
    key = content_key([*makers, NODE_MODULES / "@resvg" / "resvg-js" / "package.json"])
    stamp = Stamp("icons")
    if stamp.matches(key) and ICNS.exists():
        return
    stamp.clear()
    shutil.rmtree(ICONS, ignore_errors=True)
    PNG.mkdir(parents=True)
    sizes = sorted({*LINUX_SIZES, *ICO_SIZES, *(size for _, size in ICNS_TYPES)})
    capture([bench.node.node, DRAWER, DRAWING, *(f"{size}={PNG / f'{size}x{size}.png'}" for size in sizes)])
    images = {size: (PNG / f"{size}x{size}.png").read_bytes() for size in sizes}
    ICO.write_bytes(ico({size: images[size] for size in ICO_SIZES}))
    ICNS.write_bytes(icns(images))
    stamp.write(key)
