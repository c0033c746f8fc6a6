"""Change the share of installations that a published version is offered to: the feeds alone are published anew."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from build.feed.identity import FeedKeys
from build.feed.names import ALL_FEEDS
from build.feed.published import read_published
from build.feed.rollout import version_offered, with_share
from build.feed.versions import Channel
from build.feed.write import sign_feeds
from build.publish.feeds import Trust, plan_feeds
from build.publish.place import Place
from build.publish.run import send_feeds


@dataclass(frozen=True)
class Share:
    """What a person asks for.

    Attributes:
        staging: the share, in percent.
        channel: whose version is meant, where none is named.
        version: the one that is meant; None for the one that the channel offers.
    """

    staging: int
    channel: Channel
    version: str | None


def change_share(place: Place, share: Share, keys: FeedKeys, trust: Trust, *, dry: bool) -> None:
    """Read what is published, change the share, sign, and publish the feeds.

    Raises:
        BuildError: nothing fits, or what is published is not ours.
    """
    published = list(read_published(place, ALL_FEEDS, trust.keys, trust.python).values())
    version = share.version or version_offered(published, share.channel)
    feeds = with_share(published, version, share.staging, datetime.now(UTC).replace(microsecond=0))
    with TemporaryDirectory() as folder:
        sign_feeds(Path(folder), feeds, keys)
        send_feeds(place, plan_feeds(place, Path(folder), trust), trust, dry=dry)
