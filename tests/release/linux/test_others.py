"""The AppImage, the archive and the RPM package, each started by somebody without privileges."""

import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.release.linux.user import User


def run(*command: str | Path) -> str:
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=250, check=True
    ).stdout


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


def test_the_rpm_package_is_installed_and_erased_by_rpm(stem: Path, product, user: User):
    root = user.home / "root"
    rpm = ["rpm", "--root", str(root), "--nodeps", "--noscripts"]
    run(*rpm, "--install", f"{stem}.rpm")
    app = root / "opt" / product["name"]
    assert run(*rpm, "--verify", product["id"]) == ""
    user.gets_an_answer_from([app / product["id"]])
    run(*rpm, "--erase", product["id"])
    assert not app.exists()
    assert not list(root.glob(f"usr/**/{product['id']}*"))
