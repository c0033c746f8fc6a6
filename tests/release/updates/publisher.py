"""The publisher of the tests: a folder on the web with real installers, and feeds that its key signs as asked."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from build.feed.artifacts import Release
from build.feed.document import Feed, read_feed
from build.feed.identity import FeedKeys
from build.feed.names import SIGNATURE_SUFFIX, feed_name
from build.feed.write import sign_feeds
from build.publish.feeds import Trust
from build.publish.folder import FolderPlace
from build.publish.run import publish_release
from build.publish.share import Share, change_share
from tests.release.feed_server import FeedServer

FEED = feed_name("latest", "linux")
SIGNATURE = FEED + SIGNATURE_SUFFIX


@dataclass
class Publisher:
    """Somebody who has released the newer version.

    Attributes:
        release: the installers of it, with the feed that `nox -s feed` wrote.
        keys: that both versions know.
        server: sends what lies in its folder.
    """

    release: Release
    keys: FeedKeys
    server: FeedServer

    @property
    def web(self) -> Path:
        return self.server.folder

    @property
    def image(self) -> str:
        """The name of the newer AppImage."""
        return self.release.file("linux", "x64.AppImage").name

    @property
    def package(self) -> str:
        """The name of the newer Debian package."""
        return self.release.file("linux", "x64.deb").name

    def release_it(self) -> None:
        """As `nox -s publish` does it."""
        publish_release(self.release, FolderPlace(self.web), self._trust, dry=False)

    def offer_to(self, percent: int) -> None:
        """As `nox -s rollout` and `nox -s halt` do it."""
        change_share(FolderPlace(self.web), Share(percent, "latest", None), self.keys, self._trust, dry=False)

    @property
    def published(self) -> Feed:
        return read_feed((self.web / FEED).read_bytes(), FEED)

    def publish_anew(self, **changes: Any) -> None:
        """A good feed of the next number, but for the changes: they are signed, whatever they are."""
        (whole,) = (read_feed((self.release.folder / FEED).read_bytes(), FEED),)
        now = datetime.now(UTC).replace(microsecond=0)
        feed = replace(whole, sequence=self.published.sequence + 1, issued=now)
        sign_feeds(self.web, [replace(feed, **changes)], self.keys)

    @property
    def _trust(self) -> Trust:
        return Trust(self.keys.public, self.keys.python, test=True)
