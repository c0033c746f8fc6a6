"""The files of a release by their names, ``<id>-<version>-<linux|win|mac>-<x64|arm64>.<extension>``, and their sums."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.errors import BuildError
from build.feed.blockmaps import embedded_size
from build.feed.document import FeedFile
from build.platforms import System

SYSTEMS: Final[dict[str, System]] = {"linux": "linux", "mac": "darwin", "win": "win32"}
"""The systems by their names in files."""

OFFERED: Final[dict[System, tuple[str, ...]]] = {
    "linux": ("x64.AppImage", "x64.deb", "x64.rpm"),
    "win32": ("x64.exe",),
    "darwin": ("x64.zip", "arm64.zip", "x64.dmg", "arm64.dmg"),
}
"""What an update can be made from, in the order of the feed: electron-updater takes the first that fits."""

EMBEDDED: Final = ".AppImage"
"""Has its block map at its end."""

_WITH_BLOCK_MAP: Final = (".exe", ".zip")
"""Has its block map beside it, which electron-updater fetches for the old and the new version."""


@dataclass(frozen=True)
class Release:
    """The artifacts of one version.

    Attributes:
        folder: where they lie.
        product: the ``id`` of product.json.
        version: of all of them.
    """

    folder: Path
    product: str
    version: str

    def file(self, system: System, ending: str) -> Path:
        """Where an artifact is, or would be.

        Args:
            system: whom it is for.
            ending: such as ``x64.deb``.
        """
        name = next(name for name, known in SYSTEMS.items() if known == system)
        return self.folder / f"{self.product}-{self.version}-{name}-{ending}"

    def offered(self, system: System) -> list[Path]:
        """The artifacts of a system that its feed offers, in order; none where it was not built."""
        files = [self.file(system, ending) for ending in OFFERED[system]]
        return [file for file in files if file.exists()]

    def files(self) -> list[Path]:
        """Every file of this version: artifacts, block maps and what belongs to them."""
        begins = tuple(f"{self.product}-{self.version}-{name}-" for name in SYSTEMS)
        return sorted(file for file in self.folder.glob("*") if file.name.startswith(begins) and file.is_file())


def wants_block_map(file: Path) -> bool:
    """Whether electron-updater asks for a block map beside this artifact."""
    return file.suffix in _WITH_BLOCK_MAP and not file.name.endswith("-win-x64.zip")


def feed_file(file: Path) -> FeedFile:
    """What a feed says of an artifact.

    Raises:
        BuildError: an AppImage has no block map at its end.
    """
    with file.open("rb") as data:
        digest = hashlib.file_digest(data, "sha512").digest()
    block_map = embedded_size(file) if file.suffix == EMBEDDED else None
    return FeedFile(file.name, base64.b64encode(digest).decode(), file.stat().st_size, block_map)


def require_artifacts(release: Release) -> list[System]:
    """The systems that there are artifacts for.

    Raises:
        BuildError: there are none at all.
    """
    found = [system for system in OFFERED if release.offered(system)]
    if found:
        return found
    raise BuildError(
        "no-artifacts",
        f"{release.folder} has no artifact of {release.product} {release.version}.",
        "Make some first: `nox -s package`.",
    )
