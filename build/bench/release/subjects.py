"""What is measured of a release, and what has to be made for it; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from build.bench.release.changes import CHANGES
from build.bench.release.clone import PLAIN
from build.platforms import Target

RELEASE: Final = "release"
CLIENTS: Final = "clients"


@dataclass(frozen=True)
class Artifact:
    """One artifact of a release.

    Attributes:
        target: the machine that it is for.
        kind: by electron-builder's name.
        title: for people.
    """

    target: Target
    kind: str
    title: str


@dataclass(frozen=True)
class Update:
    """An update of one kind of installation by one change.

    Attributes:
        artifact: the key of what is installed.
        change: the key of what changed.
        title: for people.
    """

    artifact: str
    change: str
    title: str


ARTIFACTS: Final[Mapping[str, Artifact]] = {
    "appimage": Artifact("linux-x64", "AppImage", "AppImage"),
    "deb": Artifact("linux-x64", "deb", "deb"),
    "rpm": Artifact("linux-x64", "rpm", "rpm"),
    "targz": Artifact("linux-x64", "tar.gz", "tar.gz"),
    "nsis": Artifact("win32-x64", "nsis", "NSIS (stand-in)"),
}
UPDATES: Final[Mapping[str, Update]] = {
    f"{key}-{change}": Update(key, change, f"{ARTIFACTS[key].title}, {change}")
    for key in ("appimage", "nsis")
    for change in CHANGES
}
TITLES: Final = {
    RELEASE: "for Linux, on Linux",
    **{key: artifact.title for key, artifact in ARTIFACTS.items()},
    **{key: update.title for key, update in UPDATES.items()},
    CLIENTS: "installations",
}
"""In the order in which they are shown."""


@dataclass(frozen=True)
class Making:
    """What is made of one version for one machine.

    Attributes:
        version: ``plain`` or the key of a change.
        target: the machine.
        kinds: by electron-builder's names, in order.
    """

    version: str
    target: Target
    kinds: tuple[str, ...]


def makings(subjects: Iterable[str]) -> list[Making]:
    """What has to be made so that the subjects can be measured, in an order in which few checkouts change."""
    chosen = {*subjects}
    wanted = {(PLAIN, key) for key in ARTIFACTS if key in chosen}
    for key, update in UPDATES.items():
        if key in chosen:
            wanted |= {(PLAIN, update.artifact), (update.change, update.artifact)}
    found = []
    for version in (PLAIN, *CHANGES):
        for target in dict.fromkeys(artifact.target for artifact in ARTIFACTS.values()):
            kinds = tuple(
                artifact.kind
                for key, artifact in ARTIFACTS.items()
                if artifact.target == target and (version, key) in wanted
            )
            if kinds:
                found.append(Making(version, target, kinds))
    return found
