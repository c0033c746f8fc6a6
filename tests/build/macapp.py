"""Small macOS apps for tests: Mach-O files of a few pages, bundles and frameworks laid out as Electron's are."""

import plistlib
import shutil
import struct
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from build.preflight.apple import AppleExpected
from build.preflight.cms import Trust
from build.sign.identity import TEST_SUBJECT
from build.sign.macos.authority import TEST_TEAM, load, make
from build.sign.macos.throwaway import ThrowawaySigner
from build.sign.plan import mac_plan

PROGRAM, LIBRARY = 2, 6
ARM64, X64 = 0x0100000C, 0x01000007
OURS = "ours"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HELPERS = ("Zoë Helper", "Zoë Helper (Renderer)", "Zoë Helper (GPU)", "Zoë Helper (Plugin)")


def macho(kind, *, processor=ARM64, mark=b"code", pages=3):
    """A Mach-O file: a segment with code and a last segment, built with SDK 13.1, unsigned."""
    size = pages * 4096
    text = struct.pack("<II16sQQQQIIII", 0x19, 152, b"__TEXT", 0, size, 0, size, 5, 5, 1, 0)
    text += struct.pack("<16s16sQQIIIIIIII", b"__text", b"__TEXT", 2048, size - 2048, 2048, *[0] * 7)
    last = struct.pack("<II16sQQQQIIII", 0x19, 72, b"__LINKEDIT", size, 4096, size, 64, 1, 1, 0, 0)
    sdk = struct.pack("<IIIIII", 0x32, 24, 1, 0x000B0000, 0x000D0100, 0)
    commands = text + last + sdk
    header = struct.pack("<IIIIIIII", 0xFEEDFACF, processor, 0, kind, 3, len(commands), 0, 0)
    return (header + commands).ljust(2048, b"\0") + (mark * size)[: size - 2048] + b"\0" * 64


def fat(*parts):
    """A file for two processors."""
    table, body = struct.pack(">II", 0xCAFEBABE, len(parts)), b""
    for part in parts:
        body += b"\0" * (-len(body) % 0x4000)
        table += struct.pack(">IIIII", struct.unpack_from("<I", part, 4)[0], 0, 0x4000 + len(body), len(part), 14)
        body += part
    return table.ljust(0x4000, b"\0") + body


def make_app(folder):
    """An unsigned app with everything that an order or a seal can be about."""
    app = folder / "Zoë 测试.app"
    contents = app / "Contents"
    write(contents / "MacOS" / "Zoë 测试", macho(PROGRAM))
    info(contents / "Info.plist", "Zoë 测试", "org.example.zoe")
    write(contents / "PkgInfo", b"APPL????")
    write(contents / "Resources" / "app.asar", b"the shell")
    write(contents / "Resources" / "en.lproj" / "empty.strings", b"")
    backend = contents / "Resources" / "backend"
    write(backend / "server", macho(PROGRAM, mark=b"serve"))
    write(backend / "libpython.dylib", fat(macho(LIBRARY, processor=X64), macho(LIBRARY)))
    write(backend / "lib" / "deep" / "_json.so", macho(LIBRARY, mark=b"json"))
    (backend / "alias.dylib").symlink_to("libpython.dylib")
    framework = contents / "Frameworks" / "Electron Framework.framework"
    version = framework / "Versions" / "A"
    write(version / "Electron Framework", macho(LIBRARY, pages=5))
    write(version / "Libraries" / "libEGL.dylib", macho(LIBRARY, mark=b"egl"))
    write(version / "Helpers" / "chrome_crashpad_handler", macho(PROGRAM, mark=b"crash"))
    info(version / "Resources" / "Info.plist", "Electron Framework", "org.example.zoe.framework", "FMWK")
    (framework / "Versions" / "Current").symlink_to("A")
    for name in ("Electron Framework", "Helpers", "Libraries", "Resources"):
        (framework / name).symlink_to(f"Versions/Current/{name}")
    for name in HELPERS:
        helper = contents / "Frameworks" / f"{name}.app" / "Contents"
        write(helper / "MacOS" / name, macho(PROGRAM, mark=name.encode()))
        info(helper / "Info.plist", name, f"org.example.zoe.helper{len(name)}")
    return app


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o755)
    return path


def info(path, executable, identifier, kind="APPL"):
    write(
        path,
        plistlib.dumps(
            {"CFBundleExecutable": executable, "CFBundleIdentifier": identifier, "CFBundlePackageType": kind}
        ),
    )


@cache
def identity_folder(name):
    """A throw-away identity, made once: keys take time."""
    folder = Path(mkdtemp()) / name
    make(folder, NOW)
    return folder


def root_of(folder, name="authority.pem"):
    certificate = x509.load_pem_x509_certificate((folder / name).read_bytes())
    return certificate.fingerprint(hashes.SHA256()).hex()


def expected(*, subject=TEST_SUBJECT, team=TEST_TEAM, identity="test"):
    """What a test asks of an app that our throw-away identity signed."""
    return AppleExpected(Trust(identity, team, frozenset({root_of(identity_folder(OURS))}), subject))


def signer(name=OURS):
    return ThrowawaySigner(load(identity_folder(name)), "org.example.zoe", NOW)


def sign_app(app, by=None, change=lambda entry: entry):
    """Sign everything in order."""
    by = by or signer()
    for entry in mac_plan(app).entries:
        by.sign(change(entry))
    return app


@cache
def _signed_once():
    return sign_app(make_app(Path(mkdtemp())))


def signed_app(folder):
    """A copy of an app that was signed."""
    return Path(shutil.copytree(_signed_once(), folder / _signed_once().name, symlinks=True))
