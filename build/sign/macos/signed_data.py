"""SignedData of CMS (RFC 5652) with one signer by RSA and SHA-256: what code signatures and timestamps both are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from asn1crypto import algos, cms, core

from build.sign.macos.authority import Holder, TestAuthority

SHA256 = {"algorithm": "sha256"}

_Value = TypeVar("_Value", bound=core.Asn1Value)


@dataclass(frozen=True)
class Signed:
    """What is signed.

    Attributes:
        version: of the message, by RFC 5652, 5.1: ``v1`` where the content is plain data, else ``v3``.
        content: the kind of the content, and the content unless it lies elsewhere.
        attributes: what the signature is over; the content's digest is one of them.
        unsigned: attributes about the signature's value, made from it.
    """

    version: str
    content: Mapping[str, Any]
    attributes: Sequence[cms.CMSAttribute]
    unsigned: Callable[[bytes], Sequence[Mapping[str, Any]]] | None = None


def signed_data(authority: TestAuthority, holder: Holder, what: Signed) -> cms.ContentInfo:
    """The message, with the signer's certificate and the root in it.

    Args:
        authority: whose root it is.
        holder: signs.
        what: is signed.
    """
    attributes = _encoded(cms.CMSAttributes(list(what.attributes)))
    certificate, value = holder.certificate, holder.sign(attributes.dump())
    signer = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}},
        "digest_algorithm": SHA256,
        "signed_attrs": attributes,
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
        "signature": value,
    }
    if what.unsigned is not None:
        signer["unsigned_attrs"] = what.unsigned(value)
    message = {
        "version": what.version,
        "digest_algorithms": [SHA256],
        "encap_content_info": what.content,
        "certificates": [_encoded(certificate), _encoded(authority.root)],
        "signer_infos": [_encoded(cms.SignerInfo(signer))],
    }
    return _encoded(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(message)}))


def _encoded(value: _Value) -> _Value:
    """The value as it is read from its own bytes.

    What was put together is encoded anew with whatever it is put into, twice at each level.
    """
    read: _Value = type(value).load(value.dump())
    return read
