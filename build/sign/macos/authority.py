"""A throw-away identity for macOS code: a certificate authority, a signer and a timestamp authority of our own.

Nobody trusts them. The files lie in one folder: ``authority.pem``, ``signer.pem`` and ``timestamps.pem`` hold a
certificate each, and ``signer.key`` and ``timestamps.key`` the private keys (PKCS #8 PEM, readable by their owner
alone). The authority's own key is forgotten at once.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from build.sign import throwaway
from build.sign.identity import TEST_SUBJECT
from build.sign.throwaway import Order, write_private

TEST_TEAM: Final = "TESTONLY00"
"""As long as Apple's, and none of theirs."""

LIFETIME: Final = timedelta(days=365)


@dataclass(frozen=True)
class Holder:
    """Somebody who can sign.

    Attributes:
        key: the private key.
        certificate: its certificate.
    """

    key: RSAPrivateKey
    certificate: asn1_x509.Certificate

    def sign(self, content: bytes) -> bytes:
        """RSA with SHA-256, PKCS #1 v1.5."""
        return self.key.sign(content, PKCS1v15(), SHA256())


@dataclass(frozen=True)
class TestAuthority:
    """A throw-away identity as it is on the disk.

    Attributes:
        signer: of code.
        timestamps: of times.
        root: the certificate that both go back to.
    """

    __test__ = False

    signer: Holder
    timestamps: Holder
    root: asn1_x509.Certificate


def make(folder: Path, now: datetime) -> None:
    """Make a throw-away identity.

    Args:
        folder: gets its files; those of an earlier one are overwritten.
        now: the time that the certificates begin at (UTC).
    """
    folder.mkdir(parents=True, exist_ok=True)
    starts, finishes = now.astimezone(UTC) - timedelta(minutes=5), now.astimezone(UTC) + LIFETIME
    root = throwaway.make(Order(_name("Test authority, not for release"), None, starts, finishes), None)
    write_private(folder / "authority.pem", root.certificate.public_bytes(Encoding.PEM))
    for file, name, purpose in (
        ("signer", TEST_SUBJECT, ExtendedKeyUsageOID.CODE_SIGNING),
        ("timestamps", "Test timestamps, not for release", ExtendedKeyUsageOID.TIME_STAMPING),
    ):
        made = throwaway.make(Order(_name(name), purpose, starts, finishes), root)
        key = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_private(folder / f"{file}.key", key)
        write_private(folder / f"{file}.pem", made.certificate.public_bytes(Encoding.PEM))


def load(folder: Path) -> TestAuthority:
    """A throw-away identity that was made earlier."""
    return TestAuthority(_holder(folder, "signer"), _holder(folder, "timestamps"), _load(folder / "authority.pem"))


def ends(folder: Path) -> datetime | None:
    """When the signer's certificate ends (UTC); None where there is no whole identity."""
    files = ("authority.pem", "signer.pem", "signer.key", "timestamps.pem", "timestamps.key")
    if not all((folder / name).is_file() for name in files):
        return None
    return x509.load_pem_x509_certificate((folder / "signer.pem").read_bytes()).not_valid_after_utc


def _holder(folder: Path, name: str) -> Holder:
    key = load_pem_private_key((folder / f"{name}.key").read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{name}.key holds no RSA key")
    return Holder(key, _load(folder / f"{name}.pem"))


def _load(file: Path) -> asn1_x509.Certificate:
    der = x509.load_pem_x509_certificate(file.read_bytes()).public_bytes(Encoding.DER)
    return asn1_x509.Certificate.load(der)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, TEST_TEAM),
        ]
    )
