"""Certificates for Authenticode: throw-away ones made, real ones looked at. Runs in the project's environment.

    python -m build.sign.windows.certificates new FOLDER SUBJECT    makes a test identity
    python -m build.sign.windows.certificates describe FILE         prints what a PKCS #12 file holds, as JSON

The password of FILE is read from stdin. A test identity is `root.pem`, `signer.p12` with its password in
`password`, and a timestamp authority of its own: `timestamp.pem` and `timestamp.key`.
"""

import json
import secrets
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from build.sign.throwaway import Order, make, write_private

YEAR: Final = timedelta(days=365)


def new_identity(folder: Path, subject: str, starts: datetime, ends: datetime) -> None:
    """Make a test identity, whose signer's certificate is valid between these times (UTC)."""
    folder.mkdir(parents=True, exist_ok=True)
    later = ends + 10 * YEAR
    root = make(Order(_named(f"Root of: {subject}"), None, starts, later), None)
    signer = make(Order(_named(subject), ExtendedKeyUsageOID.CODE_SIGNING, starts, ends), root)
    stamps = Order(_named(f"Timestamps of: {subject}"), ExtendedKeyUsageOID.TIME_STAMPING, starts, later)
    stamp = make(stamps, root)
    password = secrets.token_urlsafe(24)
    bundle = pkcs12.serialize_key_and_certificates(
        subject.encode(), signer.key, signer.certificate, [root.certificate], BestAvailableEncryption(password.encode())
    )
    write_private(folder / "password", f"{password}\n".encode())
    write_private(folder / "signer.p12", bundle)
    write_private(folder / "timestamp.key", stamp.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    pem = [made.certificate.public_bytes(Encoding.PEM) for made in (stamp, root)]
    (folder / "timestamp.pem").write_bytes(b"".join(pem))
    (folder / "root.pem").write_bytes(pem[1])


def _named(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def describe(file: Path, password: str) -> dict[str, str]:
    """Name, subject, end and SHA-1 thumbprint (by which Windows finds it) of the certificate in a PKCS #12 file."""
    _, certificate, _ = pkcs12.load_key_and_certificates(file.read_bytes(), password.encode() or None)
    if certificate is None:
        raise ValueError("it holds no certificate with a key")
    return {
        "name": str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value),
        "subject": certificate.subject.rfc4514_string(),
        "expires": certificate.not_valid_after_utc.isoformat(),
        "thumbprint": certificate.fingerprint(hashes.SHA1()).hex(),  # noqa: S303 - a name, and no proof of anything
    }


def main(arguments: list[str]) -> None:
    """Do what the arguments say."""
    action, path, *rest = arguments
    if action == "new":
        now = datetime.now(UTC)
        new_identity(Path(path), rest[0], now - timedelta(days=1), now + YEAR)
        return
    try:
        print(json.dumps(describe(Path(path), sys.stdin.readline().rstrip("\n"))))
    except ValueError as error:
        sys.exit(f"{path} cannot be used: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
