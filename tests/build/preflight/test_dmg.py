"""A disk image and the updater's zip, read back: made here from a small signed app, and each fault of them found."""

import shutil
import stat
import sys
import zipfile
from pathlib import Path

import pytest

from build.package.macos.udif import write_image
from build.preflight.dmg import check_dmg
from build.preflight.findings import Finding
from build.preflight.mac_zip import check_mac_zip
from build.sign.plan import Entry
from build.tools.sevenzip import find
from build.tools.xorriso import hfs_volume
from tests.build.macapp import expected, make_app, signed_app, signer

needs_xorriso = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere there is no xorriso")


def image_of(app, folder, *, window=True, picture=".background.tiff"):
    volume = folder / "volume"
    shutil.copytree(app, volume / app.name, symlinks=True)
    if window:
        (volume / picture).parent.mkdir(exist_ok=True)
        (volume / picture).write_bytes(b"a picture")
        (volume / ".DS_Store").write_bytes(b"the Finder's")
        (volume / "Applications").symlink_to("/Applications")
    hfs_volume(volume, "Zoë 1.0", folder / "volume.hfs")
    write_image(folder / "volume.hfs", folder / "zoe.dmg", 1)
    return folder / "zoe.dmg"


@pytest.fixture
def image(tmp_path):
    assert find(), "the doctor sees to 7-Zip"
    file = image_of(signed_app(tmp_path), tmp_path)
    signer().sign(Entry(file, "disk-image"))
    return file


def codes(file, **wanted):
    return [finding.code for finding in check_dmg(file, expected(**wanted))]


@needs_xorriso
def test_an_image_as_it_was_signed_is_good(image):
    assert codes(image) == []


@needs_xorriso
@pytest.mark.parametrize("picture", [".background.png", ".background/background.png"], ids=["dmgbuild", "folder"])
def test_the_picture_of_the_window_may_lie_where_a_mac_or_linux_puts_it(tmp_path, picture):
    file = image_of(signed_app(tmp_path), tmp_path, picture=picture)
    signer().sign(Entry(file, "disk-image"))
    assert codes(file) == []


@needs_xorriso
def test_a_window_without_its_picture_is_found(tmp_path):
    file = image_of(signed_app(tmp_path), tmp_path, picture="background.tiff")
    signer().sign(Entry(file, "disk-image"))
    assert [finding.message for finding in check_dmg(file, expected())] == ["Its window lacks .background."]


@needs_xorriso
def test_an_image_can_be_signed_again(image):
    signer().sign(Entry(image, "disk-image"))
    assert codes(image) == []


@needs_xorriso
def test_an_unsigned_image_is_found(tmp_path):
    assert codes(image_of(signed_app(tmp_path), tmp_path)) == ["image-unsigned"]


@needs_xorriso
def test_an_image_of_somebody_else_is_found(image):
    assert codes(image, team="ABCDE12345")[:2] == ["wrong-certificate", "wrong-team"]


@needs_xorriso
def test_an_image_whose_app_is_not_signed_is_found_by_what_is_in_it(tmp_path):
    file = image_of(make_app(tmp_path), tmp_path)
    signer().sign(Entry(file, "disk-image"))
    found = check_dmg(file, expected())
    assert {"seal-missing", "unsigned-program", "unsigned-library"} <= {finding.code for finding in found}
    assert all(finding.artifact.startswith("zoe.dmg: ") for finding in found)


@needs_xorriso
def test_an_image_without_its_window_is_found(tmp_path):
    file = image_of(signed_app(tmp_path), tmp_path, window=False)
    signer().sign(Entry(file, "disk-image"))
    assert codes(file) == ["window-incomplete"] * 3


@needs_xorriso
@pytest.mark.parametrize("at", [100, -700, -400])
def test_a_changed_byte_is_found_wherever_it_is(image, at):
    content = bytearray(image.read_bytes())
    content[at] ^= 0x55
    image.write_bytes(content)
    assert codes(image) != []


def test_what_is_no_image_is_a_finding(tmp_path):
    file = tmp_path / "text.dmg"
    file.write_bytes(b"no image" * 100)
    assert codes(file) == ["image-damaged"]


def zip_of(app, file):
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(app.rglob("*")):
            info = zipfile.ZipInfo(path.relative_to(app.parent).as_posix())
            info.create_system = 3
            info.external_attr = path.lstat().st_mode << 16
            if path.is_symlink():
                archive.writestr(info, str(path.readlink()))
            elif path.is_file():
                archive.writestr(info, path.read_bytes())
    return file


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: an app has links")
def test_a_zip_with_links_and_modes_is_good_and_one_without_its_links_is_not(tmp_path):
    app = signed_app(tmp_path)
    assert check_mac_zip(zip_of(app, tmp_path / "good.zip"), expected()) == []
    link = app / "Contents/Frameworks/Electron Framework.framework/Versions/Current"
    link.unlink()
    link.write_text("A", encoding="ascii")
    assert check_mac_zip(zip_of(app, tmp_path / "bad.zip"), expected()) != []


def test_a_zip_that_leads_out_of_itself_is_refused(tmp_path):
    file = tmp_path / "out.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../outside", b"")
    assert [finding.code for finding in check_mac_zip(file, expected())] == ["archive-damaged"]
    assert not (tmp_path / "outside").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: an app has links")
def test_a_zip_that_leads_out_of_itself_by_a_link_is_refused(tmp_path):
    file = tmp_path / "app.zip"
    (tmp_path / "outside").mkdir()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("way")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, str(tmp_path / "outside"))
        archive.writestr("way/planted", b"")
    assert [finding.code for finding in check_mac_zip(file, expected())] == ["archive-damaged"]
    assert not list((tmp_path / "outside").iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: an app has links")
def test_what_others_look_at_in_it_is_looked_at(tmp_path):
    app = signed_app(tmp_path)

    def inside(folder: Path, artifact: str) -> list[Finding]:
        return [Finding("seen", artifact, (folder / app.name).name, "")]

    found = check_mac_zip(zip_of(app, tmp_path / "good.zip"), expected(), inside)
    assert [(finding.code, finding.artifact, finding.message) for finding in found] == [("seen", "good.zip", app.name)]
