"""Each system of a release has its feed, and nothing that users update by is forgotten in it."""

import json
from datetime import timedelta

import pytest

from build.preflight.feed import FeedExpected
from build.preflight.offers import check_offers
from tests.build.preflight.test_feed import MANIFEST
from tests.build.publish.releases import MAC, START, WINDOWS, Vendor, fixture_keys

LINUX = {"linux-x64.deb": b"the deb of ", "linux-x64.rpm": b"the rpm of ", "linux-x64.AppImage": b"the image of "}
MACS = MAC | {"mac-x64.dmg": b"the Intel image of ", "mac-arm64.dmg": b"the Apple image of "}


@pytest.fixture
def vendor(tmp_path):
    return Vendor(tmp_path, place=None, keys=fixture_keys("current", known=MANIFEST["keys"]))


def released(vendor, files, version="1.0.0"):
    """Artifacts with whole feeds, written by hand: what is forgotten must be found whoever wrote them."""
    release = vendor.release(version, files)
    for end, system in (("-linux", "linux"), ("-mac", "mac"), ("", "win")):
        offered = [
            file.name
            for file in release.files()
            if f"-{system}-" in file.name and not file.name.endswith((".blockmap", "win-x64.zip", ".tar.gz"))
        ]
        for channel in ("latest", "beta") if offered else ():
            write_feed(release, f"{channel}{end}.yml", offered)
    return release


def write_feed(release, name, offered):
    (release.folder / name).write_text(json.dumps({"files": [{"url": one} for one in offered]}), encoding="utf-8")


def told(release, version="1.0.0"):
    keys = [MANIFEST["keys"]["current"]]
    expected = FeedExpected("fixture", "dev.fixture", version, keys, test=False, now=START + timedelta(hours=1))
    return {(finding.code, finding.artifact) for finding in check_offers(release.folder, expected)}


def test_a_whole_release_is_good_and_so_is_one_for_a_single_system(vendor):
    assert told(released(vendor, LINUX | WINDOWS | MACS)) == set()
    assert told(released(vendor, WINDOWS, "1.0.1"), version="1.0.1") == set()


def test_what_the_writer_of_feeds_makes_is_good(vendor):
    release = vendor.release("1.0.0", WINDOWS | MACS)
    vendor.feeds(release)
    assert told(release) == set()


@pytest.mark.parametrize("feed", ["latest.yml", "latest-linux.yml", "latest-mac.yml"])
def test_a_system_without_its_feed_is_found(vendor, feed):
    release = released(vendor, LINUX | WINDOWS | MACS)
    (release.folder / feed).unlink()
    assert told(release) == {("feed-missing", feed)}


def test_a_beta_has_its_own_feed_and_a_stable_version_may_stay_out_of_it(vendor):
    stable = released(vendor, WINDOWS)
    (stable.folder / "beta.yml").unlink()
    assert told(stable) == set()
    beta = released(vendor, WINDOWS, "1.1.0-beta.1")
    (beta.folder / "latest.yml").unlink()
    assert told(beta, version="1.1.0-beta.1") == set()
    (beta.folder / "beta.yml").unlink()
    assert told(beta, version="1.1.0-beta.1") == {("feed-missing", "beta.yml")}


@pytest.mark.parametrize(
    ("feed", "forgotten"),
    [
        ("latest-linux.yml", "fixture-1.0.0-linux-x64.rpm"),
        ("latest-linux.yml", "fixture-1.0.0-linux-x64.AppImage"),
        ("beta.yml", "fixture-1.0.0-win-x64.exe"),
        ("latest-mac.yml", "fixture-1.0.0-mac-arm64.zip"),
        ("latest-mac.yml", "fixture-1.0.0-mac-x64.dmg"),
    ],
)
def test_an_artifact_that_a_feed_forgot_is_found(vendor, feed, forgotten):
    release = released(vendor, LINUX | WINDOWS | MACS)
    offered = [one["url"] for one in json.loads((release.folder / feed).read_bytes())["files"]]
    write_feed(release, feed, [name for name in offered if name != forgotten])
    assert told(release) == {("feed-omits", feed)}


def test_what_a_target_must_have_and_was_not_made_is_found(vendor):
    release = released(vendor, LINUX | MACS)
    (release.folder / "fixture-1.0.0-mac-arm64.zip").unlink()
    assert told(release) == {("artifact-missing", "fixture-1.0.0-mac-arm64.zip")}


def test_a_feed_that_cannot_be_read_offers_nothing(vendor):
    release = released(vendor, WINDOWS)
    (release.folder / "latest.yml").write_bytes(b"\xff{")
    assert told(release) == {("feed-omits", "latest.yml")}
