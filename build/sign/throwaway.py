"""Throw-away keys and certificates, for whichever system's signatures: made in a moment, trusted by nobody."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

KEY_BITS: Final = 2048
_LONGEST: Final = 1 << 158
"""All serial numbers have 20 bytes. asn1crypto takes a length whose last byte is 0x80 for an indefinite one, and needs
seconds to minutes for it: with serial numbers of any length, signatures were slow for one identity in a hundred."""


@dataclass(frozen=True)
class Made:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


@dataclass(frozen=True)
class Order:
    """What a certificate shall be.

    Attributes:
        subject: whose it is.
        usage: what its key is for; None for an authority.
        starts: when it begins (UTC).
        ends: when it ends (UTC).
    """

    subject: x509.Name
    usage: x509.ObjectIdentifier | None
    starts: datetime
    ends: datetime


def make(order: Order, issuer: Made | None) -> Made:
    """Make a key and its certificate, signed by the issuer or by itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    authority = order.usage is None
    builder = (
        x509.CertificateBuilder()
        .subject_name(order.subject)
        .issuer_name(issuer.certificate.subject if issuer else order.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number() | _LONGEST)
        .not_valid_before(order.starts)
        .not_valid_after(order.ends)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(_key_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if order.usage is not None:
        # RFC 3161 wants this extension of a timestamp authority to be critical, and to stand alone.
        builder = builder.add_extension(x509.ExtendedKeyUsage([order.usage]), critical=True)
    return Made(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def write_private(file: Path, content: bytes) -> None:
    """Write what nobody but the owner may read."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as private:
        private.write(content)
