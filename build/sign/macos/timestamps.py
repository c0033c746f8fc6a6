"""A timestamp authority of our own: says when a signature was made, as RFC 3161 has it, with a throw-away key."""

import hashlib
import secrets
from datetime import datetime

from asn1crypto import cms, core, tsp

from build.sign.macos.authority import TestAuthority
from build.sign.macos.signed_data import Signed, signed_data

POLICY = "1.3.6.1.4.1.55555.1"
"""Under a number that nobody has: what a timestamp of ours stands for is nothing."""


def token(authority: TestAuthority, imprint: bytes, now: datetime, *, nonce: int | None = None) -> cms.ContentInfo:
    """A signed statement that something with this digest was there.

    Args:
        authority: signs it.
        imprint: the SHA-256 of what is timed.
        now: the time (UTC).
        nonce: of the request, if it had one.
    """
    info = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": imprint},
        # Of one length, as those of certificates are (build/sign/throwaway.py).
        "serial_number": secrets.randbits(62) | 1 << 62,
        "gen_time": now,
    }
    if nonce is not None:
        info["nonce"] = nonce
    content = tsp.TSTInfo(info)
    holder = authority.timestamps
    digest = hashlib.sha256(holder.certificate.dump()).digest()
    named = tsp.SigningCertificateV2({"certs": [{"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": digest}]})
    attributes = [
        cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
        cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(content.dump()).digest()]}),
        cms.CMSAttribute({"type": "signing_certificate_v2", "values": [named]}),
    ]
    inside = {"content_type": "tst_info", "content": core.ParsableOctetString(content.dump())}
    return signed_data(authority, holder, Signed("v3", inside, attributes))


def respond(authority: TestAuthority, query: bytes, now: datetime) -> bytes:
    """The answer to a request as it comes over HTTP (``application/timestamp-query``), in DER.

    Raises:
        ValueError: the request is malformed, or asks for another digest than SHA-256.
    """
    request = tsp.TimeStampReq.load(query)
    imprint = request["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256":
        raise ValueError("only SHA-256 is timed here")
    made = token(authority, imprint["hashed_message"].native, now, nonce=request["nonce"].native)
    response = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": made})
    return bytes(response.dump())
