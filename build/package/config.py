"""What electron-builder gets: its structure from electron-builder.json, the brand from product.json.

Nothing is decided twice: whoever renames the product edits product.json alone.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build.errors import BuildError
from build.package.fuses import INSPECT

BRAND = ("appId", "productName", "copyright", "executableName", "protocols", "extraMetadata")
"""What electron-builder.json must leave to product.json."""


@dataclass(frozen=True)
class Surroundings:
    """What one run of electron-builder works with.

    Attributes:
        electron: the folder of an unpacked Electron.
        electron_version: its version.
        app: the folder of what goes into the ASAR.
        output: where electron-builder may write.
        fuses: the fuses that this Electron has, as they shall be set.
    """

    electron: Path
    electron_version: str
    app: Path
    output: Path
    fuses: Mapping[str, bool]


def effective_config(structure: Mapping[str, Any], product: Mapping[str, Any], around: Surroundings) -> dict[str, Any]:
    """What electron-builder gets.

    Raises:
        BuildError: electron-builder.json names the product.
    """
    branded = [name for name in BRAND if name in structure or any(name in _section(structure, s) for s in SYSTEMS)]
    if branded:
        raise BuildError(
            "brand-in-config",
            f"electron-builder.json has a word on the brand: {', '.join(branded)}.",
            "Take it out there, and put it into product.json.",
        )
    config = copy.deepcopy(dict(structure))
    config |= {
        "appId": product["appId"],
        "productName": product["name"],
        "copyright": product["copyright"],
        "protocols": [{"name": product["name"], "schemes": [product["scheme"]]}],
        "electronDist": str(around.electron),
        "electronVersion": around.electron_version,
        "electronFuses": dict(around.fuses),
        "directories": {"app": str(around.app), "output": str(around.output)},
    }
    maker = f"{product['publisher']} <{product['links']['homepage']}>"
    config["linux"] = {**_section(structure, "linux"), "executableName": product["id"], "maintainer": maker}
    # Signing is a stage of its own: electron-builder would take any identity that it finds in the keychain.
    config["mac"] = {**_section(structure, "mac"), "identity": None}
    return config


def fuses_of(structure: Mapping[str, Any], *, inspectable: bool) -> dict[str, bool]:
    """The fuses that electron-builder.json asks for; for the tests, with the debugger's fuse on, and that one alone."""
    return {**structure["electronFuses"], **({INSPECT: True} if inspectable else {})}


def package_manifest(product: Mapping[str, Any], *, test_key: str | None) -> dict[str, Any]:
    """The package.json inside the app: no more than Electron reads, and the key of a test build.

    Args:
        product: product.json.
        test_key: the public half of a throw-away key; None where a release key signs.
    """
    manifest = {
        "name": product["id"],
        "productName": product["name"],
        "version": product["version"],
        "description": product["description"],
        "author": product["publisher"],
        "homepage": product["links"]["homepage"],
        "license": "SEE LICENSE IN LICENSE",
        "main": "out/electron/main/index.cjs",
        "desktopName": f"{product['id']}.desktop",
    }
    return manifest if test_key is None else manifest | {"testPayloadKey": test_key}


SYSTEMS = ("linux", "mac", "win", "nsis")


def _section(structure: Mapping[str, Any], name: str) -> dict[str, Any]:
    return dict(structure.get(name) or {})
