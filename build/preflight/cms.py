"""The signature over a CodeDirectory, read back: whose it is, whether it fits, when it was made (RFC 5652, RFC 3161).

Runs in the project's environment, which has the packages for it.
"""

import hashlib
import plistlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from build.preflight.findings import Finding
from build.preflight.macho import SIGN_AGAIN, Signature

DEVELOPER_ID: Final = x509.ObjectIdentifier("1.2.840.113635.100.6.1.13")
"""The mark of a certificate "Developer ID Application": the only kind that Apple notarises."""

APPLE_ROOTS: Final = frozenset({"b0b1730ecbc7ff4505142c49f1295e6eda6bcaed7e2c68c5be91b5a11001f024"})
"""The SHA-256 of the certificate "Apple Root CA" (https://www.apple.com/certificateauthority/)."""

CODE_DIRECTORY_HASHES: Final = "1.2.840.113635.100.9.1"
LONGEST_CHAIN: Final = 6
HASHES: Final[Mapping[str, Callable[[], hashes.HashAlgorithm]]] = {
    "sha1": hashes.SHA1,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


@dataclass(frozen=True)
class Trust:
    """Whose signatures count.

    Attributes:
        identity: ``test`` for a throw-away identity, whose certificate lacks Apple's marks.
        team: the Apple team that must have signed.
        roots: the SHA-256 of the certificates that every chain must end at, in hexadecimal.
        subject: the signer's common name; None for any of the team.
    """

    identity: str
    team: str
    roots: frozenset[str] = APPLE_ROOTS
    subject: str | None = None


class _UntrustedError(Exception):
    """A signature does not hold; the text says why."""


def check_cms(signature: Signature, trust: Trust, artifact: str) -> Iterator[Finding]:
    """Whether the right one signed the CodeDirectories, and a timestamp says when.

    Args:
        signature: of the code.
        trust: whose signatures count.
        artifact: the code's name, for people.
    """
    try:
        content = cms.ContentInfo.load(signature.cms)["content"]
        signer = content["signer_infos"][0]
        chain = _verified_chain(content, signer, trust.roots, ExtendedKeyUsageOID.CODE_SIGNING)
        _require_signed(signer, chain[0])
        _require_directories(signer, signature)
    except _UntrustedError as error:
        yield Finding("signature-invalid", artifact, f"Its signature does not hold: {error}.", SIGN_AGAIN)
        return
    except (ValueError, TypeError, KeyError, IndexError) as error:
        yield Finding("signature-malformed", artifact, f"Its signature cannot be read: {error}.", SIGN_AGAIN)
        return
    yield from _check_signer(chain[0], trust, artifact)
    yield from _check_time(signer, chain, trust, artifact)


def _check_signer(leaf: x509.Certificate, trust: Trust, artifact: str) -> Iterator[Finding]:
    def wrong(what: str) -> Finding:
        remedy = "Sign with the certificate that product.json and the environment name."
        return Finding("wrong-certificate", artifact, f"It is signed by {_common_name(leaf)}, {what}.", remedy)

    if trust.team not in _values(leaf, NameOID.ORGANIZATIONAL_UNIT_NAME):
        yield wrong(f"not by the team {trust.team}")
    if trust.subject is not None and _common_name(leaf) != trust.subject:
        yield wrong(f"not by {trust.subject}")
    marks = {extension.oid for extension in leaf.extensions}
    if trust.identity == "release" and DEVELOPER_ID not in marks:
        yield wrong("which is no Developer ID Application certificate: Apple does not notarise it")


def _check_time(
    signer: cms.SignerInfo, chain: Sequence[x509.Certificate], trust: Trust, artifact: str
) -> Iterator[Finding]:
    remedy = "Sign with a timestamp (codesign `--timestamp`)."
    token = _attribute(signer["unsigned_attrs"], "signature_time_stamp_token")
    if token is None:
        message = "It has no timestamp: the signature dies with its certificate, and Apple does not notarise it."
        yield Finding("timestamp-missing", artifact, message, remedy)
        return
    try:
        made = _time_of(token, signer["signature"].native, trust)
    except (_UntrustedError, ValueError, TypeError, KeyError, IndexError) as error:
        yield Finding("timestamp-invalid", artifact, f"Its timestamp does not hold: {error}.", remedy)
        return
    if not all(certificate.not_valid_before_utc <= made <= certificate.not_valid_after_utc for certificate in chain):
        message = f"It was signed on {made:%Y-%m-%d}, when a certificate of its chain was not valid."
        yield Finding("signed-out-of-time", artifact, message, "Sign with a certificate that is valid.")


def _time_of(token: cms.ContentInfo, signature: bytes, trust: Trust) -> datetime:
    """When a signature was made, by a timestamp that holds."""
    content = token["content"]
    signer = content["signer_infos"][0]
    inner = content["encap_content_info"]["content"]
    info: tsp.TSTInfo = inner.parsed
    imprint = info["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    if hashlib.new(algorithm, signature).digest() != imprint["hashed_message"].native:
        raise _UntrustedError("it is of another signature")
    chain = _verified_chain(content, signer, trust.roots, ExtendedKeyUsageOID.TIME_STAMPING)
    _require_signed(signer, chain[0])
    stated = _attribute(signer["signed_attrs"], "message_digest")
    own = hashlib.new(signer["digest_algorithm"]["algorithm"].native, bytes(inner)).digest()
    if stated is None or stated.native != own:
        raise _UntrustedError("its content was changed")
    made = info["gen_time"].native
    if not isinstance(made, datetime):
        raise _UntrustedError("it names no time")
    return made


def _require_directories(signer: cms.SignerInfo, signature: Signature) -> None:
    """The signed attributes name the CodeDirectories: all of them, and these."""
    digest = hashlib.new(signer["digest_algorithm"]["algorithm"].native, signature.directories[0].raw).digest()
    stated = _attribute(signer["signed_attrs"], "message_digest")
    if stated is None or stated.native != digest:
        raise _UntrustedError("it is over another CodeDirectory")
    hashes_stated = _attribute(signer["signed_attrs"], CODE_DIRECTORY_HASHES)
    if hashes_stated is None:
        raise _UntrustedError("it does not list the CodeDirectories")
    listed = plistlib.loads(_octets(hashes_stated))["cdhashes"]
    if [directory.cdhash for directory in signature.directories] != listed:
        raise _UntrustedError("it lists other CodeDirectories")


def _require_signed(signer: cms.SignerInfo, leaf: x509.Certificate) -> None:
    """The value is this certificate's signature over the signed attributes."""
    signed = b"\x31" + signer["signed_attrs"].dump()[1:]
    algorithm = HASHES[signer["digest_algorithm"]["algorithm"].native]()
    key = leaf.public_key()
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signer["signature"].native, signed, PKCS1v15(), algorithm)
        elif isinstance(key, EllipticCurvePublicKey):
            key.verify(signer["signature"].native, signed, ECDSA(algorithm))
        else:
            raise _UntrustedError("its key is of an unknown kind")
    except InvalidSignature as error:
        raise _UntrustedError("its value is not what the certificate's key makes") from error


def _verified_chain(
    content: cms.SignedData, signer: cms.SignerInfo, roots: frozenset[str], purpose: x509.ObjectIdentifier
) -> list[x509.Certificate]:
    """The signer's certificate and its issuers, to a root that is trusted."""
    known = [x509.load_der_x509_certificate(choice.chosen.dump()) for choice in content["certificates"]]
    sid = signer["sid"].chosen
    serial = sid["serial_number"].native if isinstance(sid, cms.IssuerAndSerialNumber) else None
    chain = [certificate for certificate in known if certificate.serial_number == serial][:1]
    if not chain:
        raise _UntrustedError("the signer's certificate is not in it")
    if purpose not in _purposes(chain[0]):
        raise _UntrustedError("the signer's certificate is for another purpose")
    while chain[-1].fingerprint(hashes.SHA256()).hex() not in roots:
        issuer = next((one for one in known if one not in chain and _issued(one, chain[-1])), None)
        if issuer is None or len(chain) >= LONGEST_CHAIN:
            raise _UntrustedError(f"{_common_name(chain[-1])} goes back to nobody who is trusted")
        chain.append(issuer)
    return chain


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
        return issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False


def _purposes(certificate: x509.Certificate) -> list[x509.ObjectIdentifier]:
    try:
        return list(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        return []


def _attribute(attributes: cms.CMSAttributes, kind: str) -> Any:  # noqa: ANN401 - of whichever type it has
    for attribute in attributes or []:
        if kind in {attribute["type"].native, attribute["type"].dotted}:
            return attribute["values"][0]
    return None


def _octets(value: Any) -> bytes:  # noqa: ANN401 - asn1crypto has no types
    """The content of an OCTET STRING that asn1crypto has not parsed."""
    return bytes(value.native if hasattr(value, "native") and isinstance(value.native, bytes) else value.contents)


def _common_name(certificate: x509.Certificate) -> str:
    return next(iter(_values(certificate, NameOID.COMMON_NAME)), "nobody")


def _values(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> list[str]:
    return [str(attribute.value) for attribute in certificate.subject.get_attributes_for_oid(oid)]
