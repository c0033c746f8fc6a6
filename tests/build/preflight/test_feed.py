"""Feeds as the preflight reads them: as the shell does, and beside their artifacts."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from build.paths import ROOT
from build.preflight.feed import Asked, FeedExpected, check_feeds, verdict_of
from tests.build.publish.releases import START, Vendor, fixture_keys

FEEDS = ROOT / "tests" / "fixtures" / "feeds"
MANIFEST = json.loads((FEEDS / "cases.json").read_text(encoding="ascii"))
REMEMBERED = {"replayed", "replaced", "downgrade"}
"""What only a client can find that has seen other feeds, or has a version of its own."""


@pytest.mark.parametrize("case", MANIFEST["cases"], ids=lambda case: case["name"])
def test_a_feed_is_what_every_client_must_think_of_it(case):
    asked = Asked(
        app=MANIFEST["product"]["appId"],
        file=case["asked"]["file"],
        channel=case["asked"]["channel"],
        keys=case["keys"],
        test=case["testIdentity"],
        now=datetime.fromisoformat(case["now"]),
    )
    signed = (FEEDS / case["signature"]).read_bytes() if case["signature"] else None
    expected = "good" if case["verdict"] in REMEMBERED else case["verdict"]
    assert verdict_of((FEEDS / case["file"]).read_bytes(), signed, asked) == expected


def test_a_feed_beyond_every_limit_is_not_read():
    asked = Asked("dev.fixture", "latest.yml", "latest", [], test=False, now=START)
    assert verdict_of(b" " * (1024 * 1024 + 1), b"", asked) == "too-large"


@pytest.fixture
def release(tmp_path):
    vendor = Vendor(tmp_path, place=None, keys=fixture_keys("current", known=MANIFEST["keys"]))
    made = vendor.release("1.0.0")
    vendor.feeds(made)
    return made


@pytest.fixture
def expected():
    return FeedExpected(
        "fixture", "dev.fixture", "1.0.0", [MANIFEST["keys"]["current"]], test=False, now=START + timedelta(hours=1)
    )


def codes(release, expected):
    return {(finding.code, finding.artifact) for finding in check_feeds(release.folder, expected)}


def test_feeds_of_a_whole_release_are_good(release, expected):
    assert codes(release, expected) == set()


def test_a_file_that_was_changed_after_the_feed_is_found_in_every_feed(release, expected):
    file = release.folder / "fixture-1.0.0-win-x64.exe"
    file.write_bytes(file.read_bytes().replace(b"installer", b"INSTALLER"))
    assert codes(release, expected) == {
        ("feed-stale", "beta.yml: fixture-1.0.0-win-x64.exe"),
        ("feed-stale", "latest.yml: fixture-1.0.0-win-x64.exe"),
    }


def test_a_file_that_is_offered_and_not_there_is_found(release, expected):
    (release.folder / "fixture-1.0.0-win-x64.exe").unlink()
    assert ("feed-offers-nothing", "latest.yml: fixture-1.0.0-win-x64.exe") in codes(release, expected)


def test_a_feed_without_its_signature_or_changed_is_found(release, expected):
    (release.folder / "latest.yml.sig").unlink()
    beta = release.folder / "beta.yml"
    beta.write_bytes(beta.read_bytes().replace(b"100", b" 99"))
    assert codes(release, expected) == {("feed-unsigned", "latest.yml"), ("feed-tampered", "beta.yml")}


def test_a_release_without_feeds_is_found(release, expected):
    for name in ("latest.yml", "beta.yml"):
        (release.folder / name).unlink()
    assert [code for code, _ in codes(release, expected)] == ["feed-missing"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"version": "1.0.1"}, "feed-of-another-version"),
        ({"app": "dev.other"}, "feed-wrong-app"),
        ({"keys": [MANIFEST["keys"]["next"]]}, "feed-unknown-key"),
        ({"now": START + timedelta(days=85)}, "feed-expires-soon"),
        ({"now": START + timedelta(days=91)}, "feed-expired"),
        ({"now": START - timedelta(days=2)}, "feed-issued-in-future"),
    ],
)
def test_a_feed_that_does_not_fit_the_release_is_found(release, expected, change, code):
    assert codes(release, replace(expected, **change)) == {(code, "latest.yml"), (code, "beta.yml")}


def test_a_feed_of_a_test_identity_is_found_where_none_is_allowed(tmp_path, expected):
    keys = replace(fixture_keys("current", known=MANIFEST["keys"]), identity="test")
    vendor = Vendor(tmp_path, place=None, keys=keys)
    made = vendor.release("1.0.0")
    vendor.feeds(made)
    assert codes(made, expected) == {("feed-test-identity", "latest.yml"), ("feed-test-identity", "beta.yml")}
    assert codes(made, replace(expected, test=True)) == set()
