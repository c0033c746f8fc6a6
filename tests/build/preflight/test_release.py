"""The checks of a release as a whole: when feeds are asked for, and when those that lie there are none of it."""

import json

import pytest

from build.paths import ROOT
from build.preflight.release import check_release
from build.preflight.run import Order
from tests.build.preflight.test_feed import MANIFEST
from tests.build.publish.releases import MAC, START, Vendor, fixture_keys

FILES = MAC | {"mac-x64.dmg": b"the Intel image of ", "mac-arm64.dmg": b"the Apple image of "}


@pytest.fixture
def vendor(tmp_path):
    return Vendor(tmp_path, place=None, keys=fixture_keys("current", known=MANIFEST["keys"]))


def told(release, feeds):
    product = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))
    product |= {"id": "fixture", "appId": "dev.fixture", "version": release.version}
    keys = [MANIFEST["keys"]["current"]]
    order = Order(release.folder, {}, product, "45.0.0", test=False, feed_keys=keys, feeds=feeds)
    found = check_release(order, START)
    return {(finding.code, finding.artifact) for finding in found if finding.code.startswith(("feed-", "artifact-"))}


def test_feeds_are_asked_for_once_they_are_written(vendor):
    release = vendor.release("1.0.0", FILES)
    assert ("feed-missing", "latest-mac.yml") in told(release, "written")
    assert told(release, "perhaps") == told(release, "later") == set()


def test_feeds_of_an_earlier_release_do_not_hold_up_the_next_one_before_its_own_are_written(vendor):
    before = vendor.release("1.0.0", FILES)
    vendor.feeds(before)
    release = vendor.release("1.0.1", FILES)
    for feed in before.folder.glob("*.yml*"):
        feed.rename(release.folder / feed.name)
    assert told(release, "later") == set()
    assert ("feed-of-another-version", "latest-mac.yml") in told(release, "written")
    vendor.feeds(release)
    assert told(release, "written") == set()


def test_what_a_feed_forgets_and_what_was_not_made_is_told_of_the_whole_release(vendor):
    release = vendor.release("1.0.0", {name: content for name, content in FILES.items() if name != "mac-x64.zip"})
    vendor.feeds(release)
    (release.folder / "fixture-1.0.0-mac-x64.zip").write_bytes(b"made after the feed was written")
    (release.folder / "fixture-1.0.0-mac-arm64.dmg").unlink()
    assert told(release, "perhaps") >= {
        ("feed-omits", "latest-mac.yml"),
        ("artifact-missing", "fixture-1.0.0-mac-arm64.dmg"),
    }
