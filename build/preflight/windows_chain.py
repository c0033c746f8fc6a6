"""Certificates under a signature: from the signer's up to a root, each made by the next."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtensionOID, NameOID, ObjectIdentifier

DEEPEST: Final = 8
SHORT_NAMES: Final = {
    NameOID.COMMON_NAME: "CN",
    NameOID.ORGANIZATION_NAME: "O",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "OU",
    NameOID.COUNTRY_NAME: "C",
    NameOID.STATE_OR_PROVINCE_NAME: "S",
    NameOID.LOCALITY_NAME: "L",
    NameOID.STREET_ADDRESS: "STREET",
    NameOID.SERIAL_NUMBER: "SERIALNUMBER",
    NameOID.POSTAL_CODE: "POSTALCODE",
}
"""The names that Windows writes for the parts of a subject; a part without one counts by its number."""

PART: Final = re.compile(r'\s*([A-Za-z0-9.]+)\s*=\s*("(?:[^"]|"")*"|[^,]*)')


class ChainError(ValueError):
    """The certificates do not lead from the signer to a root; the text says where they end."""


class UnknownRootError(ChainError):
    """They lead to somebody who is no root that is known."""


def chain_of(
    leaf: x509.Certificate, others: Sequence[x509.Certificate], roots: Sequence[x509.Certificate], at: datetime
) -> list[x509.Certificate]:
    """The chain, the leaf first.

    Args:
        leaf: whose name is under the signature.
        others: certificates that came with it.
        roots: what the chain must end in.
        at: when every certificate of it must be valid (UTC).

    Raises:
        UnknownRootError: it ends elsewhere.
        ChainError: an issuer is no authority, or did not sign; or a certificate is not valid then.
    """
    chain = [leaf]
    while True:
        last = chain[-1]
        if not last.not_valid_before_utc <= at <= last.not_valid_after_utc:
            raise ChainError(f"{short_name(last)} is not valid at {at:%Y-%m-%d %H:%M} UTC")
        if last in roots:
            return chain
        issuer = next(iter(_issuers(last, [*roots, *others])), None)
        if issuer is None or len(chain) == DEEPEST:
            raise UnknownRootError(f"nothing leads from {short_name(last)} to a known root")
        _require_authority(issuer, depth=len(chain) - 1)
        chain.append(issuer)


def _issuers(certificate: x509.Certificate, others: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    return [other for other in others if other != certificate and _made(other, certificate)]


def _made(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _require_authority(issuer: x509.Certificate, depth: int) -> None:
    try:
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        constraints = x509.BasicConstraints(ca=False, path_length=None)
    if not constraints.ca or (constraints.path_length is not None and constraints.path_length < depth):
        raise ChainError(f"{short_name(issuer)} may not make this certificate")


def allows(certificate: x509.Certificate, usage: ObjectIdentifier) -> bool:
    """Whether a certificate says that its key is for this; one that says nothing is for nothing."""
    try:
        usages = certificate.extensions.get_extension_for_oid(ExtensionOID.EXTENDED_KEY_USAGE).value
    except x509.ExtensionNotFound:
        return False
    return isinstance(usages, x509.ExtendedKeyUsage) and usage in usages


def short_name(certificate: x509.Certificate) -> str:
    """A certificate's common name, for people."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def subject_of(certificate: x509.Certificate) -> str:
    """A subject as Windows writes it: the common name first, ``", "`` between, quotes around what holds a comma."""
    parts = []
    for attribute in certificate.subject:
        value = str(attribute.value)
        if any(character in value for character in ',="+;<>#\n'):
            doubled = value.replace('"', '""')
            value = f'"{doubled}"'
        parts.append(f"{SHORT_NAMES.get(attribute.oid, attribute.oid.dotted_string)}={value}")
    return ", ".join(reversed(parts))


def same_subject(one: str, other: str) -> bool:
    """Whether two subjects have the same parts, in whichever order they are written."""
    return _parts(one) == _parts(other)


def _parts(subject: str) -> list[tuple[str, str]]:
    found = []
    for name, value in PART.findall(subject):
        plain = value[1:-1].replace('""', '"') if value.startswith('"') else value.strip()
        found.append(("S" if name.upper() == "ST" else name.upper(), plain))
    return sorted(found)
