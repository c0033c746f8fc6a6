"""Ed25519 signatures of payload manifests. Runs in the project's environment, which has the cryptography package.

    python -m build.package.signing new KEY_FILE              makes a key, prints its public half
    python -m build.package.signing public KEY_FILE           prints the public half of a key
    python -m build.package.signing sign KEY_FILE FILE TO     writes the signature of a file, in base64

Keys are files in PKCS #8 PEM without a passphrase; public halves are SubjectPublicKeyInfo DER in base64, on one line.
"""

import base64
import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from build.signing_keys import load_key, public_text


def new_key(file: Path) -> None:
    """Make a private key that only its owner can read."""
    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as private:
        private.write(key)


def public_half(file: Path) -> str:
    """The public half of a key, as product.json lists it."""
    return public_text(load_key(file))


def sign(file: Path, signed: Path, signature: Path) -> None:
    """Sign the bytes of a file."""
    signature.write_text(f"{base64.b64encode(load_key(file).sign(signed.read_bytes())).decode()}\n", encoding="ascii")


def main(arguments: list[str]) -> None:
    """Do what the arguments say."""
    action, *files = arguments
    paths = [Path(file) for file in files]
    if action == "new":
        new_key(*paths)
        print(public_half(*paths))
    elif action == "public":
        print(public_half(*paths))
    else:
        sign(*paths)


if __name__ == "__main__":
    main(sys.argv[1:])
