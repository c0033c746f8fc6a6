"""What is found out before a release may begin: from feeds in a folder, and from the environment."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from build.errors import BuildError
from build.feed.ed25519 import public_half
from build.feed.identity import KEY_VARIABLE as FEED_KEY
from build.notarize.credentials import API_ISSUER, API_KEY, API_KEY_ID, PROFILE
from build.package.identity import KEY_VARIABLE as PAYLOAD_KEY
from build.paths import ROOT
from build.platforms import TARGETS, this_target
from build.publish.folder import FolderPlace
from build.publish.run import publish_release
from build.release.circumstances import Intent, circumstances
from build.release.refusals import refusals
from build.sign.identity import APPLE_IDENTITY, TEST_SUBJECT, WINDOWS_CERTIFICATE_FILE
from tests.build.publish.releases import PYTHON, WINDOWS, Vendor, fixture_keys
from tests.fixtures.feeds.make import KEYS

PUBLIC = {name: public_half(file) for name, file in KEYS.items()}
PRODUCT = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))


def intent(**changes: object) -> Intent:
    plain = Intent(PRODUCT, ("win32-x64",), (PUBLIC["current"],), feeds=True, notarize=True, test=True, dry=True)
    return replace(plain, **changes)  # type: ignore[arg-type]


def fed(feed: Path, version: str) -> dict[str, object]:
    return {**PRODUCT, "version": version, "updates": {"feed": str(feed), "keys": [PUBLIC["current"]]}}


def published_by(name: str, folder: Path, *versions: str) -> Path:
    """The folder of the feeds of somebody who published these versions."""
    vendor = Vendor(folder / "made", FolderPlace(folder / "web Zoë 测试"), fixture_keys(name, known=PUBLIC))
    for version in versions:
        release = vendor.release(version, WINDOWS)
        vendor.feeds(release)
        publish_release(release, vendor.place, vendor.trust, dry=False)
    return Path(vendor.place.folder)


@pytest.fixture(autouse=True)
def nobody_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (PAYLOAD_KEY, FEED_KEY, APPLE_IDENTITY, WINDOWS_CERTIFICATE_FILE):
        monkeypatch.delenv(variable, raising=False)


def test_a_version_is_held_against_what_its_own_channel_offers_on_its_systems(tmp_path: Path) -> None:
    feed = published_by("current", tmp_path, "1.0.0", "1.1.0-beta.1")
    for version, found in (("1.0.1", "1.0.0"), ("1.1.0-beta.2", "1.1.0-beta.1")):
        assert circumstances(PYTHON, intent(product=fed(feed, version))).published == found
    (feed / "beta.yml").unlink()
    assert circumstances(PYTHON, intent(product=fed(feed, "1.0.1"))).published == "1.0.0"
    assert circumstances(PYTHON, intent(product=fed(feed, "1.1.0-beta.2"))).published is None
    assert circumstances(PYTHON, intent(product=fed(feed, "1.0.1"), targets=("linux-x64",))).published is None


def test_a_repair_of_the_stable_version_is_not_held_up_by_a_newer_beta(tmp_path: Path) -> None:
    feed = published_by("current", tmp_path, "1.0.0", "1.1.0-beta.1")
    around = circumstances(PYTHON, intent(product=fed(feed, "1.0.1")))
    assert "not-newer" not in {refusal.code for refusal in refusals(around, test_identity=True)}
    behind = circumstances(PYTHON, intent(product=fed(feed, "1.0.0")))
    assert "not-newer" in {refusal.code for refusal in refusals(behind, test_identity=True)}


def test_what_somebody_else_published_is_no_version_to_go_by(tmp_path: Path) -> None:
    feed = published_by("stranger", tmp_path, "1.0.0")
    with pytest.raises(BuildError) as refused:
        circumstances(PYTHON, intent(product=fed(feed, "1.2.0")))
    assert refused.value.code == "published-not-ours"


def test_without_an_address_or_without_anything_to_verify_with_nothing_is_known(tmp_path: Path) -> None:
    assert circumstances(PYTHON, intent()).published is None
    feed = published_by("current", tmp_path, "1.0.0")
    assert circumstances(None, intent(product=fed(feed, "1.2.0"))).published is None


def roles(around: Intent) -> dict[str, str | None]:
    return {one.role: one.subject for one in circumstances(PYTHON, around).certificates}


def test_each_system_and_each_key_is_asked_for_once() -> None:
    everywhere = roles(intent(targets=TARGETS))
    assert everywhere == dict.fromkeys(
        ("programs for macOS", "programs for Windows", "the payload manifests", "the feeds"), TEST_SUBJECT
    )
    assert set(roles(intent(targets=("linux-x64",), feeds=False))) == {"the payload manifests"}


def test_who_is_named_in_the_environment_signs_and_else_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    real = intent(targets=("win32-x64", "darwin-x64"), test=False)
    assert set(roles(real).values()) == {None}
    monkeypatch.setenv(PAYLOAD_KEY, "payload.pem")
    assert roles(real)["the payload manifests"] == "payload.pem"
    assert roles(real)["the feeds"] is None


def test_a_fixture_is_told_of_for_every_system_but_this_one() -> None:
    others = [target for target in TARGETS if target != this_target()]
    told = circumstances(PYTHON, intent(targets=TARGETS)).stand_ins
    assert [one for one in told if one.startswith("a fixture")] == [
        f"a fixture in the place of the backend for {target}" for target in others
    ]


def unready(around: Intent) -> list[str]:
    return [refusal.code for refusal in circumstances(PYTHON, around).unready]


def test_who_could_not_ask_apple_in_the_end_hears_it_before_anything_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (API_KEY, API_KEY_ID, API_ISSUER, PROFILE):
        monkeypatch.delenv(variable, raising=False)
    mac = intent(targets=("darwin-arm64",), test=False)
    assert unready(mac) == ["notary-credentials-missing"]
    monkeypatch.setenv(API_KEY_ID, "2X9R4HXF34")
    assert unready(mac) == ["notary-key-incomplete"]
    for others in (replace(mac, test=True), replace(mac, notarize=False), replace(mac, targets=("win32-x64",))):
        assert unready(others) == []
    monkeypatch.delenv(API_KEY_ID)
    monkeypatch.setenv(PROFILE, "release")
    assert unready(mac) == []


def test_a_key_that_cannot_be_read_or_that_no_app_knows_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    updates = {"feed": "", "keys": [PUBLIC["current"]]}
    real = intent(product={**PRODUCT, "payloadKeys": [PUBLIC["current"]], "updates": updates}, test=False)
    for variable in (PAYLOAD_KEY, FEED_KEY):
        monkeypatch.setenv(variable, str(tmp_path / "nowhere.pem"))
    assert unready(real) == ["payload-key-unreadable", "feed-key-unreadable"]
    assert unready(replace(real, feeds=False)) == ["payload-key-unreadable"]
    for variable in (PAYLOAD_KEY, FEED_KEY):
        monkeypatch.setenv(variable, str(KEYS["stranger"]))
    assert unready(real) == ["payload-key-unknown", "feed-key-unknown"]
    for variable in (PAYLOAD_KEY, FEED_KEY):
        monkeypatch.setenv(variable, str(KEYS["current"]))
    assert unready(real) == []
