"""Small packages made by the product's own package maker: nothing is wrong with them, and each fault is found."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from build.electron.asar import asar
from build.package.fuses import NAMES, SENTINEL
from build.package.identity import KEY_VARIABLE, signer
from build.package.layout import layout_of
from build.package.linux.addition import SCRIPTS
from build.package.linux.apparmor import profile
from build.package.linux.packages.__main__ import make
from build.package.linux.packages.request import read_request
from build.package.manifest import write_manifest
from build.paths import ROOT
from build.preflight.linux_packages import ICON_SIZES, LinuxExpected, check_linux
from build.preflight.payload import PayloadExpected, check_payload
from build.progress import Step

PRODUCT = {**json.loads((ROOT / "product.json").read_text(encoding="utf-8")), "name": "Fjord Agents", "id": "fjord"}
LAYOUT = layout_of("linux-x64", PRODUCT)
FUSES = dict.fromkeys(NAMES, False)
EXPECTED = LinuxExpected(PayloadExpected("linux-x64", PRODUCT, "test", "45.4.1"), FUSES)
FACTS = {
    "product": PRODUCT["appId"],
    "version": PRODUCT["version"],
    "target": "linux-x64",
    "electron": "45.4.1",
    "identity": "test",
    "backendKind": "compiled",
    "executable": "fjord",
    "backend": "resources/backend/server",
}
ENTRY = f"""\
[Desktop Entry]
Name=Fjord Agents
Exec="/opt/Fjord Agents/fjord" %U
Terminal=false
Type=Application
Icon=fjord
StartupWMClass=fjord
MimeType=x-scheme-handler/{PRODUCT["scheme"]};
Categories=Utility;
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux, and its package makers")


def seal(app: Path, facts: dict[str, str]) -> None:
    """Write the ASAR with a new key in it, list the files, and sign the list."""
    with signer(Path(sys.executable), app.parent / "keys", []) as key:
        package = json.dumps({"testPayloadKey": key.public}).encode()
        (app / "resources" / "app.asar").write_bytes(asar({"package.json": package}))
        step = Step("test", io.StringIO(), lambda: 0.0)
        key.sign(write_manifest(app, LAYOUT, facts, step), app / LAYOUT.signature)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    folder = tmp_path / "app"
    (folder / LAYOUT.backend).mkdir(parents=True)
    for program in ("fjord", "resources/backend/server"):
        (folder / program).write_bytes(SENTINEL + bytes([1, len(NAMES)]) + b"0" * len(NAMES))
        (folder / program).chmod(0o755)
    (folder / "resources" / "backend" / "library.so").write_bytes(b"a library")
    (folder / "resources" / "apparmor-profile").write_text(profile(PRODUCT), encoding="utf-8")
    seal(folder, FACTS)
    return folder


def package(app: Path, kind: str, entry: str = ENTRY) -> Path:
    """A package of the app, with what electron-builder passes for it."""
    work = app.parent
    (work / "package-type").write_text(kind, encoding="ascii")
    (work / "fjord.desktop").write_text(entry, encoding="utf-8")
    (work / "icon.png").write_bytes(b"png")
    (work / "command").unlink(missing_ok=True)
    (work / "command").symlink_to("/opt/Fjord Agents/fjord")
    scripts = []
    for name in ("after-install", "after-remove"):
        text = (SCRIPTS / f"{name}.sh").read_text(encoding="utf-8")
        filled = text.replace("${executable}", "fjord").replace("${sanitizedProductName}", "Fjord Agents")
        (work / name).write_text(filled, encoding="utf-8")
        scripts += [f"--{name}", str(work / name)]
    file = work / f"fjord.{kind}"
    words = ["--name", "fjord", "--version", PRODUCT["version"], "--architecture", "amd64", "--license", "MIT"]
    words += ["--maintainer", "Fjord Ltd <https://fjord.example>", "--url", PRODUCT["links"]["homepage"]]
    words += [
        "--description",
        "Agents of 100 %\n More on them",
        f"--{kind}-compression",
        "gz" if kind == "deb" else "gzip",
    ]
    content = [
        f"{work / 'package-type'}=/opt/Fjord Agents/resources/package-type",
        f"{work / 'command'}=/usr/bin/fjord",
        f"{app}/=/opt/Fjord Agents",
        *(f"{work / 'icon.png'}=/usr/share/icons/hicolor/{size}x{size}/apps/fjord.png" for size in ICON_SIZES),
        f"{work / 'fjord.desktop'}=/usr/share/applications/fjord.desktop",
    ]
    needs = ["-d", "libnss3", "-d", "libgtk-3-0 | libgtk-3-0t64"] if kind == "deb" else ["-d", "(nss or mozilla-nss)"]
    make(
        read_request(
            ["-s", "dir", "-t", kind, "--effort=fast", "--package", str(file), *words, *scripts, *needs, *content]
        )
    )
    return file


def codes(file: Path, expected: LinuxExpected = EXPECTED) -> set[str]:
    return {finding.code for finding in check_linux(file, expected)}


@pytest.mark.parametrize("kind", ["deb", "rpm"])
def test_a_package_as_it_should_be(app: Path, kind: str):
    assert check_linux(package(app, kind), EXPECTED) == []


def test_a_debian_package_says_what_it_needs(app: Path):
    file = package(app, "deb")
    told = subprocess.run(["dpkg-deb", "--field", file], capture_output=True, text=True, check=True).stdout
    assert "\nDepends: libnss3, libgtk-3-0 | libgtk-3-0t64\n" in told
    assert told.endswith("\nDescription: Agents of 100 %\n More on them\n")


def test_an_rpm_package_says_what_it_needs_and_owns_its_folders(app: Path):
    file = package(app, "rpm")

    def ask(*words: str) -> list[str]:
        done = subprocess.run(["rpm", "-qp", *words, file], capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    assert "(nss or mozilla-nss)" in ask("--requires")
    assert {"/opt/Fjord Agents", "/opt/Fjord Agents/resources"} <= set(ask("--list"))
    assert not {"/opt", "/usr", "/usr/bin"} & set(ask("--list"))
    assert ask("--qf", "%{SUMMARY}") == ["Agents of 100 %"]


def one_changed_byte(app: Path) -> None:
    (app / "resources" / "backend" / "library.so").write_bytes(b"A library")


def an_added_file(app: Path) -> None:
    (app / "resources" / "backend" / "added.so").write_bytes(b"")


def a_missing_file(app: Path) -> None:
    (app / "resources" / "backend" / "library.so").unlink()


def no_signature(app: Path) -> None:
    (app / LAYOUT.signature).unlink()


def an_edited_list(app: Path) -> None:
    text = (app / LAYOUT.manifest).read_text(encoding="utf-8")
    (app / LAYOUT.manifest).write_text(f"{text}\n", encoding="utf-8")


def a_backend_nobody_may_run(app: Path) -> None:
    (app / "resources" / "backend" / "server").chmod(0o644)


def a_turned_fuse(app: Path) -> None:
    content = (app / "fjord").read_bytes()
    (app / "fjord").write_bytes(content[:-1] + b"1")
    seal(app, FACTS)


def another_version(app: Path) -> None:
    seal(app, {**FACTS, "version": "0.0.1"})


def no_namespaces(app: Path) -> None:
    (app / "resources" / "apparmor-profile").write_text("", encoding="utf-8")
    seal(app, FACTS)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (one_changed_byte, "payload-changed"),
        (an_added_file, "payload-added"),
        (a_missing_file, "payload-missing"),
        (no_signature, "payload-unsigned"),
        (an_edited_list, "payload-forged"),
        (a_backend_nobody_may_run, "payload-not-executable"),
        (a_turned_fuse, "fuse-not-set"),
        (another_version, "payload-version"),
        (no_namespaces, "apparmor-profile"),
    ],
)
def test_a_fault_of_the_app_is_found_in_its_package(app: Path, damage: Callable[[Path], None], code: str):
    damage(app)
    assert codes(package(app, "deb")) == {code}


@pytest.fixture
def unpacked(app: Path) -> Path:
    folder = app.parent / "unpacked"
    subprocess.run(["dpkg-deb", "--raw-extract", package(app, "deb"), folder], check=True)
    return folder


def everybody_may_write(root: Path) -> None:
    (root / "opt/Fjord Agents/resources/backend").chmod(0o777)


def a_program_with_privileges(root: Path) -> None:
    (root / "opt/Fjord Agents/fjord").chmod(0o4755)


def no_command(root: Path) -> None:
    (root / "usr/bin/fjord").unlink()


def no_icon(root: Path) -> None:
    (root / "usr/share/icons/hicolor/48x48/apps/fjord.png").unlink()


def no_word_on_its_kind(root: Path) -> None:
    (root / "opt/Fjord Agents/resources/package-type").unlink()


def a_sandbox_switched_off(root: Path) -> None:
    text = ENTRY.replace(" %U", " --no-sandbox %U")
    (root / "usr/share/applications/fjord.desktop").write_text(text, encoding="utf-8")


def another_architecture(root: Path) -> None:
    text = (root / "DEBIAN/control").read_text(encoding="utf-8").replace("amd64", "arm64")
    (root / "DEBIAN/control").write_text(text, encoding="utf-8")


def a_file_elsewhere(root: Path) -> None:
    (root / "etc/profile.d").mkdir(parents=True)
    (root / "etc/profile.d/fjord.sh").write_text("", encoding="utf-8")


def another_script(root: Path) -> None:
    (root / "DEBIAN/preinst").write_text("#!/bin/sh\n", encoding="utf-8")
    (root / "DEBIAN/preinst").chmod(0o755)


def no_script_that_removes(root: Path) -> None:
    (root / "DEBIAN/postrm").unlink()


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (everybody_may_write, "writable-by-others"),
        (a_program_with_privileges, "set-user-id"),
        (no_command, "no-command"),
        (no_icon, "no-icon"),
        (no_word_on_its_kind, "package-type"),
        (a_sandbox_switched_off, "desktop-file"),
        (another_architecture, "package-field"),
        (no_script_that_removes, "package-script"),
        (another_script, "package-script"),
        (a_file_elsewhere, "file-elsewhere"),
    ],
)
def test_a_fault_of_a_package_is_found(unpacked: Path, damage: Callable[[Path], None], code: str):
    damage(unpacked)
    file = unpacked.with_name("damaged.deb")
    build = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(unpacked), str(file)]
    subprocess.run(build, check=True, capture_output=True)
    assert codes(file) == {code}


def test_a_package_that_cannot_be_read_is_a_finding(tmp_path: Path):
    (tmp_path / "fjord.deb").write_bytes(b"no package")
    assert codes(tmp_path / "fjord.deb") == {"artifact-unreadable"}


def test_a_release_needs_its_key_a_real_backend_and_the_pinned_electron(app: Path):
    seal(app, {**FACTS, "backendKind": "fixture", "electron": "22.3.25"})
    release = replace(EXPECTED.payload, identity="release")
    found = [finding.code for finding in check_payload(app, release, "app")]
    assert found == ["payload-forged", "payload-identity", "payload-fixture", "payload-runtime"]
    assert check_payload(app, EXPECTED.payload, "app") == []
