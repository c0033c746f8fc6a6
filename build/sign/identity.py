"""Who signs an app: a release identity that the environment names, or a throw-away one that is made for tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from build.errors import BuildError
from build.paths import WORK

TEST_SUBJECT: Final = "Test identity, not for release"
"""The common name of every throw-away certificate."""

TEST_IDENTITIES: Final = WORK / "release-identities"
"""Throw-away keys, kept for the checkout so that a broken run can be taken up again."""

APPLE_IDENTITY: Final = "APPLE_IDENTITY"
WINDOWS_CERTIFICATE_FILE: Final = "WINDOWS_CERTIFICATE_FILE"
WINDOWS_CERTIFICATE_PASSWORD: Final = "WINDOWS_CERTIFICATE_PASSWORD"  # noqa: S105 - the variable's name
"""Environment variables: the certificate's name in the keychain, a PKCS #12 file, and its password."""

SOON: Final = timedelta(days=30)
"""A certificate that ends within this time is refused: a release and its repairs must fit in."""


@dataclass(frozen=True)
class Identity:
    """A name that signatures carry.

    Attributes:
        kind: ``test`` identities are trusted by nobody; what they signed is marked and never shipped.
        subject: the certificate's subject, as a person reads it.
        expires: when its certificate ends (UTC).
    """

    kind: Literal["release", "test"]
    subject: str
    expires: datetime


@dataclass(frozen=True)
class AppleIdentity:
    """An identity for macOS code.

    Attributes:
        identity: the name.
        team: the ten characters of the Apple team, which are in every signature.
        folder: of a test identity, the files of its keys and certificates; None where the keychain has them.
    """

    identity: Identity
    team: str
    folder: Path | None


Lifetime = Literal["good", "expires-soon", "expired"]


def lifetime(identity: Identity, now: datetime) -> Lifetime:
    """Whether a certificate lives long enough for a release.

    Args:
        identity: whose it is.
        now: the time (UTC).
    """
    if identity.expires <= now:
        return "expired"
    return "expires-soon" if identity.expires - now < SOON else "good"


def require_lifetime(identity: Identity, now: datetime) -> None:
    """Refuse a certificate that has ended or ends soon.

    Raises:
        BuildError: it does; the message says when.
    """
    verdict = lifetime(identity, now)
    if verdict == "good":
        return
    raise BuildError(
        f"certificate-{verdict}",
        f"The certificate of {identity.subject} {'ended' if verdict == 'expired' else 'ends'} on"
        f" {identity.expires:%Y-%m-%d}.",
        "Get a new one and name it in the environment: see docs/releasing.md.",
    )


def require_named(variable: str, environ: Mapping[str, str]) -> str:
    """What a variable that names a release identity holds.

    Raises:
        BuildError: it is not set.
    """
    value = environ.get(variable, "")
    if value:
        return value
    raise BuildError(
        "identity-missing",
        f"There is nobody to sign in whose name: {variable} is not set.",
        f"Set {variable} (docs/releasing.md), or ask for `--test-identity`, which marks what it signs.",
    )
