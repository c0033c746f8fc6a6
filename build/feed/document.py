"""A feed file: what electron-updater reads, and a block of our own that binds it to one app, file, channel and time.

It is written as JSON in ASCII, which YAML 1.2 contains: js-yaml reads it, so does Python without a package, and no
character of the release notes can be taken for a date, a tag or the end of a line.

Fields of electron-updater (`UpdateInfo` of builder-util-runtime): ``version``; ``files``, each with ``url`` (a bare
file name), ``sha512`` (base64), ``size`` (bytes) and, of an AppImage, ``blockMapSize`` (bytes); ``path`` and
``sha512`` of the first file; ``releaseDate``; ``releaseNotes`` (Markdown); ``stagingPercentage`` (0 to 100).

Fields of ``feed``: ``format`` (1), ``app`` (appId), ``file`` (the name of the feed file), ``channel``, ``sequence``
(grows with each publication of this file), ``issued`` and ``expires`` (ISO 8601, UTC), ``identity`` (``release`` or
``test``), ``components`` (the versions of ``shell`` and ``backend``).
"""

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeVar, get_args

from build.errors import BuildError
from build.feed.versions import CHANNELS, Channel

FORMAT: Final = 1
LARGEST: Final = 1024 * 1024
"""Bytes of a feed file; the shell reads no more."""

Identity = Literal["release", "test"]

_T = TypeVar("_T")
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")


@dataclass(frozen=True)
class FeedFile:
    """A file that a feed offers.

    Attributes:
        url: its bare name: it lies in the folder of the feed.
        sha512: in base64.
        size: in bytes.
        block_map_size: of the block map at the end of an AppImage, in bytes; None where it lies beside the file.
    """

    url: str
    sha512: str
    size: int
    block_map_size: int | None = None


@dataclass(frozen=True)
class Feed:
    """What one feed file says.

    Attributes:
        file: its own name.
        app: the appId of the product.
        channel: whose users read it.
        version: what it offers.
        backend: the version of the backend in it.
        sequence: from 1, grows with each publication of this file.
        issued: when it was signed (UTC).
        expires: when it is no longer believed (UTC).
        identity: ``test`` for what no customer's app may believe.
        staging: how many of a hundred installations are offered the version.
        notes: what is new, in Markdown.
        files: what it offers; electron-updater takes the first that fits.
    """

    file: str
    app: str
    channel: Channel
    version: str
    backend: str
    sequence: int
    issued: datetime
    expires: datetime
    identity: Identity
    staging: int
    notes: str
    files: tuple[FeedFile, ...]

    def again(self, *, sequence: int, issued: datetime, expires: datetime, staging: int) -> "Feed":
        """The same offer, to another share of the installations."""
        return replace(self, sequence=sequence, issued=issued, expires=expires, staging=staging)


def feed_bytes(feed: Feed) -> bytes:
    """The feed file.

    Raises:
        BuildError: it is larger than the shell reads.
    """
    document = {
        "version": feed.version,
        "files": [_file_fields(file) for file in feed.files],
        "path": feed.files[0].url,
        "sha512": feed.files[0].sha512,
        "releaseDate": feed.issued.strftime(_TIME),
        "releaseNotes": feed.notes,
        "stagingPercentage": feed.staging,
        "feed": {
            "format": FORMAT,
            "app": feed.app,
            "file": feed.file,
            "channel": feed.channel,
            "sequence": feed.sequence,
            "issued": feed.issued.strftime(_TIME),
            "expires": feed.expires.strftime(_TIME),
            "identity": feed.identity,
            "components": {"shell": {"version": feed.version}, "backend": {"version": feed.backend}},
        },
    }
    data = f"{json.dumps(document, indent=2)}\n".encode("ascii")
    if len(data) > LARGEST:
        raise BuildError(
            "feed-too-large",
            f"{feed.file} has {len(data)} bytes; no app reads more than {LARGEST}.",
            "Shorten the notes.",
        )
    return data


def read_feed(data: bytes, name: str) -> Feed:
    """The feed that a file holds.

    Args:
        data: its bytes, of which the signature is good already.
        name: the file, for the error.

    Raises:
        BuildError: it is not of this format.
    """
    try:
        return _read(json.loads(data))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise BuildError(
            "feed-malformed",
            f"{name} is no feed of format {FORMAT} ({type(error).__name__}: {error}).",
            "Look at what lies there: something other than this project wrote it.",
        ) from error


def _file_fields(file: FeedFile) -> dict[str, object]:
    fields: dict[str, object] = {"url": file.url, "sha512": file.sha512, "size": file.size}
    return fields if file.block_map_size is None else fields | {"blockMapSize": file.block_map_size}


def _read(document: dict[str, Any]) -> Feed:
    bound = document["feed"]
    if bound["format"] != FORMAT:
        raise ValueError(f"format {bound['format']}")
    return Feed(
        file=str(bound["file"]),
        app=str(bound["app"]),
        channel=_one_of(bound["channel"], CHANNELS),
        version=str(document["version"]),
        backend=str(bound["components"]["backend"]["version"]),
        sequence=_count(bound["sequence"]),
        issued=_time(bound["issued"]),
        expires=_time(bound["expires"]),
        identity=_one_of(bound["identity"], get_args(Identity)),
        staging=_count(document["stagingPercentage"]),
        notes=str(document["releaseNotes"]),
        files=tuple(_file(entry) for entry in document["files"]),
    )


def _file(entry: dict[str, Any]) -> FeedFile:
    block_map_size = entry.get("blockMapSize")
    if not _PLAIN_NAME.fullmatch(entry["url"]):
        raise ValueError(f"{entry['url']} is no bare file name")
    return FeedFile(
        entry["url"],
        str(entry["sha512"]),
        _count(entry["size"]),
        None if block_map_size is None else _count(block_map_size),
    )


def _one_of(value: object, known: tuple[_T, ...]) -> _T:
    for name in known:
        if name == value:
            return name
    raise ValueError(f"{value!r} is none of {known}")


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is no count")
    return value


def _time(text: str) -> datetime:
    return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
