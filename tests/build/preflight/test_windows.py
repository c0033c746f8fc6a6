"""What lies in a folder, a zip or an installer is looked through to the last program."""

import subprocess
import zipfile

import pytest

from build.preflight.windows import check_folder, check_installer, check_zip
from build.process import capture
from build.tools import sevenzip
from tests.build.sign.windows.examples import expected_of, identity_in, needs_osslsigncode, program_in, sign, small_pe

pytestmark = needs_osslsigncode

SCRIPT = r"""
Unicode true
OutFile "setup.exe"
RequestExecutionLevel user
Section
  InitPluginsDir
  File /oname=$PLUGINSDIR\app-64.7z app.7z
  File "/oname=$INSTDIR\Uninstall App.exe" uninstall.exe
SectionEnd
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("identity")


@pytest.fixture(scope="module")
def identity(place):
    return identity_in(place)


@pytest.fixture
def app(tmp_path, identity):
    folder = tmp_path / "app Zoë 测试"
    (folder / "resources" / "backend").mkdir(parents=True)
    (folder / "notes.txt").write_text("MZ, but no program", encoding="utf-8")
    for file in (program_in(folder), program_in(folder / "resources" / "backend", "_ssl.pyd")):
        sign(file, identity)
    return folder


def told(findings):
    return [(finding.code, finding.artifact) for finding in findings]


def zipped(app, tmp_path):
    file = tmp_path / "app.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(app.rglob("*")):
            archive.write(path, path.relative_to(app))
    return file


def installer_of(app, tmp_path, identity, *, uninstaller_signed=True):
    work = tmp_path / "nsis"
    work.mkdir()
    capture([sevenzip.require(), "a", "-bd", work / "app.7z", "."], cwd=app)
    uninstaller = program_in(work, "uninstall.exe")
    if uninstaller_signed:
        sign(uninstaller, identity)
    (work / "setup.nsi").write_text(SCRIPT, encoding="utf-8")
    subprocess.run(["makensis", "-V1", "-NOCD", "setup.nsi"], cwd=work, check=True)
    sign(work / "setup.exe", identity)
    return work / "setup.exe"


def test_a_folder_whose_programs_are_all_signed_is_good(app, place):
    assert check_folder(app, expected_of(place)) == []


def test_an_added_library_is_found_in_the_folder_and_in_the_zip(app, place, tmp_path):
    (app / "resources" / "added.dll").write_bytes(small_pe())
    assert told(check_folder(app, expected_of(place))) == [("unsigned", f"{app.name}: resources/added.dll")]
    assert told(check_zip(zipped(app, tmp_path), expected_of(place))) == [("unsigned", "app.zip: resources/added.dll")]


def test_a_program_under_another_name_is_found(app, place):
    (app / "picture.png").write_bytes(small_pe())
    assert told(check_folder(app, expected_of(place))) == [("unsigned", f"{app.name}: picture.png")]


def test_one_changed_byte_is_found_in_the_zip(app, place, tmp_path):
    file = app / "resources" / "backend" / "_ssl.pyd"
    data = bytearray(file.read_bytes())
    data[0x400] ^= 1
    file.write_bytes(data)
    findings = told(check_zip(zipped(app, tmp_path), expected_of(place)))
    assert ("changed-content", "app.zip: resources/backend/_ssl.pyd") in findings


def test_a_folder_without_a_program_is_no_app(tmp_path, place):
    assert told(check_folder(tmp_path, expected_of(place), "app.zip")) == [("no-programs", "app.zip")]


def test_a_zip_that_was_cut_off_is_found(app, place, tmp_path):
    file = zipped(app, tmp_path)
    file.write_bytes(file.read_bytes()[:-200])
    assert told(check_zip(file, expected_of(place))) == [("unreadable-artifact", "app.zip")]


def test_an_installer_is_looked_through(app, place, identity, tmp_path):
    installer = installer_of(app, tmp_path, identity)
    seen = []

    def inside(folder, name):
        seen.append((name, sorted(path.name for path in folder.iterdir())))
        return []

    assert check_installer(installer, expected_of(place), inside) == []
    assert seen == [("setup.exe", ["notes.txt", "program.exe", "resources"])]


def test_what_is_wrong_inside_an_installer_is_found(app, place, identity, tmp_path):
    (app / "added.dll").write_bytes(small_pe())
    installer = installer_of(app, tmp_path, identity, uninstaller_signed=False)
    assert told(check_installer(installer, expected_of(place))) == [
        ("unsigned", "setup.exe: added.dll"),
        ("unsigned", "setup.exe: Uninstall App.exe"),
    ]


def test_a_truncated_installer_is_found(app, place, identity, tmp_path):
    installer = installer_of(app, tmp_path, identity)
    installer.write_bytes(installer.read_bytes()[:-100])
    assert told(check_installer(installer, expected_of(place))) == [("truncated", "setup.exe")]


def test_an_installer_without_an_app_is_found(place, identity, tmp_path):
    file = program_in(tmp_path, "setup.exe")
    sign(file, identity)
    assert [code for code, _ in told(check_installer(file, expected_of(place)))] == ["unreadable-artifact"]
