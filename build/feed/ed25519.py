"""Ed25519 keys and signatures of feeds. Runs in the project's environment, which has the cryptography package.

    python -m build.feed.ed25519 new KEY_FILE                    makes a key, prints its public half
    python -m build.feed.ed25519 public KEY_FILE                 prints the public half of a key
    python -m build.feed.ed25519 sign KEY_FILES FILE...          writes FILE.sig for each; KEY_FILES is a JSON list
    python -m build.feed.ed25519 verify FOLDER KEY...            prints, for each feed of a folder that has a FILE.sig,
                                                                 the places of those signatures that are good

Private keys are files in PKCS #8 PEM without a passphrase; public halves are SubjectPublicKeyInfo DER in base64.
"""

import base64
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_public_key

from build.feed.names import SIGNATURE_SUFFIX
from build.feed.signatures import Signature, key_id, read_signatures, signature_bytes
from build.signing_keys import load_key, public_text


def new_key(file: Path) -> str:
    """Make a private key that only its owner can read; its public half.

    Raises:
        FileExistsError: there is one already, which is not touched.
    """
    key = Ed25519PrivateKey.generate()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as private:
        private.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return public_text(key)


def public_half(file: Path) -> str:
    """The public half of a key, as product.json lists it."""
    return public_text(load_key(file))


def sign(file: Path, keys: Sequence[Path]) -> None:
    """Sign the bytes of a file with one key, or with two while they are rotated."""
    data = file.read_bytes()
    signatures = [
        Signature(key_id(public_text(key)), base64.b64encode(key.sign(data)).decode()) for key in map(load_key, keys)
    ]
    file.with_name(f"{file.name}{SIGNATURE_SUFFIX}").write_bytes(signature_bytes(signatures))


def good_signatures(data: bytes, signatures: Sequence[Signature], keys: Sequence[str]) -> list[int]:
    """The places of the signatures that one of the keys made over these bytes."""
    known = {key_id(key): key for key in keys}
    return [place for place, one in enumerate(signatures) if one.key_id in known and _is_good(one, data, known)]


def _is_good(signature: Signature, data: bytes, known: dict[str, str]) -> bool:
    key = load_der_public_key(base64.b64decode(known[signature.key_id]))
    if not isinstance(key, Ed25519PublicKey):
        return False
    try:
        key.verify(base64.b64decode(signature.value), data)
    except InvalidSignature:
        return False
    return True


def main(arguments: list[str]) -> None:
    """Do what the arguments say."""
    action, file, *rest = arguments
    if action == "new":
        print(new_key(Path(file)))
    elif action == "public":
        print(public_half(Path(file)))
    elif action == "sign":
        for signed in rest:
            sign(Path(signed), [Path(key) for key in json.loads(file)])
    else:
        signed_files = sorted(Path(file).glob(f"*{SIGNATURE_SUFFIX}"))
        print(json.dumps({one.stem: _good_places(one, rest) for one in signed_files}))


def _good_places(signed: Path, keys: Sequence[str]) -> list[int]:
    signatures = read_signatures(signed.read_bytes(), signed.name)
    return good_signatures(signed.with_suffix("").read_bytes(), signatures, keys)


if __name__ == "__main__":
    main(sys.argv[1:])
