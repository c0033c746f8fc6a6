"""Which npm packages the shell is bundled from: what it asks for, and what these ask for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

FOLDER: Final = "node_modules/"


@dataclass(frozen=True)
class NpmPackage:
    """One installed package.

    Attributes:
        name: such as ``react`` or ``@mantine/core``.
        path: its folder, relative to the checkout, with ``/`` between folders.
        facts: what the lock says of it.
    """

    name: str
    path: str
    facts: Mapping[str, Any]


def npm_packages(lock: Mapping[str, Any]) -> list[NpmPackage]:
    """Each once, sorted by its folder.

    Args:
        lock: package-lock.json, version 3.
    """
    packages = lock["packages"]
    found: dict[str, NpmPackage] = {}
    waiting = [("", name) for name in packages[""].get("dependencies", {})]
    while waiting:
        path = _resolve(packages, *waiting.pop())
        if path not in found:
            facts = packages[path]
            found[path] = NpmPackage(path.rpartition(FOLDER)[2], path, facts)
            waiting += [(path, name) for name in facts.get("dependencies", {})]
    return [found[path] for path in sorted(found)]


def _resolve(packages: Mapping[str, Any], asking: str, name: str) -> str:
    """The folder in which Node finds a package that another asks for."""
    return next(path for path in _candidates(asking, name) if path in packages)


def _candidates(asking: str, name: str) -> Iterator[str]:
    folder = asking
    while folder:
        yield f"{folder}/{FOLDER}{name}"
        folder = folder.rpartition(FOLDER)[0].rstrip("/")
    yield f"{FOLDER}{name}"
