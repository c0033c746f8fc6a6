"""That every system of a release has its feed, and every feed all that users of its system update by.

Which files those are is told here once more, apart from `build.feed`: what that forgets, nobody would be offered.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from build.package.installers import artifact_stem
from build.package.layout import system_of
from build.platforms import TARGETS, System, Target
from build.preflight.feed import ANEW, FeedExpected
from build.preflight.findings import Finding

UPDATED_BY: Final[Mapping[Target, tuple[str, ...]]] = {
    "linux-x64": ("AppImage", "deb", "rpm"),
    "win32-x64": ("exe",),
    "darwin-x64": ("zip", "dmg"),
    "darwin-arm64": ("zip", "dmg"),
}
"""By the ends of their names: of Linux what each kind of installation fetches, but for tar.gz, which updates nothing;
on macOS the zip is put in place, and the disk image is for who cannot be updated."""

ENDS: Final[Mapping[System, str]] = {"linux": "-linux.yml", "darwin": "-mac.yml", "win32": ".yml"}
MAKE_AGAIN: Final = "Bring the artifacts of the target together, or make them again: `nox -s package -- --installers`."


def check_offers(folder: Path, expected: FeedExpected) -> list[Finding]:
    """What users would not be offered.

    Args:
        folder: of the artifacts and the feeds.
        expected: what the feeds must be.
    """
    stems = {target: artifact_stem({"id": expected.product, "version": expected.version}, target) for target in TARGETS}
    made = [target for target in TARGETS if any(folder.glob(f"{stems[target]}.*"))]
    findings: list[Finding] = []
    for system in dict.fromkeys(system_of(target) for target in made):
        names = [f"{stems[one]}.{end}" for one in made if system_of(one) == system for end in UPDATED_BY[one]]
        findings += _check_system(folder, system, names, expected)
    return findings


def _check_system(folder: Path, system: System, names: list[str], expected: FeedExpected) -> Iterator[Finding]:
    for name in names:
        if not (folder / name).is_file():
            message = "It is not there, though others of its machine are: who updates by it would be left behind."
            yield Finding("artifact-missing", name, message, MAKE_AGAIN)
    # A beta of a higher version may be out: then a stable version is not offered in the feed of the betas.
    own = "beta" if "-" in expected.version else "latest"
    for channel in ("latest", "beta"):
        feed = folder / f"{channel}{ENDS[system]}"
        if feed.is_file():
            offered = _offered(feed)
            for name in names:
                if (folder / name).is_file() and name not in offered:
                    message = f"It does not offer {name}, which lies beside it: nobody would update by it."
                    yield Finding("feed-omits", feed.name, message, ANEW)
        elif channel == own:
            message = f"It is not there: no app on its system would hear of {expected.version}."
            yield Finding("feed-missing", feed.name, message, ANEW)


def _offered(feed: Path) -> set[str]:
    """The names in a feed; one that cannot be read offers nothing, and is told by those who verify it."""
    try:
        return {str(one["url"]) for one in json.loads(feed.read_bytes())["files"]}
    except (ValueError, KeyError, TypeError):
        return set()
