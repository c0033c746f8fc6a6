"""Authenticode signatures, read back from finished files: that each is whole, by whom, and since when.

Written from Microsoft's "Windows Authenticode Portable Executable Signature Format" and RFC 3161, apart from what
signs. Runs in the project's environment (cryptography, asn1crypto).
"""

import hashlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from asn1crypto import algos, cms, core, tsp
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from build.preflight.findings import Finding
from build.preflight.pe import (
    SIGNED_DATA,
    BadPeError,
    Pe,
    certificate_entries,
    file_checksum,
    read_pe,
    signed_spans,
)
from build.preflight.pkcs7 import DIGESTS, BadMessageError, SignedMessage, read_message, require_signature
from build.preflight.windows_chain import (
    ChainError,
    UnknownRootError,
    allows,
    chain_of,
    same_subject,
    subject_of,
)
from build.preflight.windows_roots import ROOTS_VARIABLE

INDIRECT_DATA: Final = "1.3.6.1.4.1.311.2.1.4"
TIMESTAMP_INFO: Final = "1.2.840.113549.1.9.16.1.4"
SIGN_AGAIN: Final = "Run `nox -s sign`, then `nox -s package -- --installers`, and change nothing afterwards."
"""What most findings come down to."""


@dataclass(frozen=True)
class Expected:
    """What a signature must say.

    Attributes:
        subject: the signer's subject, as Windows writes it (``windowsPublisher`` of product.json).
        roots: what the signer's chain must end in.
        timestamp_roots: the same for the timestamp's.
        now: the time (UTC).
    """

    subject: str
    roots: tuple[x509.Certificate, ...]
    timestamp_roots: tuple[x509.Certificate, ...]
    now: datetime


class _IndirectData(core.Sequence):  # type: ignore[misc]
    """SpcIndirectDataContent: what kind of file it is, and the file's digest."""

    _fields = [("data", core.Any), ("message_digest", algos.DigestInfo)]  # noqa: RUF012 - asn1crypto's way


def check_authenticode(data: bytes, artifact: str, expected: Expected) -> list[Finding]:
    """What forbids to ship this PE file; nothing when its signature is good.

    Args:
        data: the file.
        artifact: its name, for people.
        expected: by whom it must be signed.
    """
    report = _reporter(artifact)
    try:
        pe = read_pe(data)
    except BadPeError as error:
        return [report("truncated", f"The file is damaged: {error}.", "Make it again, and check the disk.")]
    if not pe.signed:
        return [report("unsigned", "Nobody signed this file; Windows warns of it or refuses it.", SIGN_AGAIN)]
    findings = list(_check_file(data, pe, report))
    try:
        message = read_message(_signature_of(data, pe))
    except (BadPeError, BadMessageError) as error:
        return [*findings, report("unreadable-signature", f"Its signature is damaged: {error}.", SIGN_AGAIN)]
    findings += _check_message(data, pe, message, report)
    findings += _check_names(message, expected, report)
    return findings


Reporter = Callable[[str, str, str], Finding]


def _reporter(artifact: str) -> Reporter:
    def report(code: str, message: str, remedy: str) -> Finding:
        return Finding(code, artifact, message, remedy)

    return report


def _check_file(data: bytes, pe: Pe, report: Reporter) -> Iterator[Finding]:
    if pe.table_offset + pe.table_size != len(data):
        more = len(data) - pe.table_offset - pe.table_size
        yield report("data-after-signature", f"{more} bytes that nobody signed follow the signature.", SIGN_AGAIN)
    if pe.checksum not in (0, file_checksum(data, pe)):
        yield report("wrong-checksum", "The checksum in its header is not the file's.", SIGN_AGAIN)


def _signature_of(data: bytes, pe: Pe) -> bytes:
    entries = certificate_entries(data, pe)
    if len(entries) != 1 or entries[0][0] != SIGNED_DATA:
        raise BadPeError("its certificate table does not hold exactly one signature")
    return entries[0][1]


def _check_message(data: bytes, pe: Pe, message: SignedMessage, report: Reporter) -> Iterator[Finding]:
    padding = _signature_of(data, pe)[message.length :]
    if len(padding) > 7 or any(padding):
        # CVE-2013-3900: Windows does not look at these bytes either, unless it is told to.
        yield report("data-after-signature", "Bytes that nobody signed lie beside the signature.", SIGN_AGAIN)
    if message.content_type != INDIRECT_DATA:
        yield report("unreadable-signature", "It signs something else than a file.", SIGN_AGAIN)
        return
    try:
        indirect = _IndirectData.load(message.content)
        claimed = indirect["message_digest"]
        name, digest = str(claimed["digest_algorithm"]["algorithm"].native), claimed["digest"].native
        require_signature(message, indirect.contents)
    except (BadMessageError, ValueError) as error:
        yield report("bad-signature", f"The signature is not good: {error}.", SIGN_AGAIN)
        return
    if name not in DIGESTS:
        yield report("weak-digest", f"The file's digest is the weak {name}.", "Sign with SHA-256.")
    elif digest != _image_digest(data, pe, name):
        yield report("changed-content", "The file was changed after it was signed.", SIGN_AGAIN)


def _image_digest(data: bytes, pe: Pe, name: str) -> bytes:
    digest = hashlib.new(name)
    for span in signed_spans(data, pe):
        digest.update(span)
    return digest.digest()


def _check_names(message: SignedMessage, expected: Expected, report: Reporter) -> Iterator[Finding]:
    signer = message.signer
    subject = subject_of(signer)
    if not same_subject(subject, expected.subject):
        text = f"It is signed by {subject}, and not by {expected.subject}."
        yield report("wrong-subject", text, "Name the right certificate, and windowsPublisher in product.json.")
    if not allows(signer, ExtendedKeyUsageOID.CODE_SIGNING):
        yield report("wrong-usage", "The signer's certificate is not for signing code.", "Use one that is.")
    at = yield from _check_time(message, expected, report)
    if at is None and signer.not_valid_after_utc <= expected.now:
        text = f"Its certificate ended on {signer.not_valid_after_utc:%Y-%m-%d}, and no timestamp says it came before."
        yield report("certificate-expired", text, "Sign it again with a certificate that is valid, and a timestamp.")
        return
    try:
        chain_of(signer, message.certificates, expected.roots, at or expected.now)
    except UnknownRootError as error:
        yield _unknown_root("certificate", error, report)
    except ChainError as error:
        yield report("wrong-chain", f"Its certificate cannot be followed: {error}.", SIGN_AGAIN)


def _unknown_root(of: str, error: UnknownRootError, report: Reporter) -> Finding:
    text = f"Its {of} goes back to no root that this machine or {ROOTS_VARIABLE} knows: {error}."
    remedy = (
        "Sign with a certificate of Microsoft's programme. If it is one: on Windows run `signtool verify /pa` on the"
        f" file, which makes Windows fetch the root, then try again. For another authority name its root, in PEM, in"
        f" {ROOTS_VARIABLE} (docs/releasing.md)."
    )
    return report("unknown-root", text, remedy)


def _check_time(
    message: SignedMessage, expected: Expected, report: Reporter
) -> Generator[Finding, None, datetime | None]:
    """What is wrong with the timestamp; gives back the time of a good one."""
    token = message.unsigned("microsoft_time_stamp_token")
    if token is None:
        text = "No RFC 3161 timestamp says when it was signed: it would end with its certificate."
        yield report("no-timestamp", text, "Sign it again with a timestamp server that can be reached.")
        return None
    try:
        return _stamped(token, message, expected)
    except UnknownRootError as error:
        yield _unknown_root("timestamp", error, report)
        return None
    except (BadMessageError, ChainError) as error:
        yield report("bad-timestamp", f"Its timestamp is not good: {error}.", SIGN_AGAIN)
        return None


def _stamped(token: cms.ContentInfo, message: SignedMessage, expected: Expected) -> datetime:
    """When a timestamp says that the signature was there (UTC)."""
    stamp = read_message(token.dump())
    if stamp.content_type != TIMESTAMP_INFO:
        raise BadMessageError("it is no timestamp")
    octets = core.OctetString.load(stamp.content).native
    require_signature(stamp, octets)
    info = tsp.TSTInfo.load(octets)
    imprint = info["message_imprint"]
    name = str(imprint["hash_algorithm"]["algorithm"].native)
    if name not in DIGESTS or imprint["hashed_message"].native != hashlib.new(name, message.signature).digest():
        raise BadMessageError("it is about another signature")
    if not allows(stamp.signer, ExtendedKeyUsageOID.TIME_STAMPING):
        raise BadMessageError("its certificate is not for timestamps")
    at: datetime = info["gen_time"].native.astimezone(UTC)
    chain_of(stamp.signer, stamp.certificates, expected.timestamp_roots, at)
    if not message.signer.not_valid_before_utc <= at <= message.signer.not_valid_after_utc:
        raise BadMessageError("the signer's certificate was not valid at its time")
    return at
