"""Make the feed files of a release from its artifacts, each newer than the one that is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from build.errors import BuildError
from build.feed.artifacts import Release, feed_file, require_artifacts
from build.feed.document import Feed, FeedFile, feed_bytes
from build.feed.identity import FeedKeys
from build.feed.names import feed_name
from build.feed.published import Published, read_published
from build.feed.versions import channels_offered, is_newer
from build.publish.place import ReadablePlace

LIFETIME: Final = timedelta(days=90)
"""How long a feed is believed: nobody who holds up the traffic can hide an update for longer."""

EVERYBODY: Final = 100
NOBODY: Final = 0


@dataclass(frozen=True)
class Wanted:
    """What the feeds of a release shall say.

    Attributes:
        app: the appId of the product.
        notes: what is new, in Markdown.
        backend: the version of the backend in the artifacts.
        staging: how many of a hundred installations are offered the version; None for all of them, or for as many
            as are offered it now, so that a release that is made again ends no halt.
        now: the time (UTC).
        fewer: whether formats may be missing that the published feed offers.
        known_keys: the public keys that may have signed what is published.
    """

    app: str
    notes: str
    backend: str
    staging: int | None
    now: datetime
    fewer: bool
    known_keys: tuple[str, ...]


def write_feeds(release: Release, wanted: Wanted, keys: FeedKeys, published_at: ReadablePlace | None) -> list[Path]:
    """Write and sign the feeds of all systems that have artifacts; where they are.

    Args:
        release: the artifacts; the feeds come beside them.
        wanted: what the feeds say.
        keys: who signs them.
        published_at: where feeds are published; None where there is no such place yet.

    Raises:
        BuildError: there is nothing to offer, or it is not newer than what is published.
    """
    systems = require_artifacts(release)
    names = {feed_name(channel, system) for channel in channels_offered(release.version) for system in systems}
    there = read_published(published_at, sorted(names), wanted.known_keys, keys.python) if published_at else {}
    feeds = []
    for system in systems:
        files = tuple(feed_file(file) for file in release.offered(system))
        for channel in channels_offered(release.version):
            now = there.get(feed_name(channel, system))
            if now and channel == "beta" and is_newer(now.feed.version, release.version):
                continue  # users of the beta have a newer one already
            feed = Feed(
                file=feed_name(channel, system),
                app=wanted.app,
                channel=channel,
                version=release.version,
                backend=wanted.backend,
                sequence=next_sequence(now),
                issued=wanted.now,
                expires=wanted.now + LIFETIME,
                identity=keys.identity,
                staging=_staging(wanted, release, now),
                notes=wanted.notes,
                files=files,
            )
            _require_newer(release, feed, now, fewer=wanted.fewer)
            feeds.append(feed)
    return sign_feeds(release.folder, feeds, keys)


def sign_feeds(folder: Path, feeds: Sequence[Feed], keys: FeedKeys) -> list[Path]:
    """Write feeds and their signatures into a folder; where they are."""
    files = [folder / feed.file for feed in feeds]
    for file, feed in zip(files, feeds, strict=True):
        file.write_bytes(feed_bytes(feed))
    keys.sign(files)
    return files


def next_sequence(published: Published | None) -> int:
    """The number of the next publication."""
    return published.feed.sequence + 1 if published else 1


def release_of(product: Mapping[str, Any], folder: Path) -> Release:
    """The artifacts of the product's version in a folder."""
    return Release(folder, product["id"], product["version"])


def _require_newer(release: Release, feed: Feed, published: Published | None, *, fewer: bool) -> None:
    if published is None:
        return
    before = published.feed
    if is_newer(before.version, feed.version):
        raise BuildError(
            "version-not-newer",
            f"{feed.file} offers {before.version} already, which is newer than {feed.version}.",
            "Release a higher version: no app goes back to a lower one.",
        )
    if before.version == feed.version and _sums(before.files) != _sums(feed.files):
        raise BuildError(
            "version-published",
            f"{feed.file} offers a {feed.version} already, whose files have other bytes.",
            "Give product.json a higher version: what is published is never changed.",
        )
    lost = {_ending(file, before, release) for file in before.files} - {
        _ending(file, feed, release) for file in feed.files
    }
    if lost and not fewer:
        raise BuildError(
            "formats-lost",
            f"{feed.file} offers {', '.join(sorted(lost))} now; {feed.version} was not built so.",
            "Put all artifacts of the system together first, or say `--fewer-formats` if that is meant.",
        )


def _staging(wanted: Wanted, release: Release, published: Published | None) -> int:
    if wanted.staging is not None:
        return wanted.staging
    return published.feed.staging if published and published.feed.version == release.version else EVERYBODY


def _sums(files: tuple[FeedFile, ...]) -> dict[str, str]:
    return {file.url: file.sha512 for file in files}


def _ending(file: FeedFile, feed: Feed, release: Release) -> str:
    return file.url.removeprefix(f"{release.product}-{feed.version}-")
