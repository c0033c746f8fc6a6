"""Releases that are small: a few bytes under the names of installers, with feeds that a real key signs."""

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from build.feed.artifacts import Release
from build.feed.blockmaps import SUFFIX
from build.feed.identity import FeedKeys
from build.feed.write import Wanted, write_feeds
from build.publish.feeds import Trust
from tests.fixtures.feeds.make import KEYS

PYTHON = Path(sys.executable)
START = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
WINDOWS = {
    "win-x64.exe": b"the installer of ",
    f"win-x64.exe{SUFFIX}": b"the map of the installer of ",
}
MAC = {
    "mac-x64.zip": b"the Intel app of ",
    "mac-arm64.zip": b"the Apple app of ",
}
NOTE = "preflight-all.json"
ALL = {"linux-x64.deb": b"the deb of ", "linux-x64.rpm": b"the rpm of ", **WINDOWS, **MAC}


@dataclass
class Vendor:
    """Somebody who makes releases, one minute after the other."""

    folder: Path
    place: Any
    keys: FeedKeys
    minutes: int = 0

    def release(self, version: str, files: Mapping[str, bytes] = WINDOWS) -> Release:
        """Artifacts without feeds."""
        release = Release(self.folder / version, "fixture", version)
        release.folder.mkdir(exist_ok=True, parents=True)
        for ending, content in files.items():
            (release.folder / f"fixture-{version}-{ending}").write_bytes(content + version.encode())
        return release

    def feeds(self, release: Release, *, staging: int | None = None, fewer: bool = False) -> list[Path]:
        """Feeds that follow what is published."""
        note_sums(release)
        self.minutes += 1
        now = START + timedelta(minutes=self.minutes)
        wanted = Wanted("dev.fixture", "- New.\n", release.version, staging, now, fewer, self.keys.public)
        return write_feeds(release, wanted, self.keys, self.place)

    @property
    def trust(self) -> Trust:
        return Trust(self.keys.public, PYTHON, test=False)


def note_sums(release: Release, identity: str = "release") -> None:
    """What the preflight leaves beside artifacts that it found good."""
    files = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in release.files()}
    note = {"format": 1, "target": "all", "identity": identity, "files": files}
    (release.folder / NOTE).write_text(json.dumps(note), encoding="utf-8")


def fixture_keys(*names: str, known: Mapping[str, str]) -> FeedKeys:
    return FeedKeys(PYTHON, tuple(KEYS[name] for name in names), tuple(known[name] for name in names), "release")
