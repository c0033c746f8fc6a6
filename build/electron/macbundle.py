"""Give the app bundle of the donor Electron's own names again."""

import plistlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from build.electron.donor import APP_NAME, BUNDLE_ID, ELECTRON_VERSION

ELECTRON_ID: Final = "com.github.Electron"
DONOR_KEYS: Final = ("ElectronAsarIntegrity", "NSHumanReadableCopyright", "CFBundleIconFile")


def unpack(bundle: Path, folder: Path) -> None:
    """Move the bundle to ``folder/Electron.app``, renamed inside; its signatures go, as they no longer hold."""
    frameworks = bundle / "Contents" / "Frameworks"
    for helper in sorted(frameworks.glob(f"{APP_NAME} Helper*.app")):
        _rename_helper(helper)
    _rename_program(bundle, APP_NAME, "Electron")
    _edit_plist(bundle / "Contents" / "Info.plist", _main_plist)
    for signature in sorted(bundle.rglob("_CodeSignature")):
        shutil.rmtree(signature)
    folder.mkdir()
    bundle.rename(folder / "Electron.app")


def _rename_helper(helper: Path) -> None:
    name = helper.stem.replace(APP_NAME, "Electron")
    _rename_program(helper, helper.stem, name)

    def edit(plist: dict[str, Any]) -> None:
        identifier = plist["CFBundleIdentifier"].replace(BUNDLE_ID, ELECTRON_ID)
        plist.update(_names(name), CFBundleIdentifier=identifier)

    _edit_plist(helper / "Contents" / "Info.plist", edit)
    helper.rename(helper.with_name(f"{name}.app"))


def _rename_program(bundle: Path, old: str, new: str) -> None:
    programs = bundle / "Contents" / "MacOS"
    (programs / old).rename(programs / new)


def _main_plist(plist: dict[str, Any]) -> None:
    for key in DONOR_KEYS:
        plist.pop(key, None)
    plist.update(_names("Electron"), CFBundleIdentifier=ELECTRON_ID, CFBundleShortVersionString=ELECTRON_VERSION)


def _names(name: str) -> dict[str, str]:
    return {
        "CFBundleDisplayName": name,
        "CFBundleExecutable": name,
        "CFBundleName": name,
        "CFBundleVersion": ELECTRON_VERSION,
    }


def _edit_plist(path: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    plist = plistlib.loads(path.read_bytes())
    edit(plist)
    path.write_bytes(plistlib.dumps(plist))
