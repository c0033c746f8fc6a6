"""The AppArmor profile: it gives the app the user namespaces that Chromium's sandbox is made of.

Ubuntu takes them from every program without a profile since 24.04 (`kernel.apparmor_restrict_unprivileged_userns`).
"""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

PREFIX: Final = PurePosixPath("/opt")
"""Where electron-builder's packages put the app."""


def installed_folder(product: Mapping[str, Any]) -> PurePosixPath:
    """The app's folder on a machine that it was installed on by a package."""
    return PREFIX / str(product["name"])


def profile(product: Mapping[str, Any]) -> str:
    """The profile of a product. It confines nothing: whoever could start the app can do all that it does."""
    name = product["id"]
    return (
        "abi <abi/4.0>,\n"
        "include <tunables/global>\n"
        "\n"
        f'profile "{name}" "{installed_folder(product) / name}" flags=(unconfined) {{\n'
        "  userns,\n"
        "\n"
        f"  include if exists <local/{name}>\n"
        "}\n"
    )
