"""Which licences the dependencies have, transitive ones included, held against the list in ``allowed.toml``."""

import json
import re
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from build.package.licenses import identifier
from build.paths import PACKAGE_LOCK, REQUIREMENTS

ALLOWED: Final = Path(__file__).with_name("allowed.toml")


@dataclass(frozen=True)
class Allowed:
    """The list.

    Attributes:
        shipped: SPDX identifiers that a package of the product may have.
        tools: those that a package which only builds or tests may have besides.
        written: other ways to write an identifier.
        elsewhere: the licences of Python packages for other systems.
        named: the one licence, as its metadata has it, of each tool that is allowed by its name.
    """

    shipped: frozenset[str]
    tools: frozenset[str]
    written: Mapping[str, str]
    elsewhere: Mapping[str, str]
    named: Mapping[str, str]


@dataclass(frozen=True)
class Package:
    """A dependency; ``license`` is an SPDX expression, or whatever its author wrote, or None."""

    name: str
    version: str
    license: str | None
    ships: bool


def read_allowed(file: Path = ALLOWED) -> Allowed:
    """Read the list."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return Allowed(
        frozenset(tables["shipped"]),
        frozenset(tables["tools"]),
        tables["written"],
        tables["elsewhere"],
        {name: tool["license"] for name, tool in tables["named"].items()},
    )


def refused(packages: Collection[Package], allowed: Allowed) -> list[Package]:
    """The packages whose licence is not on the list, or not told."""
    return [package for package in packages if not _is_allowed(package, allowed)]


def npm_packages() -> Iterator[Package]:
    """Every package of package-lock.json, for all systems; one ships if the page or the shell may need it."""
    for path, entry in json.loads(PACKAGE_LOCK.read_text(encoding="utf-8"))["packages"].items():
        if path:
            name = path.rpartition("node_modules/")[2]
            yield Package(name, entry["version"], entry.get("license"), ships=not entry.get("dev", False))


def python_packages(lock: str, allowed: Allowed, folders: list[str] | None = None) -> Iterator[Package]:
    """Every package of a lock.

    Args:
        lock: its name, without ``.lock``.
        allowed: knows the licences of packages that are not installed on this system.
        folders: where the lock is installed; this environment unless given.
    """
    installed = {
        (_plain(one.metadata["Name"]), one.version): one for one in metadata.distributions(path=folders or sys.path)
    }
    product = pins("backend")
    for name, version in pins(lock).items():
        found = installed.get((name, version))
        license_ = identifier(found) if found else allowed.elsewhere.get(name)
        yield Package(name, version, license_, ships=name in product)


def pins(lock: str) -> dict[str, str]:
    """The versions in a lock, by the packages' plain names."""
    text = (REQUIREMENTS / f"{lock}.lock").read_text(encoding="utf-8")
    return {_plain(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _is_allowed(package: Package, allowed: Allowed) -> bool:
    text = package.license or ""
    if not package.ships and text and text == allowed.named.get(package.name):
        return True
    good = allowed.shipped if package.ships else allowed.shipped | allowed.tools
    # Older metadata can name several and does not say whether one is enough: then each must be allowed.
    return all(_is_good(part.strip(), allowed.written, good) for part in text.split(";"))


def _is_good(text: str, written: Mapping[str, str], good: Collection[str]) -> bool:
    if text in written:
        return written[text] in good
    # Of an SPDX expression (SPDX 2.3, annex D) as far as packages use it: AND binds before OR.
    choices = text.replace("(", " ").replace(")", " ").split(" OR ")
    return any(all(part.strip() in good for part in choice.split(" AND ")) for choice in choices)
