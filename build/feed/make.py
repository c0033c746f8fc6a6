"""The feeds of a release, from its artifacts to its signed files, as `nox -s feed` and `nox -s release` make them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from build.feed.identity import FeedKeys, keys_for_tests, release_keys
from build.feed.mend import mend_block_maps
from build.feed.notes import release_notes
from build.feed.write import Wanted, release_of, write_feeds
from build.paths import ROOT
from build.preflight.passed import require_passed
from build.progress import say
from build.publish.place import place_to_read
from build.workbench import Workbench

CHANGELOG: Final = ROOT / "CHANGELOG.md"


@dataclass(frozen=True)
class FeedOptions:
    """What a person says of the feeds.

    Attributes:
        test_identity: sign with a test key and mark the feeds.
        staging: how many of a hundred installations are offered the version; None as it is, or all.
        published: where feeds are published; None for the address in product.json.
        fewer: whether formats may be missing that are offered now.
        changelog: where the release notes are.
        backend: the version of the backend in the artifacts; None for that of the product.
    """

    test_identity: bool = False
    staging: int | None = None
    published: str | None = None
    fewer: bool = False
    changelog: Path = CHANGELOG
    backend: str | None = None


def make_feeds(bench: Workbench, product: Mapping[str, Any], folder: Path, options: FeedOptions) -> list[Path]:
    """Bring the block maps in line, then write and sign the feeds; where they are.

    Args:
        bench: the tools.
        product: product.json, or what an edition makes of it.
        folder: of the artifacts.
        options: what a person says.

    Raises:
        BuildError: a key, the notes or the artifacts are missing, the preflight has not seen one of them as it is, or
            the release is not newer than what is published.
    """
    keys = feed_keys(bench, product, test_identity=options.test_identity)
    version = product["version"]
    notes = release_notes(options.changelog.read_text(encoding="utf-8"), version, or_unreleased=options.test_identity)
    release = release_of(product, folder)
    for file in mend_block_maps(bench, release.files()):
        say(f"block map made anew: {file.name}")
    if keys.identity == "release":
        require_passed(folder, release.files())
    published = options.published or product["updates"]["feed"]
    wanted = Wanted(
        app=product["appId"],
        notes=notes,
        backend=options.backend or version,
        staging=options.staging,
        now=datetime.now(UTC).replace(microsecond=0),
        fewer=options.fewer,
        known_keys=believed_keys(product, keys),
    )
    return write_feeds(release, wanted, keys, place_to_read(published) if published else None)


def feed_keys(bench: Workbench, product: Mapping[str, Any], *, test_identity: bool) -> FeedKeys:
    """Who signs.

    Raises:
        BuildError: the release's key is missing or unknown to the app.
    """
    if test_identity:
        return keys_for_tests(bench.python)
    return release_keys(bench.python, os.environ, product["updates"]["keys"])


def believed_keys(product: Mapping[str, Any], keys: FeedKeys) -> tuple[str, ...]:
    """The keys by which a feed that is published may be signed."""
    return (*product["updates"]["keys"], *(keys.public if keys.identity == "test" else ()))
