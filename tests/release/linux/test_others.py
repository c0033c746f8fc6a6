"""The AppImage, the archive and the RPM package, each started by somebody without privileges."""

import tarfile
from pathlib import Path

import pytest

from tests.release.linux.rpm_root import RpmRoot
from tests.release.linux.user import User


def test_the_appimage_answers_from_where_it_was_put(stem: Path, user: User, monkeypatch: pytest.MonkeyPatch):
    image = user.home / f"{stem.name}.AppImage"
    image.write_bytes(Path(f"{stem}.AppImage").read_bytes())
    image.chmod(0o755)
    # Without FUSE for everybody, its runtime unpacks it instead of mounting it.
    monkeypatch.setenv("APPIMAGE_EXTRACT_AND_RUN", "1")
    user.gets_an_answer_from([image])


def test_the_archive_answers_from_where_it_was_unpacked(stem: Path, product, user: User):
    with tarfile.open(f"{stem}.tar.gz") as archive:
        assert {name.split("/")[0] for name in archive.getnames()} == {stem.name}
        archive.extractall(user.home, filter="data")
    user.gets_an_answer_from([user.home / stem.name / product["id"]])


def test_the_rpm_package_is_installed_and_erased_by_rpm_and_its_scripts_run(stem: Path, product, user: User):
    root = RpmRoot(user.home / "root")
    app = root.folder / "opt" / product["name"]
    profile = root.folder / "etc" / "apparmor.d" / product["id"]
    entries = "update-desktop-database -q /usr/share/applications"
    root.rpm("--install", f"{stem}.rpm")
    assert root.rpm("--verify", product["id"]) == ""
    assert profile.read_bytes() == (app / "resources" / "apparmor-profile").read_bytes()
    assert profile.stat().st_mode & 0o777 == 0o644
    assert root.calls()[-1] == entries
    user.gets_an_answer_from([app / product["id"]])
    root.rpm("--erase", product["id"])
    assert root.calls() == [entries]
    assert not profile.exists()
    assert not app.exists()
    assert not list(root.folder.glob(f"usr/**/{product['id']}*"))
