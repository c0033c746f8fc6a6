"""Whose name stands under a payload: a release key, or a key that is made for one build and thrown away."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.errors import BuildError, ToolFailedError
from build.package.manifest import Identity
from build.process import capture

KEY_VARIABLE: Final = "PAYLOAD_KEY_FILE"
"""Names the file of the release key (docs/developing.md, "Package")."""

THROW_AWAY_KEY: Final = "payload-throw-away-key.pem"


@dataclass(frozen=True)
class Signer:
    """A key that can sign.

    Attributes:
        python: an interpreter that has the cryptography package.
        key: the file of the private key.
        public: its public half.
        identity: what the manifest says of it.
    """

    python: Path
    key: Path
    public: str
    identity: Identity

    @property
    def test_key(self) -> str | None:
        """The public half, where the app can only know it from the package that it signs."""
        return self.public if self.identity == "test" else None

    def sign(self, file: Path, signature: Path) -> None:
        """Write the signature of a file."""
        capture([self.python, "-m", "build.package.signing", "sign", self.key, file, signature])


@contextmanager
def signer(
    python: Path, folder: Path, known: Sequence[str], *, release: bool = True, keep: bool = False
) -> Iterator[Signer]:
    """The key for one build; a throw-away key is gone when the block is left.

    Args:
        python: an interpreter that has the cryptography package.
        folder: where a throw-away key may lie meanwhile.
        known: the public keys that the app trusts (``payloadKeys`` of product.json).
        release: whether the release key may be used.
        keep: leave the throw-away key for later builds, and take the one that an earlier build left.

    Raises:
        BuildError: the release key cannot be read, or the app would not trust it.
    """
    named = os.environ.get(KEY_VARIABLE)
    if release and named:
        yield Signer(python, Path(named), release_key(python, Path(named), known), "release")
        return
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / THROW_AWAY_KEY
    action = "public" if keep and key.exists() else "new"
    try:
        public = capture([python, "-m", "build.package.signing", action, key]).strip()
        yield Signer(python, key, public, "test")
    finally:
        if not keep:
            key.unlink(missing_ok=True)


def release_key(python: Path, key: Path, known: Sequence[str]) -> str:
    """The public half of the release key.

    Args:
        python: an interpreter that has the cryptography package.
        key: the file of the private key.
        known: the public keys that the app trusts (``payloadKeys`` of product.json).

    Raises:
        BuildError: it cannot be read, or the app would not trust it.
    """
    try:
        public = capture([python, "-m", "build.package.signing", "public", key]).strip()
    except ToolFailedError as error:
        raise ToolFailedError(
            "payload-key-unreadable",
            f"The key file that {KEY_VARIABLE} names cannot be used.",
            "Name an Ed25519 key in PKCS #8 PEM without a passphrase: `openssl genpkey -algorithm ed25519 -out FILE`.",
            error.output,
        ) from error
    if public not in known:
        raise BuildError(
            "payload-key-unknown",
            f"The app would refuse itself: product.json does not list the public half of the key, {public}.",
            f"Add it to payloadKeys in product.json, or unset {KEY_VARIABLE} for a test build.",
        )
    return public


def describe_identity(signed: Mapping[str, object]) -> str:
    """A manifest's identity, for people."""
    if signed["identity"] == "test":
        return f"signed by a throw-away key: a test identity. {KEY_VARIABLE} names the key of a release."
    return "signed by the release key."
