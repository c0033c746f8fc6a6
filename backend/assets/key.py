"""Where the key of the pack comes from.

The key is made when the pack is opened and is not stored anywhere: material from a ``KeySource``, and HKDF (RFC 5869)
with the SHA-256 of the preamble as salt and the program's product and version as context. A pack of another build, a
changed name or another version therefore makes another key.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final, Protocol

from backend.assets.seal import Share

KEY_BYTES: Final = 32
PURPOSE: Final = b"pack key"


class KeySource(Protocol):
    """Gives the material of the key. What is embedded is one; material that comes with a licence would be another."""

    def material(self, preamble_sha256: bytes) -> bytes:
        """Return at least 32 bytes that nobody can guess, always the same ones for the same pack."""
        ...


class EmbeddedKey:
    """Material that is in the program: shares that compiled functions make, in modules of their own."""

    def __init__(self, shares: Sequence[Share]) -> None:
        self._shares = shares

    def material(self, preamble_sha256: bytes) -> bytes:
        """Return all shares, one after the other."""
        return b"".join(share(preamble_sha256) for share in self._shares)


def derive_key(source: KeySource, preamble: bytes, product: str, version: str) -> bytes:
    """Return the key of the pack that begins with ``preamble``, for a program of this product and version."""
    digest = sha256(preamble).digest()
    return expand(source.material(digest), digest, PURPOSE, f"{product}\0{version}".encode(), KEY_BYTES)


def expand(material: bytes, salt: bytes, purpose: bytes, context: bytes, length: int) -> bytes:
    """Return ``length`` bytes of HKDF-SHA256; different purposes give unrelated bytes."""
    # Heavy, and first needed when the port is open.
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    return HKDF(SHA256(), length, salt, purpose + b"\0" + context).derive(material)
