"""Whose signature a feed gets: that of the release's keys, or of a test key that no customer's app knows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.errors import BuildError, ToolFailedError
from build.feed.document import Identity
from build.paths import WORK
from build.process import capture

KEY_VARIABLE: Final = "FEED_KEY_FILE"
"""Names the file of the key that signs feeds."""

NEXT_KEY_VARIABLE: Final = "FEED_NEXT_KEY_FILE"
"""Names the file of the key that will, while apps that know only one of the two are still about."""

TEST_KEY: Final = "test-key-not-for-release.pem"
TEST_FOLDER: Final = WORK / "release-identities" / "feed"
"""A test key is kept for the checkout: a 1.0.0 that was packed an hour ago believes the feed of 1.0.1."""


@dataclass(frozen=True)
class FeedKeys:
    """One key, or two while they are rotated.

    Attributes:
        python: an interpreter that has the cryptography package.
        files: of the private keys.
        public: the public halves.
        identity: what the feed says of them.
    """

    python: Path
    files: tuple[Path, ...]
    public: tuple[str, ...]
    identity: Identity

    def sign(self, files: Sequence[Path]) -> None:
        """Write the signature beside each file."""
        keys = json.dumps([str(key) for key in self.files])
        capture([self.python, "-m", "build.feed.ed25519", "sign", keys, *files])


def release_keys(python: Path, environ: Mapping[str, str], known: Sequence[str]) -> FeedKeys:
    """The keys that the environment names.

    Args:
        python: an interpreter that has the cryptography package.
        environ: the environment.
        known: the keys that the app believes (``updates.keys`` of product.json).

    Raises:
        BuildError: there is none, one cannot be read, or the app would not believe it.
    """
    if not environ.get(KEY_VARIABLE):
        raise BuildError(
            "feed-key-missing",
            f"There is no key to sign the feed with: {KEY_VARIABLE} is not set.",
            "Make keys once with `nox -s keys`, and name the file; or ask for `--test-identity`, which marks the feed.",
        )
    named = [variable for variable in (KEY_VARIABLE, NEXT_KEY_VARIABLE) if environ.get(variable)]
    files = tuple(Path(environ[variable]) for variable in named)
    public = tuple(_known_key(python, variable, Path(environ[variable]), known) for variable in named)
    return FeedKeys(python, files, public, "release")


def keys_for_tests(python: Path, folder: Path = TEST_FOLDER) -> FeedKeys:
    """The test key of this checkout; the first call makes it."""
    file = folder / TEST_KEY
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        capture([python, "-m", "build.feed.ed25519", "new", file])
    return FeedKeys(python, (file,), (_public_half(python, file),), "test")


def _known_key(python: Path, variable: str, file: Path, known: Sequence[str]) -> str:
    try:
        public = _public_half(python, file)
    except ToolFailedError as error:
        raise ToolFailedError(
            "feed-key-unreadable",
            f"The key file that {variable} names cannot be used.",
            "Name an Ed25519 key in PKCS #8 PEM without a passphrase, as `nox -s keys` makes them.",
            error.output,
        ) from error
    if public not in known:
        raise BuildError(
            "feed-key-unknown",
            f"No app would believe this feed: product.json does not list the public half of {variable}, {public}.",
            "Add it to updates.keys in product.json, and release an app that knows it before it signs alone.",
        )
    return public


def _public_half(python: Path, file: Path) -> str:
    return capture([python, "-m", "build.feed.ed25519", "public", file]).strip()
