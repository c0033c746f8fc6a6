"""The disk image and the zip of both kinds of Mac, read back from the files that would ship."""

import json
import plistlib
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from build.environment.release_env import ENV
from build.package.macos.addition import APP_AT, APPLICATIONS_AT, HEIGHT, WIDTH
from build.platforms import this_system, venv_executable
from build.preflight.dmg import check_dmg
from build.preflight.mac_zip import check_mac_zip
from build.process import capture
from build.tools.sevenzip import require
from tests.release.artifacts import COMMAND_S
from tests.release.macos.pictures import size_of

PROCESSORS = {"darwin-x64": 0x01000007, "darwin-arm64": 0x0100000C}


def of(stem, kind):
    return stem.with_name(f"{stem.name}.{kind}")


@pytest.fixture(scope="session")
def archive(stem):
    with zipfile.ZipFile(of(stem, "zip")) as opened:
        yield opened


def test_the_disk_image_is_good_to_the_last_page_of_the_last_library(stem, expected):
    assert check_dmg(of(stem, "dmg"), expected) == []


def test_the_zip_is_good_too(stem, expected):
    assert check_mac_zip(of(stem, "zip"), expected) == []


def test_one_changed_byte_of_the_disk_image_is_found(stem, expected, tmp_path):
    content = bytearray(of(stem, "dmg").read_bytes())
    content[len(content) // 2] ^= 1
    changed = tmp_path / "changed.dmg"
    changed.write_bytes(content)
    assert [finding.code for finding in check_dmg(changed, expected)] == ["image-damaged"]


def test_the_zip_keeps_links_and_who_may_run_a_program(archive, product):
    app = f"{product['name']}.app/Contents"
    link = archive.getinfo(f"{app}/Frameworks/Electron Framework.framework/Versions/Current")
    assert stat.S_ISLNK(link.external_attr >> 16)
    assert archive.read(link) == b"A"
    for program in (f"MacOS/{product['name']}", f"Resources/backend/{product['backendExecutable']}"):
        assert archive.getinfo(f"{app}/{program}").external_attr >> 16 & 0o111 == 0o111


def test_every_program_is_for_the_machine_that_the_name_says(archive, product, target):
    app = f"{product['name']}.app/Contents"
    for program in (f"MacOS/{product['name']}", f"Resources/backend/{product['backendExecutable']}"):
        assert struct.unpack("<I", archive.read(f"{app}/{program}")[4:8])[0] == PROCESSORS[target]


def test_the_bundle_says_what_product_json_says(archive, product):
    info = plistlib.loads(archive.read(f"{product['name']}.app/Contents/Info.plist"))
    assert info["CFBundleIdentifier"] == product["appId"]
    assert info["CFBundleShortVersionString"] == product["version"]
    assert info["CFBundleExecutable"] == product["name"]
    assert info["NSHumanReadableCopyright"] == product["copyright"]
    assert info["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == [product["scheme"]]


def test_the_zip_has_a_map_of_its_blocks_and_the_disk_image_which_nobody_updates_from_has_none(stem):
    assert of(stem, "zip.blockmap").is_file()
    assert not of(stem, "dmg.blockmap").exists()


def test_the_window_of_the_disk_image_is_laid_out_over_its_picture(stem, product, tmp_path):
    capture([require(), "x", "-y", f"-o{tmp_path}", of(stem, "dmg"), "-x!*.app"], timeout=COMMAND_S)
    (volume,) = tmp_path.iterdir()
    reader = Path(__file__).with_name("window.py")
    python = venv_executable(ENV, "python", this_system())
    told = json.loads(capture([python, reader, volume / ".DS_Store"]))
    assert told["places"] == {f"{product['name']}.app": list(APP_AT), "Applications": list(APPLICATIONS_AT)}
    assert told["bounds"].endswith(f"{{{WIDTH}, {HEIGHT}}}}}")
    picture = volume / told["picture"].lstrip("/")
    assert size_of(picture) == (WIDTH, HEIGHT)
    assert (volume / "Applications").is_symlink()
