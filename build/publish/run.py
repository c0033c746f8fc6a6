"""Publish a release: artifacts first, feeds last; what is there bit for bit is not sent again."""

from collections.abc import Sequence

from build.errors import BuildError
from build.feed.artifacts import Release, feed_file
from build.feed.document import Feed
from build.preflight.passed import require_passed
from build.progress import megabytes, say, step
from build.publish.feeds import FeedAction, Trust, plan_feeds, send_feed
from build.publish.place import Place
from build.publish.plan import Action, plan_artifacts
from build.publish.readback import require_feeds, require_offered
from build.stamps import file_hash


def publish_release(release: Release, place: Place, trust: Trust, *, dry: bool) -> None:
    """Bring a release to a place.

    Args:
        release: its artifacts, with the feeds beside them.
        place: where to.
        trust: whose feeds may be published.
        dry: only tell what would be done.

    Raises:
        BuildError: something must not or cannot be published; then no feed offers anything new.
    """
    feeds = plan_feeds(place, release.folder, trust)
    for action in feeds:
        _require_offered(release, action.feed)
    artifacts = _plan(release, place)
    if not trust.test:
        require_passed(release.folder, release.files())
    for artifact in artifacts:
        _tell_artifact(artifact)
        if artifact.kind == "send" and not dry:
            with step(f"Sending {artifact.file.name}"):
                place.put(artifact.file, artifact.file.name, over=None)
    send_feeds(place, feeds, trust, dry=dry)
    if not dry:
        require_offered(place, feeds, release)


def send_feeds(place: Place, feeds: Sequence[FeedAction], trust: Trust, *, dry: bool) -> None:
    """Publish feeds alone, and read them back."""
    for action in feeds:
        _tell_feed(action)
        if not dry:
            send_feed(place, action)
    if not dry:
        require_feeds(place, feeds, trust)


def _plan(release: Release, place: Place) -> list[Action]:
    files = release.files()
    with step(f"Comparing {len(files)} files with {place.name}"):
        return plan_artifacts({file: file_hash(file) for file in files}, {f: place.sha256(f.name) for f in files})


def _require_offered(release: Release, feed: Feed) -> None:
    if feed.version != release.version:
        raise BuildError(
            "feed-of-another-version",
            f"{feed.file} offers {feed.version}, not {release.version}.",
            "Write the feeds anew: `nox -s feed`.",
        )
    for offered in feed.files:
        file = release.folder / offered.url
        if not file.exists() or feed_file(file) != offered:
            raise BuildError(
                "feed-stale",
                f"{feed.file} offers {offered.url} with a sum that is not the file's.",
                "The file was changed after the feed was written. Write the feeds anew: `nox -s feed`.",
            )


def _tell_artifact(action: Action) -> None:
    size = megabytes(action.file.stat().st_size)
    say(f"{'send ' if action.kind == 'send' else 'there'}  {action.file.name}  {size}")


def _tell_feed(action: FeedAction) -> None:
    feed = action.feed
    what = "there" if action.verdict == "same" else "feed "
    say(
        f"{what}  {feed.file}  {feed.version} to {feed.staging}%, number {feed.sequence}, until {feed.expires:%Y-%m-%d}"
    )
