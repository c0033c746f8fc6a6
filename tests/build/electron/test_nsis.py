import subprocess

import pytest

from build.electron.nsis import archive_span, unpack
from build.errors import BuildError
from build.progress import step
from build.tools import sevenzip


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "App.exe").write_bytes(b"MZ program" * 1000)
    program = sevenzip.find()
    assert program
    subprocess.run(
        [program, "a", tmp_path / "made.7z", "./App.exe"],
        cwd=tmp_path / "content",
        check=True,
        capture_output=True,
    )
    return (tmp_path / "made.7z").read_bytes()


def test_the_archive_is_found_to_its_last_byte(archive):
    installer = b"MZ stub" * 100 + archive + b"signature"
    assert archive_span(installer) == (700, 700 + len(archive))


def test_a_cut_off_archive_is_none(archive):
    assert archive_span(b"MZ" + archive[:-1]) is None
    assert archive_span(archive[:20]) is None
    assert archive_span(b"MZ only a stub") is None


def test_the_app_of_an_installer_is_unpacked(tmp_path, archive):
    installer = tmp_path / "Setup.exe"
    installer.write_bytes(b"MZ stub" + archive + b"tail")
    with step("unpack") as current:
        unpack(installer, tmp_path / "out", current)
    assert (tmp_path / "out" / "App.exe").read_bytes() == b"MZ program" * 1000


def test_an_installer_without_one_is_refused(tmp_path):
    (tmp_path / "Setup.exe").write_bytes(b"MZ stub")
    with pytest.raises(BuildError) as caught, step("unpack") as current:
        unpack(tmp_path / "Setup.exe", tmp_path / "out", current)
    assert caught.value.code == "no-archive-in-installer"
