"""The finished installer and zip of Windows: signed to the last program, complete, and of this version."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from build.preflight.authenticode import Expected, check_authenticode
from build.preflight.pe import looks_like_pe
from build.preflight.windows import check_installer, check_zip
from build.process import capture
from build.sign.windows.osslsigncode import verify
from build.tools import sevenzip
from tests.build.sign.windows.examples import needs_osslsigncode
from tests.release.artifacts import COMMAND_S


@pytest.fixture(scope="session")
def installed(stem: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the installer would put on a disk, but for its uninstaller."""
    outer, inner = tmp_path_factory.mktemp("installer"), tmp_path_factory.mktemp("installed")
    capture([sevenzip.require(), "x", "-y", f"-o{outer}", f"{stem}.exe"], timeout=COMMAND_S)
    capture([sevenzip.require(), "x", "-y", f"-o{inner}", outer / "$PLUGINSDIR" / "app-64.7z"], timeout=COMMAND_S)
    return inner


def files_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_program_in_the_installer_is_signed(stem: Path, expected: Expected):
    assert check_installer(Path(f"{stem}.exe"), expected) == []


def test_every_program_in_the_zip_is_signed(stem: Path, expected: Expected):
    assert check_zip(Path(f"{stem}.zip"), expected) == []


@needs_osslsigncode
def test_osslsigncode_says_the_same_of_the_installer_and_of_every_program(stem: Path, app: Path, root: Path):
    programs = [path for path in app.rglob("*") if path.is_file() and looks_like_pe(path.read_bytes())]
    assert {path.suffix for path in programs} >= {".exe", ".dll", ".pyd"}
    for program in [Path(f"{stem}.exe"), *programs]:
        verify(program, root)


def test_one_changed_byte_of_the_installer_is_found(stem: Path, expected: Expected):
    data = bytearray(Path(f"{stem}.exe").read_bytes())
    data[len(data) // 2] ^= 1
    codes = [finding.code for finding in check_authenticode(bytes(data), "setup.exe", expected)]
    assert codes == ["wrong-checksum", "changed-content"]


def test_zip_and_installer_hold_the_same_app(app: Path, installed: Path):
    assert files_of(installed) == files_of(app)


def test_the_payload_manifest_lists_what_is_installed(installed: Path, product: dict[str, Any]):
    manifest = json.loads((installed / "resources" / "payload.json").read_text(encoding="utf-8"))
    listed = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    own = {"resources/payload.json", "resources/payload.sig"}
    assert {path: digest for path, digest in files_of(installed).items() if path not in own} == listed
    assert "resources/elevate.exe" in listed
    assert manifest["version"] == product["version"]


@pytest.mark.parametrize("fact", ["name", "version", "copyright", "publisher"])
def test_windows_shows_the_words_of_the_product(stem: Path, app: Path, product: dict[str, Any], fact: str):
    for program in (Path(f"{stem}.exe"), app / f"{product['name']}.exe"):
        found = program.read_bytes().find(product[fact].encode("utf-16-le"))
        assert found > 0, f"{program.name} does not say its {fact}"
