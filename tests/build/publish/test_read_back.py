"""Artifacts that no preflight found good under the release's identity: no feed is signed over them, nothing is sent."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from build.environment.node_runtime import NodeRuntime
from build.errors import BuildError
from build.feed.ed25519 import public_half
from build.feed.make import FeedOptions, make_feeds
from build.preflight.passed import note_passed, require_passed
from build.publish.folder import FolderPlace
from build.publish.run import publish_release
from build.workbench import Workbench
from tests.build.publish.releases import Vendor, fixture_keys, note_sums
from tests.fixtures.feeds.make import KEYS

PUBLIC = {name: public_half(file) for name, file in KEYS.items()}
LINUX = {"linux-x64.deb": b"the deb of ", "linux-x64.tar.gz": b"the archive of "}
WINDOWS = {"win-x64.zip": b"the archive for Windows of "}
PRODUCT = {"id": "fixture", "appId": "dev.fixture", "version": "1.0.0"}
BENCH = Workbench(Path(sys.executable), NodeRuntime(Path("node"), (Path("npm"),), ()), Path())


@pytest.fixture
def vendor(tmp_path):
    return Vendor(tmp_path / "made", FolderPlace(tmp_path / "web"), fixture_keys("current", known=PUBLIC))


def refused(action, *arguments, **options):
    with pytest.raises(BuildError) as caught:
        action(*arguments, **options)
    return caught.value


def feeds_of(release, monkeypatch):
    """Sign feeds as the session does, with the release's key."""
    monkeypatch.setenv("FEED_KEY_FILE", str(KEYS["current"]))
    monkeypatch.delenv("FEED_NEXT_KEY_FILE", raising=False)
    changelog = release.folder.parent / "CHANGELOG.md"
    changelog.write_text("## [1.0.0] - 2026-12-01\n\n- New.\n", encoding="utf-8")
    product = {**PRODUCT, "updates": {"feed": "", "keys": [PUBLIC["current"]]}}
    return make_feeds(BENCH, product, release.folder, FeedOptions(changelog=changelog))


def test_what_was_read_back_as_it_is_gets_its_feeds(vendor, monkeypatch):
    release = vendor.release("1.0.0", LINUX)
    note_passed(release.folder, PRODUCT, ["linux-x64"], test=False)
    assert [file.name for file in feeds_of(release, monkeypatch)] == ["latest-linux.yml", "beta-linux.yml"]


def test_a_feed_of_the_release_is_not_signed_over_what_a_rehearsal_left_of_another_system(vendor, monkeypatch):
    release = vendor.release("1.0.0", LINUX | WINDOWS)
    note_passed(release.folder, PRODUCT, ["linux-x64"], test=False)
    note_passed(release.folder, PRODUCT, ["win32-x64"], test=True)
    error = refused(feeds_of, release, monkeypatch)
    assert error.code == "test-artifacts"
    assert "fixture-1.0.0-win-x64.zip" in error.message
    assert "deb" not in error.message
    assert not list(release.folder.glob("*.yml"))


def test_a_feed_of_the_release_is_not_signed_over_what_nobody_read_back(vendor, monkeypatch):
    release = vendor.release("1.0.0", LINUX)
    assert refused(feeds_of, release, monkeypatch).code == "not-read-back"
    note_passed(release.folder, PRODUCT, ["linux-x64"], test=False)
    (release.folder / "fixture-1.0.0-linux-x64.tar.gz").write_bytes(b"made anew since")
    error = refused(feeds_of, release, monkeypatch)
    assert error.code == "not-read-back"
    assert "tar.gz" in error.message
    assert "deb" not in error.message


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"format": 2, "identity": "release", "files": {}}'])
def test_a_note_that_cannot_be_read_says_nothing(vendor, damage):
    release = vendor.release("1.0.0", LINUX)
    (release.folder / "preflight-linux-x64.json").write_bytes(damage)
    assert refused(require_passed, release.folder, release.files()).code == "not-read-back"


def test_what_a_test_identity_signed_is_not_published_under_a_feed_of_the_release(vendor):
    release = vendor.release("1.0.0", LINUX)
    vendor.feeds(release)
    note_sums(release, "test")
    place = vendor.place
    assert refused(publish_release, release, place, vendor.trust, dry=False).code == "test-artifacts"
    assert not place.folder.exists()
    publish_release(release, place, replace(vendor.trust, test=True), dry=False)
    assert (place.folder / "latest-linux.yml").is_file()


def test_what_came_beside_the_artifacts_after_they_were_read_back_is_not_published(vendor):
    release = vendor.release("1.0.0", LINUX)
    vendor.feeds(release)
    (release.folder / "fixture-1.0.0-win-x64.zip").write_bytes(b"of a rehearsal")
    assert refused(publish_release, release, vendor.place, vendor.trust, dry=False).code == "not-read-back"
    assert not vendor.place.folder.exists()
