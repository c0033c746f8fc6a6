"""What is signed, in which order and as what, decided from folders that look like the packed app."""

import plistlib
import struct

from build.paths import ROOT
from build.sign.plan import ENTITLEMENTS, HARDENED, mac_plan, windows_plan

PROGRAM, LIBRARY = 2, 6


def macho(path, kind):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<IIIIIIII", 0xFEEDFACF, 0x0100000C, 0, kind, 0, 0, 0, 0))
    return path


def pe(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"MZ".ljust(60, b"\0") + struct.pack("<I", 64) + b"PE\0\0")


def mac_app(folder):
    app = folder / "Zoë.app"
    contents = app / "Contents"
    macho(contents / "MacOS" / "Zoë", PROGRAM)
    backend = contents / "Resources" / "backend"
    macho(backend / "server", PROGRAM)
    macho(backend / "libpython.dylib", LIBRARY)
    macho(backend / "lib" / "deep" / "_json.so", LIBRARY)
    (backend / "Main.class").write_bytes(struct.pack(">II", 0xCAFEBABE, 61))
    (backend / "alias.dylib").symlink_to("libpython.dylib")
    framework = contents / "Frameworks" / "Electron Framework.framework"
    macho(framework / "Versions" / "A" / "Electron Framework", LIBRARY)
    macho(framework / "Versions" / "A" / "Libraries" / "libEGL.dylib", LIBRARY)
    macho(framework / "Versions" / "A" / "Helpers" / "chrome_crashpad_handler", PROGRAM)
    (framework / "Versions" / "Current").symlink_to("A")
    for helper in ("Zoë Helper", "Zoë Helper (Renderer)", "Zoë Helper (GPU)", "Zoë Helper (Plugin)"):
        macho(contents / "Frameworks" / f"{helper}.app" / "Contents" / "MacOS" / helper, PROGRAM)
    return app


def told(entries, root):
    return [(entry.path.relative_to(root).as_posix(), entry.kind) for entry in entries]


def test_a_mac_app_is_signed_from_the_inside_out_with_the_manifest_between_the_halves(tmp_path):
    app = mac_app(tmp_path)
    plan = mac_plan(app)
    assert told(plan.before_seal, app / "Contents" / "Resources") == [
        ("backend/lib/deep/_json.so", "library"),
        ("backend/libpython.dylib", "library"),
        ("backend/server", "backend"),
    ]
    framework = "Contents/Frameworks/Electron Framework.framework"
    assert told(plan.after_seal, app) == [
        (f"{framework}/Versions/A/Helpers/chrome_crashpad_handler", "tool"),
        (f"{framework}/Versions/A/Libraries/libEGL.dylib", "library"),
        (framework, "framework"),
        ("Contents/Frameworks/Zoë Helper (GPU).app", "gpu"),
        ("Contents/Frameworks/Zoë Helper (Plugin).app", "plugin"),
        ("Contents/Frameworks/Zoë Helper (Renderer).app", "renderer"),
        ("Contents/Frameworks/Zoë Helper.app", "helper"),
        (".", "app"),
    ]


def test_every_program_of_a_mac_app_has_its_own_entitlements_and_a_library_has_none(tmp_path):
    entries = mac_plan(mac_app(tmp_path)).entries
    assert all(entry.flags == HARDENED for entry in entries)
    for entry in entries:
        if entry.kind in {"library", "framework", "tool"}:
            assert entry.entitlements is None
        else:
            assert entry.entitlements == ENTITLEMENTS / f"{entry.kind}.plist"
            assert entry.entitlements.is_file()


def test_windows_code_is_found_by_its_bytes_and_the_backend_comes_first(tmp_path):
    for name in ("Zoë.exe", "ffmpeg.dll", "resources/backend/server.exe", "resources/backend/lib/_json.pyd", "odd.bin"):
        pe(tmp_path / name)
    (tmp_path / "text.exe").write_text("MZ is how this text begins", encoding="utf-8")
    plan = windows_plan(tmp_path)
    assert told(plan.entries, tmp_path) == [
        ("resources/backend/lib/_json.pyd", "library"),
        ("resources/backend/server.exe", "backend"),
        ("ffmpeg.dll", "library"),
        ("odd.bin", "library"),
        ("Zoë.exe", "app"),
    ]


def test_no_program_may_more_than_is_explained():
    explained = (ENTITLEMENTS / "README.md").read_text(encoding="utf-8")
    granted, _, refused = explained.partition("What is not there, on purpose:")
    for file in sorted((ROOT / "entitlements").glob("*.plist")):
        assert f"`{file.name}`" in granted
        for key, value in plistlib.loads(file.read_bytes()).items():
            assert value is True, "a right that is not needed is left out, not set to false"
            assert f"`{key}`" in granted
            assert key not in refused
    assert plistlib.loads((ENTITLEMENTS / "backend.plist").read_bytes()) == {}
    assert "com.apple.security.get-task-allow" in refused


def test_entitlements_have_no_comments_which_macos_has_refused():
    for file in ENTITLEMENTS.glob("*.plist"):
        assert b"<!--" not in file.read_bytes()
