"""The signature over a CodeDirectory: CMS (RFC 5652) with the attributes by which Apple ties the hashes to it."""

import hashlib
import plistlib
from datetime import datetime
from typing import Any, ClassVar, Final

from asn1crypto import cms, core

from build.sign.macos.authority import TestAuthority
from build.sign.macos.signed_data import Signed, signed_data
from build.sign.macos.timestamps import token

CODE_DIRECTORY_HASHES: Final = "1.2.840.113635.100.9.1"
"""A plist with the first 20 bytes of the digest of each CodeDirectory."""

CODE_DIRECTORY_DIGESTS: Final = "1.2.840.113635.100.9.2"
"""Pairs of an algorithm and a whole digest."""

SHA256_OID: Final = "2.16.840.1.101.3.4.2.1"


class _Digest(core.Sequence):  # type: ignore[misc]
    _fields: ClassVar = [("algorithm", core.ObjectIdentifier), ("digest", core.OctetString)]


class _Values(core.SetOf):  # type: ignore[misc]
    _child_spec = core.Any


class _Attribute(core.Sequence):  # type: ignore[misc]
    _fields: ClassVar = [("type", core.ObjectIdentifier), ("values", _Values)]


def signature(authority: TestAuthority, code_directory: bytes, now: datetime) -> bytes:
    """The signature, detached, with the chain and a timestamp in it, in DER.

    Args:
        authority: signs code and time.
        code_directory: what is signed.
        now: the time (UTC).
    """
    digest = hashlib.sha256(code_directory).digest()
    hashes = plistlib.dumps({"cdhashes": [digest[:20]]})
    attributes = [
        cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
        cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": now.replace(microsecond=0)})]}),
        cms.CMSAttribute({"type": "message_digest", "values": [digest]}),
        _attribute(CODE_DIRECTORY_HASHES, core.OctetString(hashes)),
        _attribute(CODE_DIRECTORY_DIGESTS, _Digest({"algorithm": SHA256_OID, "digest": digest})),
    ]

    def timed(value: bytes) -> list[dict[str, Any]]:
        made = token(authority, hashlib.sha256(value).digest(), now)
        return [{"type": "signature_time_stamp_token", "values": [made]}]

    what = Signed("v1", {"content_type": "data"}, attributes, timed)
    return bytes(signed_data(authority, authority.signer, what).dump())


def _attribute(kind: str, value: core.Asn1Value) -> cms.CMSAttribute:
    """An attribute that asn1crypto does not know."""
    return cms.CMSAttribute.load(_Attribute({"type": kind, "values": [core.Any(value)]}).dump())
