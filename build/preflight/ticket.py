"""Apple's ticket of notarisation, stapled to what ships: a Mac without a network knows by it that Apple saw the app.

Of an app it is the file ``Contents/CodeResources``, of a disk image a part of its signature (``cdTicketSlot`` in
codedirectory.h of Apple's Security). Its format is not published. What can be seen of it without a Mac: it begins with
``s8ch``, and it holds the hash of the CodeDirectory that it is about, by which Apple's servers also find it. Whether
Apple signed it is seen by `stapler validate`, which `notarize` runs.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from build.preflight.code_resources import program_of, ticket_file
from build.preflight.findings import Finding
from build.preflight.macho import MalformedError, Signature, read_code

BEGINNING: Final = b"s8ch"
SLOT: Final = 0x10002
BLOB_HEADER: Final = 8
"""Bytes of magic and length in front of what a slot holds."""

NOTARIZE: Final = "Run `nox -s notarize`, for a disk image with `-- --images`, and change nothing afterwards."


def check_app_ticket(app: Path, artifact: str) -> list[Finding]:
    """What is wrong with the ticket of an app.

    Args:
        app: the folder of the bundle.
        artifact: its name, for people.
    """
    file = ticket_file(app)
    try:
        signatures = [code.signature for code in read_code(program_of(app)) if code.signature]
    except (MalformedError, OSError):
        return []  # told already, by those who look at the signature itself
    return list(_check(file.read_bytes() if file.is_file() else b"", signatures, artifact))


def check_image_ticket(signature: Signature, artifact: str) -> list[Finding]:
    """What is wrong with the ticket of a disk image.

    Args:
        signature: of the image.
        artifact: its name, for people.
    """
    return list(_check(signature.blobs.get(SLOT, b"")[BLOB_HEADER:], [signature], artifact))


def _check(ticket: bytes, signatures: list[Signature], artifact: str) -> Iterator[Finding]:
    directories = [directory for signature in signatures for directory in signature.directories]
    if not ticket:
        message = "Apple's ticket is not stapled to it: without a network a Mac would not open it."
        yield Finding("ticket-missing", artifact, message, NOTARIZE)
    elif not ticket.startswith(BEGINNING):
        yield Finding("ticket-malformed", artifact, "What is stapled to it is no ticket of Apple's.", NOTARIZE)
    elif not any(directory.cdhash in ticket for directory in directories):
        message = "The ticket that is stapled to it is about other bytes: it was signed again after Apple saw it."
        yield Finding("ticket-of-another", artifact, message, NOTARIZE)
