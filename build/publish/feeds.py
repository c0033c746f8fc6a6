"""Publish feeds so that at no moment a feed lies there without its signature (decision 028).

The signature file goes first and holds the signatures of the feed that is there, too; then the feed. Whoever fetches
the feed and then its signature finds a good one, whenever that is; and so it stays when the run breaks in between.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from build.errors import BuildError
from build.feed.document import Feed
from build.feed.names import ALL_FEEDS, SIGNATURE_SUFFIX
from build.feed.published import Published, Verdict, compare, read_published
from build.feed.signatures import LARGEST, read_signatures, signature_bytes
from build.publish.folder import FolderPlace
from build.publish.meanwhile import PublishedMeanwhileError
from build.publish.place import Place


@dataclass(frozen=True)
class Trust:
    """Whose signatures count.

    Attributes:
        keys: the public keys.
        python: an interpreter that has the cryptography package.
        test: whether feeds of a test identity may be published.
    """

    keys: Sequence[str]
    python: Path
    test: bool


@dataclass(frozen=True)
class FeedAction:
    """One feed on its way.

    Attributes:
        file: here; its signature lies beside it.
        feed: what it says.
        verdict: of the comparison with what is published.
        published: what is published.
        signed: the signature file that is published; one may lie there before its feed does.
    """

    file: Path
    feed: Feed
    verdict: Verdict
    published: Published | None
    signed: bytes | None


def plan_feeds(place: Place, folder: Path, trust: Trust) -> list[FeedAction]:
    """What to do with the feeds of a folder.

    Raises:
        BuildError: there are none, a signature is not good, or one is not newer than what is published.
    """
    here = read_published(FolderPlace(folder), ALL_FEEDS, trust.keys, trust.python)
    if not here:
        raise BuildError("no-feeds", f"{folder} has no feed.", "Write the feeds first: `nox -s feed`.")
    there = read_published(place, list(here), trust.keys, trust.python)
    return [_plan(place, folder / name, one, there.get(name), trust) for name, one in here.items()]


def send_feed(place: Place, action: FeedAction) -> None:
    """Publish a feed: its signature, beside those of the feed that is there, and then the feed itself.

    Raises:
        PublishedMeanwhileError: somebody else was quicker; what they published stands.
    """
    if action.verdict == "same":
        return
    name = action.file.name
    signed = f"{name}{SIGNATURE_SUFFIX}"
    new = read_signatures(action.file.with_name(signed).read_bytes(), signed)
    old = action.published.signatures if action.published else ()
    with TemporaryDirectory() as folder:
        both = Path(folder) / signed
        both.write_bytes(signature_bytes([*new, *old]))
        place.put(both, signed, _sum(action.signed))
        try:
            place.put(action.file, name, _sum(action.published.data if action.published else None))
        except PublishedMeanwhileError:
            # The feed that they put there may be one whose signature was in the file that was replaced just now.
            if action.signed is not None:
                ours = _sum(both.read_bytes())
                both.write_bytes(action.signed)
                place.put(both, signed, ours)
            raise


def _sum(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()


def _plan(place: Place, file: Path, here: Published, there: Published | None, trust: Trust) -> FeedAction:
    if here.feed.file != file.name:
        raise BuildError("feed-mixed-up", f"{file} is the feed of another name.", "Write it anew: `nox -s feed`.")
    if here.feed.identity == "test" and not trust.test:
        raise BuildError(
            "test-feed",
            f"{file.name} is signed by a test identity: no customer's app would believe it.",
            "Write it with the release's key, or say `--test-identity` for a place that only tests look at.",
        )
    verdict = compare(here.feed, here.data, there)
    if verdict in ("old-sequence", "old-version"):
        raise _not_newer(here.feed, there, place)
    return FeedAction(file, here.feed, verdict, there, place.read(f"{file.name}{SIGNATURE_SUFFIX}", LARGEST))


def _not_newer(feed: Feed, published: Published | None, place: Place) -> BuildError:
    there = f"{published.feed.version}, number {published.feed.sequence}" if published else "nothing"
    return BuildError(
        "feed-not-newer",
        f"{place.name} has {there} as {feed.file}; this is {feed.version}, number {feed.sequence}."
        " Apps refuse what is not newer.",
        "Write the feeds anew, `nox -s feed`: they follow what is published.",
    )
