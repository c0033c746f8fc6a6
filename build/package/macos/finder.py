"""How the Finder shows a disk image's window: `.DS_Store`, with an alias to the picture behind the icons.

Runs in the release's environment, which has the packages for both formats.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ds_store import DSStore
from mac_alias import Alias
from mac_alias.alias import ALIAS_EJECTABLE_DISK, ALIAS_KIND_FILE, ALIAS_NO_CNID, TargetInfo, VolumeInfo

PICTURES: Final = ".background"
ANY_DATE: Final = datetime(2001, 1, 1, tzinfo=UTC)
"""An alias is looked up by its path when its dates and numbers fit nothing."""


def write_window(folder: Path, volume: str, picture: str, settings: Mapping[str, Any]) -> None:
    """Write `.DS_Store`.

    Args:
        folder: what will be the volume; the picture lies in its folder `.background`.
        volume: its name.
        picture: the file's name.
        settings: of electron-builder's `dmgbuild`: ``window``, ``icon-size``, ``text-size`` and ``contents``.
    """
    with DSStore.open(str(folder / ".DS_Store"), "w+") as store:
        store["."]["vSrn"] = ("long", 1)
        store["."]["bwsp"] = _window(settings["window"])
        store["."]["icvp"] = _icons(settings, _alias(volume, picture))
        for item in settings["contents"]:
            store[name_of(item)]["Iloc"] = (item["x"], item["y"])


def name_of(item: Mapping[str, Any]) -> str:
    """The name of a file or link of the settings on the volume."""
    return str(item.get("name") or Path(item["path"]).name)


def _window(window: Mapping[str, Any]) -> dict[str, Any]:
    at, size = window["position"], window["size"]
    hidden = ("ShowStatusBar", "ContainerShowSidebar", "PreviewPaneVisibility", "ShowTabView", "ShowToolbar")
    bounds = f"{{{{{at['x']}, {at['y']}}}, {{{size['width']}, {size['height']}}}}}"
    return {**dict.fromkeys((*hidden, "ShowPathbar", "ShowSidebar"), False), "WindowBounds": bounds, "SidebarWidth": 0}


def _icons(settings: Mapping[str, Any], picture: bytes) -> dict[str, Any]:
    return {
        "viewOptionsVersion": 1,
        "backgroundType": 2,
        "backgroundImageAlias": picture,
        **{f"backgroundColor{colour}": 1.0 for colour in ("Red", "Green", "Blue")},
        "gridOffsetX": 0.0,
        "gridOffsetY": 0.0,
        "gridSpacing": 100.0,
        "arrangeBy": "none",
        "showIconPreview": False,
        "showItemInfo": False,
        "labelOnBottom": True,
        "textSize": float(settings["text-size"]),
        "iconSize": float(settings["icon-size"]),
        "scrollPositionX": 0.0,
        "scrollPositionY": 0.0,
    }


def _alias(volume: str, picture: str) -> bytes:
    target = TargetInfo(
        ALIAS_KIND_FILE,
        picture,
        ALIAS_NO_CNID,
        ALIAS_NO_CNID,
        ANY_DATE,
        b"\0\0\0\0",
        b"\0\0\0\0",
        folder_name=PICTURES,
        carbon_path=f"{volume}:{PICTURES}:{picture}",
        posix_path=f"/{PICTURES}/{picture}",
    )
    disk = VolumeInfo(volume, ANY_DATE, b"H+", ALIAS_EJECTABLE_DISK, 0, b"\0\0", posix_path=f"/Volumes/{volume}")
    return bytes(Alias(volume=disk, target=target).to_bytes())
