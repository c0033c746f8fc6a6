"""A small signed program, an identity of the tests' own, and what the verifier shall expect of them."""

import struct
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from build.preflight.authenticode import Expected
from build.process import capture_filter
from build.sign.identity import TEST_SUBJECT
from build.sign.plan import Entry
from build.sign.windows import identity
from build.sign.windows.certificates import new_identity
from build.sign.windows.osslsigncode import Osslsigncode

needs_osslsigncode = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux, and its osslsigncode")

NOW = datetime.now(UTC)
SUBJECT = f'CN="{TEST_SUBJECT}"'


def identity_in(folder, *, starts=NOW - timedelta(days=1), ends=NOW + timedelta(days=30), subject=TEST_SUBJECT):
    new_identity(folder, subject, starts, ends)
    return identity.identity_in(Path(sys.executable), folder)


def expected_of(folder, *, subject=SUBJECT, now=NOW):
    roots = tuple(x509.load_pem_x509_certificates((folder / "root.pem").read_bytes()))
    return Expected(subject, roots, roots, now)


def small_pe(content=b"FIXTURE: no program", *, size=0x400):
    """The least that is a 64-bit PE with one section of code; nothing of it ever runs."""
    dos = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0x22)
    optional = struct.pack("<HBBIIIII", 0x20B, 14, 0, size, 0, 0, 0x1000, 0x1000)
    optional += struct.pack("<QIIHHHHHHIIIIHH", 0x140000000, 0x1000, 0x200, 6, 0, 0, 0, 6, 0, 0, 0x3000, 0x400, 0, 3, 0)
    optional += struct.pack("<QQQQII", 0x100000, 0x1000, 0x100000, 0x1000, 0, 16) + bytes(16 * 8)
    section = struct.pack("<8sIIIIIIHHI", b".text", size, 0x1000, size, 0x400, 0, 0, 0, 0, 0x60000020)
    return (dos + coff + optional + section).ljust(0x400, b"\0") + content.ljust(size, b"\xcc")


def program_in(folder, name="program.exe"):
    file = folder / name
    file.write_bytes(small_pe())
    return file


def sign(file, identity):
    Osslsigncode(identity, "Zoë's 测试", "https://product.example").sign(Entry(file, "app"))


def sign_without_time(file, identity):
    """Sign as if nobody could be asked for the time, which no signer of ours would do."""
    signed = file.with_suffix(".signed")
    command = ["osslsigncode", "sign", "-pkcs12", identity.key.file, "-readpass", "-", "-h", "sha256"]
    capture_filter([*command, "-in", file, "-out", signed], f"{identity.key.password}\n")
    signed.replace(file)
