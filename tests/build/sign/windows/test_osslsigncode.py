"""What our plan signs, osslsigncode and our own verifier both take for good; what was harmed, neither does."""

import io
import stat
import struct
from datetime import timedelta

import pytest

from build.errors import ToolFailedError
from build.preflight.authenticode import check_authenticode
from build.preflight.pe import file_checksum, read_pe
from build.process import capture
from build.progress import Step
from build.sign.plan import Entry, windows_plan
from build.sign.signer import sign_all
from build.sign.windows.osslsigncode import Osslsigncode, verify
from tests.build.sign.windows.examples import (
    NOW,
    expected_of,
    identity_in,
    needs_osslsigncode,
    program_in,
    sign,
    sign_without_time,
    small_pe,
)

pytestmark = needs_osslsigncode


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("identity Zoë 测试")


@pytest.fixture(scope="module")
def identity(place):
    return identity_in(place)


@pytest.fixture(scope="module")
def signed(place, identity, tmp_path_factory):
    file = program_in(tmp_path_factory.mktemp("signed"))
    sign(file, identity)
    return file.read_bytes()


def codes(data, expected):
    return [finding.code for finding in check_authenticode(data, "program.exe", expected)]


def osslsigncode_agrees(tmp_path, data, place):
    file = tmp_path / "asked.exe"
    file.write_bytes(data)
    try:
        verify(file, place / "root.pem")
    except ToolFailedError:
        return False
    return True


def changed(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def with_right_checksum(data):
    pe = read_pe(data)
    checksum = struct.pack("<I", file_checksum(data, pe))
    return data[: pe.checksum_offset] + checksum + data[pe.checksum_offset + 4 :]


def test_both_take_what_was_signed_for_good(signed, place, tmp_path):
    assert codes(signed, expected_of(place)) == []
    assert osslsigncode_agrees(tmp_path, signed, place)


def test_the_checksum_is_counted_as_osslsigncode_counts_it(signed):
    assert read_pe(signed).checksum == file_checksum(signed, read_pe(signed))


@pytest.mark.parametrize("where", [0x41, 0x400, 0x7FF], ids=["headers", "first byte of code", "last byte of code"])
def test_one_changed_byte_is_found(signed, place, tmp_path, where):
    harmed = with_right_checksum(changed(signed, where if where != 0x41 else 64 + 8))
    assert codes(harmed, expected_of(place)) == ["changed-content"]
    assert not osslsigncode_agrees(tmp_path, harmed, place)


def test_a_changed_byte_is_found_by_the_checksum_too(signed, place):
    assert codes(changed(signed, 0x400), expected_of(place)) == ["wrong-checksum", "changed-content"]


def test_a_changed_signature_is_found(signed, place, tmp_path):
    pe = read_pe(signed)
    homepage = signed.index(b"product.example", pe.table_offset)
    harmed = with_right_checksum(changed(signed, homepage))
    assert codes(harmed, expected_of(place)) == ["bad-signature"]
    assert not osslsigncode_agrees(tmp_path, harmed, place)


def test_an_unsigned_file_is_found(place, tmp_path):
    assert codes(small_pe(), expected_of(place)) == ["unsigned"]
    assert not osslsigncode_agrees(tmp_path, small_pe(), place)


@pytest.mark.parametrize("kept", [0x300, 0x500, -8])
def test_a_truncated_file_is_found(signed, place, tmp_path, kept):
    assert codes(signed[:kept], expected_of(place)) == ["truncated"]
    assert not osslsigncode_agrees(tmp_path, signed[:kept], place)


def test_bytes_behind_the_signature_are_found(signed, place):
    assert codes(signed + b"malware!", expected_of(place))[0] == "data-after-signature"


def test_bytes_hidden_beside_the_signature_are_found(signed, place):
    pe = read_pe(signed)
    more = b"malware!" * 2
    table = bytearray(signed[pe.table_offset :] + more)
    table[:4] = struct.pack("<I", len(table))
    headers = signed[: pe.directory_offset + 4] + struct.pack("<I", len(table)) + signed[pe.directory_offset + 8 :]
    hidden = with_right_checksum(headers[: pe.table_offset] + bytes(table))
    assert codes(hidden, expected_of(place)) == ["data-after-signature"]


def test_another_signer_is_found(place, tmp_path):
    other = tmp_path / "other"
    file = program_in(tmp_path)
    sign(file, identity_in(other, subject="Somebody else"))
    assert codes(file.read_bytes(), expected_of(place)) == ["wrong-subject", "unknown-root", "unknown-root"]
    assert not osslsigncode_agrees(tmp_path, file.read_bytes(), place)


def test_the_same_name_from_another_root_is_found(place, tmp_path):
    other = tmp_path / "other"
    file = program_in(tmp_path)
    sign(file, identity_in(other))
    assert codes(file.read_bytes(), expected_of(place)) == ["unknown-root", "unknown-root"]


def test_a_signature_without_a_timestamp_is_found(place, identity, tmp_path):
    file = program_in(tmp_path)
    sign_without_time(file, identity)
    assert codes(file.read_bytes(), expected_of(place)) == ["no-timestamp"]


def test_an_ended_certificate_without_a_timestamp_is_found(tmp_path):
    folder = tmp_path / "short-lived"
    file = program_in(tmp_path)
    sign_without_time(file, identity_in(folder, ends=NOW + timedelta(days=2)))
    later = expected_of(folder, now=NOW + timedelta(days=3))
    assert codes(file.read_bytes(), later) == ["no-timestamp", "certificate-expired"]


def test_a_timestamp_outlives_the_certificate(tmp_path):
    folder = tmp_path / "short-lived"
    file = program_in(tmp_path)
    sign(file, identity_in(folder, ends=NOW + timedelta(days=2)))
    assert codes(file.read_bytes(), expected_of(folder, now=NOW + timedelta(days=3))) == []


def test_a_certificate_for_timestamps_signs_no_code(place, identity, tmp_path):
    file = program_in(tmp_path)
    signed = tmp_path / "signed.exe"
    command = ["osslsigncode", "sign", "-certs", identity.timestamps.certificate, "-key", identity.timestamps.key]
    capture([*command, "-h", "sha256", "-in", file, "-out", signed])
    expected = expected_of(place, subject='CN="Timestamps of: Test identity, not for release"')
    assert "wrong-usage" in codes(signed.read_bytes(), expected)


def test_the_whole_plan_is_signed_in_place_and_stays_runnable(place, identity, tmp_path):
    backend = tmp_path / "app Zoë 测试" / "resources" / "backend"
    backend.mkdir(parents=True)
    app = backend.parent.parent
    files = [program_in(app), program_in(app, "ffmpeg.dll"), program_in(backend, "_ssl.pyd"), program_in(app, "x.node")]
    (app / "notes.txt").write_text("MZ, but no program", encoding="utf-8")
    files[0].chmod(0o755)
    plan = windows_plan(app)
    step = Step("test", io.StringIO(), lambda: 0.0)
    assert sign_all(Osslsigncode(identity, "Product", "https://product.example"), plan.entries, step) == len(files)
    assert [codes(file.read_bytes(), expected_of(place)) for file in files] == [[], [], [], []]
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o755
    assert sorted(path.name for path in app.iterdir()) == [
        "ffmpeg.dll",
        "notes.txt",
        "program.exe",
        "resources",
        "x.node",
    ]


def test_what_is_no_program_is_left_as_it_was(identity, tmp_path):
    file = tmp_path / "notes.exe"
    file.write_text("no program", encoding="utf-8")
    with pytest.raises(ToolFailedError) as refused:
        Osslsigncode(identity, "Product", "https://product.example").sign(Entry(file, "app"))
    assert refused.value.code == "signing-failed"
    assert [path.name for path in tmp_path.iterdir()] == ["notes.exe"]
    assert identity.key.password not in str(refused.value) + refused.value.output
