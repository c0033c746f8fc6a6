"""Two versions of the app from one tree and one compiled backend, whose feed is on this machine."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from build.feed.identity import keys_for_tests
from build.feed.make import FeedOptions, make_feeds
from build.package.app import package_app
from build.package.edition import Edition
from build.package.installers import make_installers
from build.paths import WORK
from build.workbench import Workbench

OLD: Final = "1.0.0"
NEW: Final = "1.0.1"
FORMATS: Final = ("AppImage", "deb")
FOLDER: Final = WORK / "updates"

FOLDER_VARIABLE: Final = "UPDATES_FOLDER"
"""Names the folder of both versions' installers and of the newer one's feed."""

FEED_VARIABLE: Final = "UPDATES_FEED"
"""The address where both versions look for their feed."""


@dataclass(frozen=True)
class Versions:
    """The two versions.

    Attributes:
        folder: of their installers, and of the feed that offers the newer one.
        feed: the address that is built into both.
    """

    folder: Path
    feed: str

    @property
    def variables(self) -> Mapping[str, str]:
        """What the tests have to be told."""
        return {FOLDER_VARIABLE: str(self.folder), FEED_VARIABLE: self.feed}


def make_versions(bench: Workbench, backend: Path) -> Versions:
    """Pack both, make their installers, and sign a feed that offers the newer one.

    Args:
        bench: the tools.
        backend: the folder of the compiled backend, which is in both.

    Raises:
        BuildError: a step failed.
    """
    feed = f"http://127.0.0.1:{_free_port()}/"
    updates = {"feed": feed, "keys": list(keys_for_tests(bench.python).public)}
    old, new = (_edition(version, updates) for version in (OLD, NEW))
    for app in package_app(bench, backend, old, new):
        make_installers(bench, app, FOLDER, compression="fast", formats=FORMATS)
    # Nothing has been published anywhere: this is the first feed.
    make_feeds(bench, new.product, FOLDER, FeedOptions(test_identity=True, published=str(FOLDER / "published")))
    return Versions(FOLDER, feed)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _edition(version: str, updates: Mapping[str, Any]) -> Edition:
    name = f"update-{version}"
    return Edition(name, WORK / "package" / f"{name}-app", overlay={"version": version, "updates": dict(updates)})
