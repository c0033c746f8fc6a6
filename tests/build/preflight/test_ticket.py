"""The ticket of notarisation: missing, of something else, or none at all. Real ones are only had from Apple; these
have the parts of one that can be looked at without a Mac."""

import struct

import pytest

from build.preflight.apple import check_app
from build.preflight.macho import Signature, read_code
from build.preflight.ticket import SLOT, check_image_ticket
from tests.build.macapp import expected, signed_app, write


@pytest.fixture
def app(tmp_path):
    return signed_app(tmp_path)


def signature_of(app):
    (code,) = read_code(app / "Contents/MacOS" / app.stem)
    assert code.signature
    return code.signature


def ticket_for(signature):
    return b"s8ch\x01\0\0\0" + b"certificates" + signature.best.cdhash + b"more"


def codes(app, identity="release"):
    return {finding.code for finding in check_app(app, expected(identity=identity))} - {"wrong-certificate"}


def test_a_release_has_a_ticket_and_a_rehearsal_needs_none(app):
    assert codes(app) == {"ticket-missing"}
    assert codes(app, "test") == set()


def test_a_stapled_app_is_good_though_its_seal_is_older_than_its_ticket(app):
    write(app / "Contents/CodeResources", ticket_for(signature_of(app)))
    assert codes(app) == set()
    assert codes(app, "test") == set()


def test_a_ticket_of_another_app_or_of_this_one_before_it_was_signed_again_is_found(app):
    ticket = ticket_for(signature_of(app)).replace(signature_of(app).best.cdhash, b"\0" * 20)
    write(app / "Contents/CodeResources", ticket)
    assert codes(app) == {"ticket-of-another"}


def test_what_is_no_ticket_is_found(app):
    write(app / "Contents/CodeResources", b"<plist>" + signature_of(app).best.cdhash)
    assert codes(app) == {"ticket-malformed"}


def test_a_disk_image_carries_its_ticket_in_its_signature(app):
    bare = signature_of(app)
    ticket = ticket_for(bare)
    stapled = Signature(
        {**bare.blobs, SLOT: struct.pack(">II", 0xFADE0B01, 8 + len(ticket)) + ticket}, bare.directories
    )
    assert [finding.code for finding in check_image_ticket(bare, "a.dmg")] == ["ticket-missing"]
    assert check_image_ticket(stapled, "a.dmg") == []
