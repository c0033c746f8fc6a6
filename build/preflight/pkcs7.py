"""One signature in the form of PKCS #7 SignedData (RFC 5652), as Authenticode and RFC 3161 timestamps have it."""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import cms, core, parser
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

DIGESTS: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
"""What counts as a digest; MD5 and SHA-1 do not."""


class BadMessageError(ValueError):
    """The message cannot be read, or its signature is not good; the text says why."""


@dataclass(frozen=True)
class SignedMessage:
    """A message with one signer.

    Attributes:
        content_type: its dotted object identifier.
        content: the content's DER value, as it was encoded.
        digest: the name of the digest that the signer used, such as ``sha256``.
        signer: the signer's certificate.
        certificates: all that came with it.
        signer_info: what the signer wrote.
        length: bytes that the message takes up.
    """

    content_type: str
    content: bytes
    digest: str
    signer: x509.Certificate
    certificates: tuple[x509.Certificate, ...]
    signer_info: cms.SignerInfo
    length: int

    @property
    def signature(self) -> bytes:
        """The bare signature, which a timestamp is about."""
        return bytes(self.signer_info["signature"].native)

    def unsigned(self, kind: str) -> core.Asn1Value | None:
        """The first value of an unsigned attribute, by asn1crypto's name of it."""
        return _attribute(self.signer_info["unsigned_attrs"], kind)


def read_message(data: bytes) -> SignedMessage:
    """Read a message; bytes may follow it.

    Raises:
        BadMessageError: it is no SignedData with exactly one signer whose certificate is in it.
    """
    try:
        info = cms.ContentInfo.load(data)
        signed, by = _signed_by_one(info)
        certificates = [x509.load_der_x509_certificate(one.chosen.dump()) for one in signed["certificates"]]
        inner = signed["encap_content_info"]
        return SignedMessage(
            inner["content_type"].dotted,
            _content(inner),
            str(by["digest_algorithm"]["algorithm"].native),
            _signer(by, certificates),
            tuple(certificates),
            by,
            len(info.dump()),
        )
    except BadMessageError:
        raise
    except (ValueError, TypeError, KeyError) as error:
        raise BadMessageError(f"it cannot be read: {str(error).splitlines()[0]}") from error


def require_signature(message: SignedMessage, digested: bytes) -> None:
    """See that the signer signed this content, with this certificate's key.

    Args:
        message: the message.
        digested: the bytes that its digest is made of: an OCTET STRING's content, or in PKCS #7's older way a
            SEQUENCE's without tag and length.

    Raises:
        BadMessageError: it is not so.
    """
    if message.digest not in DIGESTS:
        raise BadMessageError(f"its digest is the weak {message.digest}")
    attributes = message.signer_info["signed_attrs"]
    named = _attribute(attributes, "content_type")
    if named is None or named.dotted != message.content_type:
        raise BadMessageError("its signed attributes are about another kind of content")
    digest = _attribute(attributes, "message_digest")
    if digest is None or digest.native != hashlib.new(message.digest, digested).digest():
        raise BadMessageError("its content is not what was signed")
    # What is signed is the SET, not the implicit [0] that stands for it in the message.
    try:
        _verify(message, b"\x31" + attributes.dump()[1:])
    except InvalidSignature as error:
        raise BadMessageError("the signature does not fit the certificate's key") from error


def _verify(message: SignedMessage, signed: bytes) -> None:
    key, digest = message.signer.public_key(), DIGESTS[message.digest]
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(message.signature, signed, padding.PKCS1v15(), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(message.signature, signed, ec.ECDSA(digest))
    else:
        raise BadMessageError(f"its key is of the unknown kind {type(key).__name__}")


def _signed_by_one(info: cms.ContentInfo) -> tuple[cms.SignedData, cms.SignerInfo]:
    if info["content_type"].native != "signed_data":
        raise BadMessageError("it is no SignedData")
    infos = list(info["content"]["signer_infos"])
    if len(infos) != 1:
        raise BadMessageError(f"it has {len(infos)} signers, not one")
    return info["content"], infos[0]


def _content(inner: Any) -> bytes:  # noqa: ANN401 - asn1crypto has one class for each version
    """The value inside the explicit [0]; asn1crypto would read it again by the types that it knows."""
    value = parser.parse(inner.dump(), strict=True)[4]
    explicit = value[parser.peek(value) :]
    return bytes(parser.parse(explicit, strict=True)[4])


def _signer(info: cms.SignerInfo, certificates: list[x509.Certificate]) -> x509.Certificate:
    chosen = info["sid"].chosen
    if not isinstance(chosen, cms.IssuerAndSerialNumber):
        raise BadMessageError("it does not name its signer by issuer and number")
    issuer, serial = chosen["issuer"].dump(), chosen["serial_number"].native
    for certificate in certificates:
        if certificate.serial_number == serial and certificate.issuer.public_bytes() == issuer:
            return certificate
    raise BadMessageError("the certificate of its signer is not in it")


def _attribute(attributes: Any, kind: str) -> Any:  # noqa: ANN401 - a list, or asn1crypto's Void
    if isinstance(attributes, core.Void):
        return None
    values = [attribute["values"][0] for attribute in attributes if attribute["type"].native == kind]
    return values[0] if values else None
