"""What is written into the packed app's resources before it is sealed, because nothing may be added later."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from build.environment.release_env import prepare_release
from build.package.layout import system_of
from build.package.linux.apparmor import profile
from build.package.windows.elevate import add_elevate
from build.platforms import Target

UPDATER_FILE: Final = "app-update.yml"
PROFILE_FILE: Final = "apparmor-profile"
"""electron-builder's packages copy their profile to this place; it is there already, with the same bytes."""


def add_resources(resources: Path, target: Target, product: Mapping[str, Any]) -> None:
    """Write the files of a target, and build what it is made of."""
    for name, text in resources_of(target, product).items():
        (resources / name).write_text(text, encoding="utf-8", newline="")
    if system_of(target) == "win32":
        add_elevate(resources, prepare_release())


def resources_of(target: Target, product: Mapping[str, Any]) -> dict[str, str]:
    """The files of a target by their names."""
    files = {PROFILE_FILE: profile(product)} if system_of(target) == "linux" else {}
    if product["updates"]["feed"]:
        files[UPDATER_FILE] = updater_file(target, product)
    return files


def updater_file(target: Target, product: Mapping[str, Any]) -> str:
    """What electron-updater reads of its own accord, as JSON, which is YAML.

    The folder of its downloads, the feed, and on Windows the publisher that an installer must be signed by.
    """
    settings: dict[str, Any] = {
        "provider": "generic",
        "url": product["updates"]["feed"],
        "updaterCacheDirName": f"{product['id']}-updater",
    }
    publisher = product["signing"]["windowsPublisher"]
    if system_of(target) == "win32" and publisher:
        settings["publisherName"] = [publisher]
    return json.dumps(settings, indent=2, ensure_ascii=False) + "\n"
