"""Make a disk image on Linux, in the place of electron-builder's `dmgbuild`, which needs a Mac.

For tests only: what ships is made on a Mac, by the same configuration.

    python -m build.package.macos.disk_image PICTURE -s SETTINGS TITLE IMAGE

Runs in the release's environment. The settings are JSON, as dmg-builder of electron-builder 26 writes them.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.package.macos.finder import PICTURES, name_of, write_window
from build.package.macos.udif import write_image
from build.tools.xorriso import hfs_volume


def make_image(picture: Path, settings: Mapping[str, Any], title: str, image: Path) -> None:
    """Make the image.

    Args:
        picture: behind the icons.
        settings: what lies where in the window.
        title: the volume's name.
        image: where to.

    Raises:
        BuildError: xorriso is missing or failed.
    """
    with tempfile.TemporaryDirectory(dir=image.parent) as folder:
        volume = Path(folder, "volume")
        volume.mkdir()
        for item in settings["contents"]:
            place = volume / name_of(item)
            if item["type"] == "link":
                place.symlink_to(item["path"])
            else:
                shutil.copytree(item["path"], place, symlinks=True)
        (volume / PICTURES).mkdir()
        shutil.copy(picture, volume / PICTURES / picture.name)
        write_window(volume, title, picture.name, settings)
        hfs_volume(volume, title, Path(folder, "volume.hfs"))
        write_image(Path(folder, "volume.hfs"), image, int(settings["compression-level"]))


if __name__ == "__main__":
    shown, _, described, name, made = sys.argv[1:]
    make_image(Path(shown), json.loads(Path(described).read_text(encoding="utf-8")), name, Path(made))
