"""The signature file of a feed: ``{"format": 1, "signatures": [{"keyId", "signature"}]}``, JSON in ASCII.

``keyId`` is the first 16 hexadecimal digits of the SHA-256 of the public key (SubjectPublicKeyInfo, DER),
``signature`` is Ed25519 over the feed file's bytes, in base64. One good signature of a key that the app knows suffices.
A published file holds those of the feed that it replaces as well (decision 028): up to four in all.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from build.errors import BuildError

FORMAT: Final = 1
LARGEST: Final = 16 * 1024
"""Bytes of a signature file; the shell reads no more."""

MOST: Final = 4
"""Signatures of one file: two keys while they are rotated, for the feed and for the one before it."""


@dataclass(frozen=True)
class Signature:
    """One signature.

    Attributes:
        key_id: of the key that made it.
        value: 64 bytes, in base64.
    """

    key_id: str
    value: str


def key_id(public: str) -> str:
    """The name of a key.

    Args:
        public: its public half: SubjectPublicKeyInfo DER, in base64.
    """
    return hashlib.sha256(base64.b64decode(public)).hexdigest()[:16]


def signature_bytes(signatures: Iterable[Signature]) -> bytes:
    """The signature file."""
    entries = [{"keyId": signature.key_id, "signature": signature.value} for signature in signatures]
    return f"{json.dumps({'format': FORMAT, 'signatures': entries}, indent=2)}\n".encode("ascii")


def read_signatures(data: bytes, name: str) -> tuple[Signature, ...]:
    """The signatures that a file holds.

    Raises:
        BuildError: it is not of this format.
    """
    try:
        return _read(json.loads(data))
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise BuildError(
            "signature-malformed",
            f"{name} holds no signatures of format {FORMAT} ({type(error).__name__}: {error}).",
            "Look at what lies there: something other than this project wrote it.",
        ) from error


def _read(document: dict[str, Any]) -> tuple[Signature, ...]:
    entries = document["signatures"]
    if document["format"] != FORMAT or not 1 <= len(entries) <= MOST:
        raise ValueError("another format, or another number of signatures")
    return tuple(_read_one(entry) for entry in entries)


def _read_one(entry: dict[str, str]) -> Signature:
    if len(base64.b64decode(entry["signature"], validate=True)) != 64:
        raise ValueError("a signature that has not 64 bytes")
    return Signature(str(entry["keyId"]), entry["signature"])
