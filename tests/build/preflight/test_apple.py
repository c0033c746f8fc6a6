"""What forbids to ship a macOS app: each thing that can be wrong, done to a signed app, and found."""

import plistlib
import shutil
import struct
from dataclasses import replace

import pytest
from asn1crypto import cms

from build.preflight import macho
from build.preflight.apple import check_app
from build.preflight.entitlements import read_der
from build.preflight.macho import MalformedError, read_code
from build.sign.macos import blobs, timestamps
from build.sign.macos import cms as signing_cms
from build.sign.plan import PLAIN
from tests.build.macapp import LIBRARY, expected, make_app, sign_app, signed_app, signer, write
from tests.build.macapp import macho as new_macho

BACKEND = "Contents/Resources/backend"
FRAMEWORK = "Contents/Frameworks/Electron Framework.framework/Versions/A"


def codes(app, **wanted):
    return {(finding.code, finding.artifact.partition(": ")[2]) for finding in check_app(app, expected(**wanted))}


def alter(path, at, by=b"!"):
    content = bytearray(path.read_bytes())
    content[at : at + len(by)] = by
    path.write_bytes(content)


@pytest.fixture
def app(tmp_path):
    return signed_app(tmp_path)


def test_an_app_as_it_was_signed_is_good(app):
    assert codes(app) == set()


@pytest.mark.parametrize("name", [f"{BACKEND}/server", f"{BACKEND}/libpython.dylib", f"{BACKEND}/lib/deep/_json.so"])
def test_one_changed_page_of_loose_code_breaks_its_own_hash_and_the_seal(app, name):
    alter(app / name, 0x4000 + 9000 if name.endswith("libpython.dylib") else 9000)
    found = codes(app)
    assert ("file-changed", name) not in found
    assert {"page-changed", "file-changed"} == {code for code, _ in found}


def test_one_changed_page_of_a_program_is_found(app):
    alter(app / "Contents/MacOS" / app.stem, 9000)
    assert codes(app) == {("page-changed", f"Contents/MacOS/{app.stem}")}


def test_a_changed_page_is_named(app):
    alter(app / BACKEND / "server", 9000)
    (page,) = [finding for finding in check_app(app, expected()) if finding.code == "page-changed"]
    assert "page 2 " in page.message


@pytest.mark.parametrize(
    "name",
    ["Contents/Resources/new.txt", "Contents/new.txt", "Contents/MacOS/new", f"{FRAMEWORK}/Resources/new.pak"],
)
def test_an_added_file_is_found(app, name):
    write(app / name, b"new")
    assert {code for code, _ in codes(app)} == {"file-added"}


def test_a_file_beside_the_contents_is_found_though_no_seal_covers_it(app):
    write(app / "new.txt", b"new")
    assert {finding.code for finding in check_app(app, expected())} == {"file-outside-seal"}


def test_a_changed_resource_is_found(app):
    alter(app / "Contents/Resources/app.asar", 0)
    assert [(finding.code, finding.artifact) for finding in check_app(app, expected())] == [
        ("file-changed", f"{app.name}: Resources/app.asar")
    ]


def test_a_missing_resource_is_found(app):
    (app / "Contents/Resources/app.asar").unlink()
    assert {code for code, _ in codes(app)} == {"file-missing"}


def test_a_missing_translation_is_no_fault_as_macos_lets_people_remove_those(app):
    (app / "Contents/Resources/en.lproj/empty.strings").unlink()
    assert codes(app) == set()


def test_a_link_that_leads_elsewhere_is_found(app):
    link = app / BACKEND / "alias.dylib"
    link.unlink()
    link.symlink_to("/tmp/libpython.dylib")  # noqa: S108
    assert {code for code, _ in codes(app)} == {"file-changed"}


def test_a_changed_info_plist_is_found(app):
    file = app / "Contents/Info.plist"
    file.write_bytes(file.read_bytes().replace(b"org.example", b"org.exbmple"))
    assert codes(app) == {("slot-changed", f"Contents/MacOS/{app.stem}")}


def test_a_seal_that_was_made_to_fit_is_found(app):
    write(app / "Contents/Resources/app.asar", b"another shell")
    file = app / "Contents/_CodeSignature/CodeResources"
    seal = plistlib.loads(file.read_bytes())
    seal["rules2"]["^Resources/app.asar$"] = {"omit": True, "weight": 9999.0}
    del seal["files2"]["Resources/app.asar"]
    file.write_bytes(plistlib.dumps(seal))
    assert {code for code, _ in codes(app)} == {"seal-leaves-out", "slot-changed"}


def test_a_bundle_without_a_seal_is_found(app):
    shutil.rmtree(app / "Contents/_CodeSignature")
    assert {finding.code for finding in check_app(app, expected())} == {"seal-missing", "slot-changed"}


def test_a_helper_of_another_build_is_found(app, tmp_path):
    other = make_app(tmp_path / "other")
    name = "Contents/Frameworks/Zoë Helper.app"
    write(other / name / "Contents/MacOS/Zoë Helper", new_macho(2, mark=b"other"))
    sign_app(other)
    shutil.rmtree(app / name)
    shutil.copytree(other / name, app / name, symlinks=True)
    assert codes(app) == {("file-changed", "Frameworks/Zoë Helper.app")}


def test_an_unsigned_library_is_found(tmp_path):
    app = make_app(tmp_path)
    name = f"{BACKEND}/lib/deep/_json.so"
    sign_app(app)
    write(app / name, new_macho(LIBRARY))
    assert ("unsigned-library", name) in codes(app)


def test_an_unsigned_library_that_the_seal_covers_is_found(tmp_path):
    app = make_app(tmp_path)
    by = signer()
    sign = by.sign
    by.sign = lambda entry: None if entry.path.name == "_json.so" else sign(entry)
    sign_app(app, by)
    assert codes(app) == {("unsigned-library", f"{BACKEND}/lib/deep/_json.so")}


def test_a_missing_runtime_flag_is_found(tmp_path):
    app = sign_app(make_app(tmp_path), change=lambda entry: replace(entry, flags=PLAIN) if is_gpu(entry) else entry)
    assert codes(app) == {
        ("runtime-missing", "Contents/Frameworks/Zoë Helper (GPU).app/Contents/MacOS/Zoë Helper (GPU)")
    }


def signed_at(file):
    """Where the signature of a file is: its offset and its size."""
    return next(code.signed_at for code in read_code(file) if code.signed_at)


def is_gpu(entry):
    return entry.kind == "gpu"


def with_entitlements(tmp_path, kind, rights):
    plist = write(tmp_path / "other.plist", plistlib.dumps(rights))
    change = lambda entry: replace(entry, entitlements=plist) if entry.kind == kind else entry  # noqa: E731
    return sign_app(make_app(tmp_path), change=change)


def test_get_task_allow_is_found(tmp_path):
    app = with_entitlements(tmp_path, "backend", {"com.apple.security.get-task-allow": True})
    assert codes(app) == {("get-task-allow", f"{BACKEND}/server")}


@pytest.mark.parametrize(
    "rights",
    [
        {},
        {"com.apple.security.cs.allow-jit": False},
        {"com.apple.security.cs.allow-jit": True, "com.apple.security.cs.disable-library-validation": True},
    ],
)
def test_more_or_less_than_a_program_needs_is_found(tmp_path, rights):
    app = with_entitlements(tmp_path, "renderer", rights)
    assert {code for code, _ in codes(app)} == {"wrong-entitlements"}


def test_what_newer_systems_read_of_entitlements_is_held_against_the_plist(tmp_path, monkeypatch):
    real = blobs.entitlement_parts
    more = real(plistlib.dumps({"com.apple.security.get-task-allow": True}))[blobs.SLOT_ENTITLEMENTS_DER]
    hidden = {blobs.SLOT_ENTITLEMENTS_DER: more}
    monkeypatch.setattr(blobs, "entitlement_parts", lambda plist: (found := real(plist)) and found | hidden)
    app = sign_app(make_app(tmp_path))
    found = [
        finding for finding in check_app(app, expected()) if finding.artifact.endswith(f"Contents/MacOS/{app.stem}")
    ]
    assert [finding.code for finding in found] == ["entitlements-differ"]
    assert "com.apple.security.get-task-allow" in found[0].message


def test_entitlements_that_only_newer_systems_read_are_found(tmp_path, monkeypatch):
    more = blobs.entitlement_parts(plistlib.dumps({"com.apple.security.cs.allow-jit": True}))
    hidden = {blobs.SLOT_ENTITLEMENTS_DER: more[blobs.SLOT_ENTITLEMENTS_DER]}
    monkeypatch.setattr(blobs, "entitlement_parts", lambda plist: hidden if plistlib.loads(plist) == {} else more)
    assert ("entitlements-differ", f"{BACKEND}/server") in codes(sign_app(make_app(tmp_path)))


def test_every_kind_of_right_is_read_in_der_as_in_the_plist():
    rights = {
        "a": True,
        "b": False,
        "c": 300,
        "d": -1,
        "e": "Zoë 测试",
        "f": ["x", {"y": True}],
        "g": {"long": "z" * 300},
    }
    der = blobs.entitlement_parts(plistlib.dumps(rights))[blobs.SLOT_ENTITLEMENTS_DER]
    assert read_der(der[8:]) == rights


@pytest.mark.parametrize("damage", [b"\x30\x00", b"\x70\x82", b"\x70\x03\x02\x01\x01", b"\x70\x05\x02\x01\x02\xb0\x00"])
def test_what_are_no_entitlements_in_der_is_refused(damage):
    with pytest.raises(MalformedError):
        read_der(damage)


def test_entitlements_on_the_backend_are_found(tmp_path):
    app = with_entitlements(tmp_path, "backend", {"com.apple.security.cs.allow-jit": True})
    assert codes(app) == {("wrong-entitlements", f"{BACKEND}/server")}


def test_a_certificate_of_somebody_else_is_found(tmp_path):
    app = sign_app(make_app(tmp_path), signer("theirs"))
    found = {finding.code for finding in check_app(app, expected())}
    assert found == {"signature-invalid"}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"subject": "Developer ID Application: Zoë (TESTONLY00)"}, {"wrong-certificate"}),
        ({"identity": "release"}, {"wrong-certificate", "ticket-missing"}),
    ],
)
def test_a_certificate_that_is_not_the_one_expected_is_found(app, wanted, found):
    assert {code for code, _ in codes(app, **wanted)} == found


def test_another_team_is_found(app):
    assert {found for found, _ in codes(app, team="ABCDE12345")} == {"wrong-certificate", "wrong-team"}


def test_a_missing_timestamp_is_found(tmp_path, monkeypatch):
    whole = signing_cms.signature

    def without_time(authority, directory, now):
        content = cms.ContentInfo.load(whole(authority, directory, now))
        content["content"]["signer_infos"][0]["unsigned_attrs"] = None
        return content.dump(force=True)

    monkeypatch.setattr(signing_cms, "signature", without_time)
    app = sign_app(make_app(tmp_path))
    assert {code for code, _ in codes(app)} == {"timestamp-missing"}


def test_a_timestamp_of_another_signature_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(signing_cms, "token", lambda authority, _, now: timestamps.token(authority, b"\0" * 32, now))
    app = sign_app(make_app(tmp_path))
    assert {code for code, _ in codes(app)} == {"timestamp-invalid"}


def test_an_ad_hoc_signature_is_found(app):
    file = app / BACKEND / "server"
    offset, _ = signed_at(file)
    cms_magic = struct.pack(">I", 0xFADE0B01)
    alter(file, file.read_bytes().index(cms_magic, offset) + 4, struct.pack(">I", 8))
    assert ("signed-by-nobody", f"{BACKEND}/server") in codes(app)


def test_bytes_behind_a_signature_are_found(app):
    file = app / "Contents/MacOS" / app.stem
    file.write_bytes(file.read_bytes() + b"more")
    assert codes(app) == {("code-after-signature", f"Contents/MacOS/{app.stem}")}


def test_a_mutilated_signature_is_a_finding_and_no_crash(app):
    file = app / BACKEND / "server"
    whole = file.read_bytes()
    offset, size = signed_at(file)
    for at in range(offset, offset + size, 1201):
        if any(whole[at : at + 8]):
            alter(file, at, bytes(255 - byte for byte in whole[at : at + 8]))
            assert codes(app)
            file.write_bytes(whole)


def test_a_file_that_only_begins_like_code_is_a_finding(app):
    write(app / "Contents/Resources/odd", macho.THIN + b"and nothing else")
    assert ("signature-malformed", "Contents/Resources/odd") in codes(app)
