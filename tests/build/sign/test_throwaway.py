"""The throw-away identity and its signer, as the tooling uses them: a process that signs what it is told."""

import plistlib
import stat
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import tsp

from build.errors import BuildError
from build.preflight.apple import check_app
from build.preflight.apple_expected import apple_expected
from build.sign.identity import TEST_SUBJECT, lifetime
from build.sign.macos import blobs
from build.sign.macos.authority import load
from build.sign.macos.local import local_signer, throwaway_identity
from build.sign.macos.timestamps import respond
from build.sign.plan import Entry, mac_plan
from tests.build.macapp import NOW, OURS, identity_folder, macho, make_app, write

PYTHON = Path(sys.executable)


@pytest.fixture(scope="module")
def identity(tmp_path_factory):
    return throwaway_identity(PYTHON, tmp_path_factory.mktemp("identities") / "apple")


def test_an_identity_says_that_it_is_for_tests_and_is_kept(identity):
    assert identity.identity.kind == "test"
    assert identity.identity.subject == TEST_SUBJECT
    assert lifetime(identity.identity, datetime.now(UTC)) == "good"
    key = (identity.folder / "signer.key").read_bytes()
    assert throwaway_identity(PYTHON, identity.folder) == identity
    assert (identity.folder / "signer.key").read_bytes() == key


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: Windows has no modes")
def test_its_keys_are_for_their_owner_alone(identity):
    modes = {stat.S_IMODE((identity.folder / f"{name}.key").stat().st_mode) for name in ("signer", "timestamps")}
    assert modes == {0o600}
    assert not (identity.folder / "authority.key").exists()


def test_an_app_that_it_signed_is_good_and_can_be_signed_again(identity, tmp_path):
    app = make_app(tmp_path)
    expected = apple_expected({}, test=True, authority=identity.folder / "authority.pem")
    for _ in range(2):
        with local_signer(PYTHON, identity, "org.example.zoe") as signer:
            for entry in mac_plan(app).entries:
                signer.sign(entry)
        assert check_app(app, expected) == []


def test_what_cannot_be_signed_is_an_error_with_its_name_and_the_next_can_be(identity, tmp_path):
    text = write(tmp_path / "text.dylib", b"no code")
    code = write(tmp_path / "code.dylib", macho(6))
    with local_signer(PYTHON, identity, "org.example.zoe") as signer:
        with pytest.raises(BuildError, match=r"text\.dylib") as refused:
            signer.sign(Entry(text, "library"))
        signer.sign(Entry(code, "library"))
    assert refused.value.code == "not-macho"
    assert len(code.read_bytes()) > len(macho(6))


def test_data_where_only_code_may_lie_is_refused(identity, tmp_path):
    app = make_app(tmp_path)
    write(app / "Contents/MacOS/notes.txt", b"data")
    with local_signer(PYTHON, identity, "org.example.zoe") as signer:
        *inner, outer = mac_plan(app).entries
        for entry in inner:
            signer.sign(entry)
        with pytest.raises(BuildError, match=r"notes\.txt") as refused:
            signer.sign(outer)
    assert refused.value.code == "nested-code-unsigned"


def test_an_identity_of_the_keychain_is_no_key_in_a_file(identity):
    with (
        pytest.raises(BuildError) as refused,
        local_signer(PYTHON, replace(identity, folder=None), "org.example.zoe"),
    ):
        pass
    assert refused.value.code == "identity-in-keychain"


def test_no_team_and_no_identity_to_check_against_are_refused(tmp_path):
    with pytest.raises(BuildError) as missing:
        apple_expected({}, test=True, authority=tmp_path / "none.pem")
    assert missing.value.code == "test-identity-missing"
    with pytest.raises(BuildError) as unnamed:
        apple_expected({"signing": {"appleTeamId": ""}}, test=False)
    assert unnamed.value.code == "apple-team-missing"


def test_entitlements_in_der_are_a_version_and_pairs():
    plist = plistlib.dumps({"com.apple.security.cs.allow-jit": True})
    key = b"com.apple.security.cs.allow-jit"
    pair = b"\x30" + bytes([len(key) + 5]) + b"\x0c" + bytes([len(key)]) + key + b"\x01\x01\xff"
    pairs = b"\xb0" + bytes([len(pair)]) + pair
    whole = b"\x70" + bytes([len(pairs) + 3]) + b"\x02\x01\x01" + pairs
    assert blobs.entitlement_parts(plist)[blobs.SLOT_ENTITLEMENTS_DER][8:] == whole
    assert blobs.entitlement_parts(plistlib.dumps({})) == {}


def test_a_time_is_told_with_the_nonce_of_who_asked():
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": b"\x11" * 32}
    query = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "nonce": 4711, "cert_req": True}).dump()
    answer = tsp.TimeStampResp.load(respond(load(identity_folder(OURS)), query, NOW + timedelta(hours=1)))
    assert answer["status"]["status"].native == "granted"
    info = answer["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    assert info["nonce"].native == 4711
    assert info["gen_time"].native == NOW + timedelta(hours=1)
