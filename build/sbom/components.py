"""The components by where they come from. A component is the JSON object that CycloneDX describes."""

import base64
import re
from collections.abc import Iterable, Iterator
from importlib import metadata
from typing import Any, Final
from urllib.parse import quote

from build.package.licenses import identifier
from build.shipped import NpmPackage

Component = dict[str, Any]

ALGORITHMS: Final = {"sha512": "SHA-512", "sha384": "SHA-384", "sha256": "SHA-256", "sha1": "SHA-1"}


def npm_components(packages: Iterable[NpmPackage]) -> list[Component]:
    """The packages that the shell is bundled from."""
    found: dict[str, Component] = {}
    for package in packages:
        version = package.facts["version"]
        component = _component(package.name, version, f"pkg:npm/{quote(package.name)}@{version}")
        if license_id := package.facts.get("license"):
            component["licenses"] = [{"expression": license_id}]
        component["hashes"] = list(_hashes(package.facts.get("integrity", "")))
        found[component["purl"]] = component
    return list(found.values())


def python_components(names: Iterable[str]) -> list[Component]:
    """The packages of the backend's lock that this system's backend has: the others are for another system."""
    found = []
    for name in names:
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        component = _component(package.name, package.version, f"pkg:pypi/{normalised(package.name)}@{package.version}")
        if license_name := identifier(package):
            component["licenses"] = [{"license": {"name": license_name}}]
        found.append(component)
    return found


def runtime_components(electron: str, python: str) -> list[Component]:
    """What the two halves run on."""
    return [
        _component("electron", electron, f"pkg:github/electron/electron@v{electron}") | {"type": "framework"},
        _component("cpython", python, f"pkg:github/python/cpython@v{python}") | {"type": "platform"},
    ]


def locked_names(lock: str) -> list[str]:
    """The packages that a requirements lock pins."""
    return re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)


def normalised(name: str) -> str:
    """A Python package's name as names are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _component(name: str, version: str, purl: str) -> Component:
    return {"bom-ref": purl, "type": "library", "name": name, "version": version, "purl": purl}


def _hashes(integrity: str) -> Iterator[dict[str, str]]:
    """Subresource integrity (``sha512-<base64>``, several with blanks between) as CycloneDX writes it."""
    for one in integrity.split():
        algorithm, _, digest = one.partition("-")
        yield {"alg": ALGORITHMS[algorithm], "content": base64.b64decode(digest).hex()}
