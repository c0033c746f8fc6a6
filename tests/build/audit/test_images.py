"""Images that other programs unpack."""

import subprocess
import sys

import pytest

from build.audit.limits import Limits
from build.tools import sevenzip
from tests.build.audit.world import in_a_program, searched, vendor

LEAK = b"The discount must never fall below what the partner pays."
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: AppImages are made and opened there")


@pytest.fixture(scope="module")
def owner(tmp_path_factory):
    return vendor(tmp_path_factory.mktemp("checkout"))


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "notes.txt").write_bytes(LEAK + bytes(100_000))
    return inside


@pytest.fixture
def squashfs(folder, tmp_path):
    command = ["mksquashfs", folder, tmp_path / "image", "-quiet", "-no-progress", "-comp", "gzip"]
    subprocess.run(command, check=True, capture_output=True)
    return (tmp_path / "image").read_bytes()


@pytest.fixture
def seven_zip(folder, tmp_path):
    command = [str(sevenzip.find()), "a", "-bd", tmp_path / "archive.7z", folder]
    subprocess.run(command, check=True, capture_output=True)
    return (tmp_path / "archive.7z").read_bytes()


def places(result):
    return [(finding.where, finding.offset) for finding in result.findings]


@needs_linux
def test_an_appimage_is_opened(owner, squashfs):
    result = searched(owner, in_a_program(b"")[:700] + squashfs)
    assert places(result) == [("file!notes.txt", 0)]
    assert result.ledger.not_searched == {}


@needs_linux
def test_what_stands_behind_an_image_is_searched(owner, squashfs):
    assert ("file", len(squashfs)) in places(searched(owner, squashfs + LEAK))


@needs_linux
def test_a_7_zip_archive_is_opened_behind_a_program_too(owner, seven_zip):
    result = searched(owner, in_a_program(b"")[:700] + seven_zip)
    assert places(result) == [("file!inside/notes.txt", 0)]


@needs_linux
@pytest.mark.parametrize("image", ["squashfs", "seven_zip"])
def test_an_image_that_holds_too_much_is_told(owner, image, request):
    result = searched(owner, request.getfixturevalue(image), Limits(stream=50_000))
    assert "the image holds 100057 bytes" in result.ledger.not_searched.values()


@needs_linux
@pytest.mark.parametrize("image", ["squashfs", "seven_zip"])
def test_a_damaged_image_is_told(owner, image, request):
    data = request.getfixturevalue(image)
    result = searched(owner, data[:100] + bytes(len(data) - 100))
    assert result.ledger.not_searched


@needs_linux
def test_without_7_zip_the_archive_is_told(owner, seven_zip, monkeypatch):
    monkeypatch.setattr(sevenzip, "find", lambda: None)
    assert "7-Zip is needed" in str(searched(owner, seven_zip).ledger.not_searched)


@pytest.mark.parametrize("signature", [b"hsqs", b"7z\xbc\xaf\x27\x1c", b"MSCF\0\0\0\0"])
def test_a_signature_inside_a_program_that_knows_the_format_is_no_image(owner, signature):
    result = searched(owner, in_a_program(signature + bytes(range(200))))
    assert result.ledger.not_searched == {}
