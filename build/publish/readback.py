"""What was published, read back from where it lies: what clients get is what was meant for them."""

from collections.abc import Sequence

from build.errors import BuildError
from build.feed.artifacts import Release
from build.feed.published import read_published
from build.progress import step
from build.publish.feeds import FeedAction, Trust
from build.publish.place import Place
from build.stamps import file_hash


def require_feeds(place: Place, actions: Sequence[FeedAction], trust: Trust) -> None:
    """Every feed lies there as it was sent, under a good signature.

    Raises:
        BuildError: one does not.
    """
    with step(f"Reading back {len(actions)} feeds from {place.name}"):
        there = read_published(place, [action.file.name for action in actions], trust.keys, trust.python)
        for action in actions:
            found = there.get(action.file.name)
            if found is None or found.data != action.file.read_bytes():
                raise _not_as_sent(action.file.name, place)


def require_offered(place: Place, actions: Sequence[FeedAction], release: Release) -> None:
    """Every file that a feed offers lies there with the bytes of the release, whose sums the feed tells.

    Raises:
        BuildError: one does not.
    """
    names = dict.fromkeys(file.url for action in actions for file in action.feed.files)
    with step(f"Reading back {len(names)} files that the feeds offer"):
        for name in names:
            if place.sha256(name) != file_hash(release.folder / name):
                raise _not_as_sent(name, place)


def _not_as_sent(name: str, place: Place) -> BuildError:
    return BuildError(
        "published-not-as-sent",
        f"{name} does not lie in {place.name} as it was sent there a moment ago.",
        "Find out who else writes there, or what the storage does; `nox -s halt` keeps apps from it meanwhile.",
    )
