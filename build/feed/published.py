"""The feed that is published now, which the next one must be newer than; one without a good signature is not known."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from build.environment.python_env import python_of_project
from build.errors import BuildError
from build.feed import document, signatures
from build.feed.document import Feed, read_feed
from build.feed.names import SIGNATURE_SUFFIX
from build.feed.signatures import Signature, read_signatures
from build.feed.versions import is_newer
from build.process import capture
from build.publish.place import ReadablePlace, place_to_read

Verdict = Literal["first", "newer", "same", "old-sequence", "old-version"]


@dataclass(frozen=True)
class Published:
    """A feed file and its signatures as they lie there.

    Attributes:
        feed: what it says.
        data: its bytes.
        signatures: those over these bytes by a key that was asked for.
    """

    feed: Feed
    data: bytes
    signatures: tuple[Signature, ...]


def read_published(
    place: ReadablePlace, names: Sequence[str], keys: Sequence[str], python: Path
) -> dict[str, Published]:
    """What is published under some names; those under which nothing is are left out.

    Args:
        place: where.
        names: of the feed files.
        keys: the public keys of which one must have signed each.
        python: an interpreter that has the cryptography package.

    Raises:
        BuildError: it cannot be read, or nobody trustworthy signed it: its sequence number cannot be known.
    """
    found = {name: data for name in names if (data := place.read(name, document.LARGEST)) is not None}
    signed = {name: place.read(f"{name}{SIGNATURE_SUFFIX}", signatures.LARGEST) for name in found}
    good = _good(found, signed, keys, python)
    for name in found:
        if not good[name]:
            raise BuildError(
                "published-not-ours",
                f"The feed {name} at {place.name} has no signature by a key that product.json lists.",
                "If the key was changed, list the old one too until the first feed is out. If it was not, somebody else"
                " wrote it: see docs/releasing.md.",
            )
    return {name: Published(read_feed(data, name), data, good[name]) for name, data in found.items()}


def published_version(place: str, name: str, keys: Sequence[str]) -> str | None:
    """The version that a feed offers now; None where nothing is published.

    Args:
        place: the address of the feeds' folder, a folder, or ``s3://bucket/prefix``.
        name: of the feed file.
        keys: the public keys of which one must have signed it.

    Raises:
        BuildError: nobody can tell.
    """
    published = read_published(place_to_read(place), [name], keys, python_of_project()).get(name)
    return published.feed.version if published else None


def compare(feed: Feed, data: bytes, published: Published | None) -> Verdict:
    """Whether a feed may take the place of the published one.

    Args:
        feed: the new one.
        data: its bytes.
        published: what is there.
    """
    if published is None:
        return "first"
    if data == published.data:
        return "same"
    if feed.sequence <= published.feed.sequence:
        return "old-sequence"
    return "old-version" if is_newer(published.feed.version, feed.version) else "newer"


def _good(
    found: Mapping[str, bytes], signed: Mapping[str, bytes | None], keys: Sequence[str], python: Path
) -> dict[str, tuple[Signature, ...]]:
    both = {name: one for name, one in signed.items() if one is not None}
    all_signatures = {name: read_signatures(one, f"{name}{SIGNATURE_SUFFIX}") for name, one in both.items()}
    nothing: dict[str, tuple[Signature, ...]] = dict.fromkeys(found, ())
    if not (both and keys):
        return nothing
    with TemporaryDirectory() as folder:
        for name, one in both.items():
            Path(folder, name).write_bytes(found[name])
            Path(folder, f"{name}{SIGNATURE_SUFFIX}").write_bytes(one)
        places = json.loads(capture([python, "-m", "build.feed.ed25519", "verify", folder, *keys]))
    return nothing | {name: tuple(one[place] for place in places[name]) for name, one in all_signatures.items()}
