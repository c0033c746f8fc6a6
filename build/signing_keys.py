"""Ed25519 keys in files: PKCS #8 in PEM, without a passphrase. Needs the project's environment (cryptography)."""

import base64
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key


def load_key(file: Path) -> Ed25519PrivateKey:
    """The key that a file holds; of another one, the program ends with the reason."""
    key = load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        sys.exit(f"{file.name} holds no Ed25519 key, but {type(key).__name__}.")
    return key


def public_text(key: Ed25519PrivateKey) -> str:
    """Its public half, as product.json lists it: SubjectPublicKeyInfo DER in base64."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
