"""Offer a published version to another share of the installations, or to none: halt."""

from collections.abc import Iterable
from datetime import datetime

from build.errors import BuildError
from build.feed.document import Feed
from build.feed.published import Published
from build.feed.versions import Channel
from build.feed.write import EVERYBODY, LIFETIME, NOBODY, next_sequence


def share(text: str) -> int:
    """A share of the installations, such as ``25%``, in percent.

    Raises:
        ValueError: it is none.
    """
    number = int(text.removesuffix("%"))
    if not NOBODY <= number <= EVERYBODY:
        raise ValueError(f"{number} is no share of a hundred")
    return number


def version_offered(published: Iterable[Published], channel: Channel) -> str:
    """The version that the feeds of a channel offer.

    Args:
        published: all feeds that are published.
        channel: which of them are meant.

    Raises:
        BuildError: none, or more than one.
    """
    versions = sorted({one.feed.version for one in published if one.feed.channel == channel})
    if len(versions) == 1:
        return versions[0]
    if not versions:
        raise BuildError(
            "nothing-published", f"No feed of the channel {channel} is published.", "Publish one: `nox -s publish`."
        )
    raise BuildError(
        "versions-differ",
        f"The feeds of the channel {channel} offer different versions: {', '.join(versions)}.",
        "Name the one that is meant: `--version`.",
    )


def with_share(published: Iterable[Published], version: str, staging: int, now: datetime) -> list[Feed]:
    """The feeds, of whatever channel, that offer a version, for another share of the installations.

    Raises:
        BuildError: none offers it.
    """
    feeds = [
        one.feed.again(sequence=next_sequence(one), issued=now, expires=now + LIFETIME, staging=staging)
        for one in published
        if one.feed.version == version
    ]
    if feeds:
        return feeds
    raise BuildError("not-offered", f"No published feed offers {version}.", "Look which one does: `--dry-run`.")
