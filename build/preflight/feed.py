"""Feeds read as the shell reads them, and held against the artifacts that they offer.

Written apart from `build.feed`, after the shell's own checks (`electron/main/updates`): both must mean the same by a
good feed, which `tests/fixtures/feeds` holds them to. Needs the project's environment (cryptography).
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_der_public_key

from build.preflight.findings import Finding

Verdict = Literal[
    "good",
    "too-large",
    "unsigned",
    "malformed-signature",
    "unknown-key",
    "tampered",
    "malformed",
    "wrong-format",
    "wrong-app",
    "wrong-file",
    "wrong-channel",
    "test-identity",
    "issued-in-future",
    "expired",
    "foreign-url",
    "no-checksum",
]

FEED_FILES: Final = re.compile(r"(latest|beta)(?:-linux|-mac)?\.yml")
MOST_BYTES: Final = 1024 * 1024
MOST_SIGNATURE_BYTES: Final = 16 * 1024
SKEW: Final = timedelta(days=1)
AT_LEAST: Final = timedelta(days=7)
"""A feed that ends sooner than this is not worth publishing."""

ANEW: Final = "Write the feeds anew: `nox -s feed`."


@dataclass(frozen=True)
class Asked:
    """What a client knows when it asks.

    Attributes:
        app: its appId.
        file: the name of the feed file.
        channel: whose feed it wants.
        keys: the public keys that it knows: SubjectPublicKeyInfo DER, in base64.
        test: whether it was packed with a test identity.
        now: its clock (UTC).
    """

    app: str
    file: str
    channel: str
    keys: Sequence[str]
    test: bool
    now: datetime


@dataclass(frozen=True)
class FeedExpected:
    """What the feeds of a release must be.

    Attributes:
        product: the id of the product, which the names of its artifacts begin with.
        app: the appId of the product.
        version: that they offer.
        keys: the public keys that the app knows.
        test: whether a test identity may have signed them.
        now: the time (UTC).
    """

    product: str
    app: str
    version: str
    keys: Sequence[str]
    test: bool
    now: datetime


def check_feeds(folder: Path, expected: FeedExpected) -> list[Finding]:
    """What is wrong with the feeds of a release, or with the files that they offer.

    Args:
        folder: of the artifacts and the feeds.
        expected: what the feeds must be.
    """
    feeds = [match for path in sorted(folder.iterdir()) if (match := FEED_FILES.fullmatch(path.name))]
    if not feeds:
        return [Finding("feed-missing", folder.name, "There is no feed: no app would hear of this release.", ANEW)]
    return [finding for match in feeds for finding in _check_feed(folder, match[0], match[1], expected)]


def verdict_of(data: bytes, signed: bytes | None, asked: Asked) -> Verdict:
    """What a client thinks of a feed, but for what it remembers: versions and sequence numbers that it has seen.

    Args:
        data: the feed file.
        signed: its signature file; None where the server has none.
        asked: what the client knows.
    """
    if len(data) > MOST_BYTES:
        return "too-large"
    verdict = _signature_verdict(data, signed, asked.keys)
    if verdict != "good":
        return verdict
    document = _document(data)
    return "malformed" if document is None else _document_verdict(document, asked)


def _check_feed(folder: Path, name: str, channel: str, expected: FeedExpected) -> Iterator[Finding]:
    data = (folder / name).read_bytes()
    signature = folder / f"{name}.sig"
    asked = Asked(expected.app, name, channel, expected.keys, expected.test, expected.now)
    verdict = verdict_of(data, signature.read_bytes() if signature.exists() else None, asked)
    if verdict != "good":
        yield Finding(f"feed-{verdict}", name, f"Every app would refuse this feed: {verdict}.", ANEW)
        return
    document = json.loads(data)
    if document["version"] != expected.version:
        message = f"It offers {document['version']}, not {expected.version}."
        yield Finding("feed-of-another-version", name, message, ANEW)
    if _time(document["feed"]["expires"]) - expected.now < AT_LEAST:
        message = f"It is believed until {document['feed']['expires']} only."
        yield Finding("feed-expires-soon", name, message, ANEW)
    for offered in document["files"]:
        yield from _check_offered(folder, name, offered)


def _check_offered(folder: Path, name: str, offered: dict[str, Any]) -> Iterator[Finding]:
    file = folder / offered["url"]
    where = f"{name}: {file.name}"
    if not file.is_file():
        yield Finding("feed-offers-nothing", where, "The file that it offers is not there.", ANEW)
        return
    with file.open("rb") as content:
        digest = base64.b64encode(hashlib.file_digest(content, "sha512").digest()).decode()
        content.seek(max(file.stat().st_size - 4, 0))
        embedded = int.from_bytes(content.read(4), "big")
    if file.stat().st_size != offered.get("size") or digest != offered["sha512"]:
        message = "Its size or sum is not that of the file: the file was changed after the feed was written."
        yield Finding("feed-stale", where, message, ANEW)
    elif offered.get("blockMapSize", embedded) != embedded or (
        file.suffix == ".AppImage" and "blockMapSize" not in offered
    ):
        message = "It tells another size of the block map at the file's end: every update would be a full download."
        yield Finding("feed-blockmap-size", where, message, ANEW)


def _signature_verdict(data: bytes, signed: bytes | None, keys: Sequence[str]) -> Verdict:
    if signed is None:
        return "unsigned"
    entries = _signatures(signed)
    if entries is None:
        return "malformed-signature"
    known = {hashlib.sha256(base64.b64decode(key)).hexdigest()[:16]: key for key in keys}
    ours = [(known[name], value) for name, value in entries if name in known]
    if not ours:
        return "unknown-key"
    return "good" if any(_is_signed(data, key, value) for key, value in ours) else "tampered"


def _signatures(signed: bytes) -> list[tuple[str, bytes]] | None:
    """The names of the keys and what they signed; None for what is no signature file."""
    if len(signed) > MOST_SIGNATURE_BYTES:
        return None
    try:
        document = json.loads(signed)
        found = [
            (str(one["keyId"]), base64.b64decode(one["signature"], validate=True)) for one in document["signatures"]
        ]
    except (ValueError, KeyError, TypeError):
        return None
    whole = document["format"] == 1 and 1 <= len(found) <= 4 and all(len(value) == 64 for _, value in found)
    return found if whole else None


def _is_signed(data: bytes, key: str, value: bytes) -> bool:
    try:
        load_der_public_key(base64.b64decode(key)).verify(value, data)  # type: ignore[union-attr,call-arg]
    except InvalidSignature:
        return False
    return True


def _document(data: bytes) -> dict[str, Any] | None:
    """What a feed says; None where a client could not read it."""
    try:
        document = json.loads(data)
        bound, files = document["feed"], document["files"]
        numbers = (bound["sequence"], document["stagingPercentage"], bound["format"])
        whole = (
            all(type(number) is int for number in numbers)
            and 0 <= document["stagingPercentage"] <= 100
            and re.fullmatch(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?", document["version"])
            and files
            and all(isinstance(one["url"], str) for one in files)
            and _time(bound["issued"])
            and _time(bound["expires"])
        )
    except (ValueError, KeyError, TypeError):
        return None
    return dict(document) if whole else None


def _document_verdict(document: dict[str, Any], asked: Asked) -> Verdict:
    bound, files = document["feed"], document["files"]
    issued, expires = _time(bound["issued"]), _time(bound["expires"])
    refusals: tuple[tuple[bool, Verdict], ...] = (
        (bound["format"] != 1, "wrong-format"),
        (bound["app"] != asked.app, "wrong-app"),
        (bound["file"] != asked.file, "wrong-file"),
        (bound["channel"] != asked.channel, "wrong-channel"),
        (bound["identity"] != "release" and not asked.test, "test-identity"),
        (issued > asked.now + SKEW, "issued-in-future"),
        (expires <= asked.now, "expired"),
        (not all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+-]*", one["url"]) for one in files), "foreign-url"),
        (not all(one.get("sha512") for one in files), "no-checksum"),
    )
    return next((verdict for refused, verdict in refusals if refused), "good")


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
