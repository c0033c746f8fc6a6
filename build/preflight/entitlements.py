"""Entitlements as newer systems read them: in DER, beside the plist, which older ones go by. Both must say the same.

Source: libDER of Apple, as `codesign` writes it: ``[APPLICATION 16] { INTEGER 1, dictionary }``; a dictionary is
``[16]`` of pairs, each a SEQUENCE of a key and a value; an array is a SEQUENCE.
"""

from collections.abc import Iterator
from typing import Any, Final

from asn1crypto import parser

from build.preflight.findings import Finding
from build.preflight.macho import ENTITLEMENTS_DER, SIGN_AGAIN, MalformedError, Signature

PACKAGE: Final = (1, 16)
DICTIONARY: Final = (2, 16)
BOOLEAN: Final = (0, 1)
INTEGER: Final = (0, 2)
TEXT: Final = (0, 12)
ARRAY: Final = (0, 16)
"""Class and tag."""

VERSION: Final = 1
BLOB_HEADER: Final = 8
"""Bytes of magic and length in front of what a slot holds."""


def check_der(signature: Signature, artifact: str) -> Iterator[Finding]:
    """Whether a newer system would let a program do what an older one lets it, no less and no more.

    Args:
        signature: of the program.
        artifact: its name, for people.

    Raises:
        MalformedError: what it holds are no entitlements.
    """
    body = signature.blobs.get(ENTITLEMENTS_DER, b"")[BLOB_HEADER:]
    if body and (found := read_der(body)) != signature.entitlements:
        differ = sorted(
            key for key in found | signature.entitlements if found.get(key) != signature.entitlements.get(key)
        )
        message = (
            f"Its entitlements in DER, which newer systems go by, are not those of its plist: {', '.join(differ)}."
        )
        yield Finding("entitlements-differ", artifact, message, SIGN_AGAIN)


def read_der(body: bytes) -> dict[str, Any]:
    """The entitlements that a slot holds.

    Raises:
        MalformedError: they are none.
    """
    try:
        kind, content = _element(body)
        version, rights = map(_value, _members(content))
    except (ValueError, TypeError, UnicodeDecodeError) as error:
        raise MalformedError(f"its entitlements in DER cannot be read: {error}") from error
    if kind != PACKAGE or version != VERSION or not isinstance(rights, dict):
        raise MalformedError("its entitlements in DER are of an unknown kind")
    return rights


def _element(encoded: bytes) -> tuple[tuple[int, int], bytes]:
    kind, _, tag, _, content, _ = parser.parse(encoded, strict=True)
    return (kind, tag), content


def _members(content: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(content):
        _, _, _, header, body, trailer = parser.parse(content[at:])
        length = len(header) + len(body) + len(trailer)
        yield content[at : at + length]
        at += length


def _value(encoded: bytes) -> object:
    kind, content = _element(encoded)
    if kind == BOOLEAN:
        return content != b"\0"
    if kind == INTEGER:
        return int.from_bytes(content, "big", signed=True)
    if kind == TEXT:
        return content.decode()
    if kind == ARRAY:
        return [_value(member) for member in _members(content)]
    if kind == DICTIONARY:
        return _pairs(content)
    raise ValueError(f"there is a {kind} in them")


def _pairs(content: bytes) -> dict[str, object]:
    pairs: dict[str, object] = {}
    for member in _members(content):
        key, value = map(_value, _members(_element(member)[1]))
        if not isinstance(key, str) or key in pairs:
            raise ValueError(f"{key!r} is no key, or is there twice")
        pairs[key] = value
    return pairs
