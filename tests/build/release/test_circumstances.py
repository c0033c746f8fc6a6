"""What is found out before a release may begin: from feeds in a folder, and from the environment."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from build.errors import BuildError
from build.feed.ed25519 import public_half
from build.feed.identity import KEY_VARIABLE as FEED_KEY
from build.package.identity import KEY_VARIABLE as PAYLOAD_KEY
from build.paths import ROOT
from build.platforms import TARGETS, this_target
from build.publish.folder import FolderPlace
from build.publish.run import publish_release
from build.release.circumstances import Intent, circumstances
from build.sign.identity import APPLE_IDENTITY, TEST_SUBJECT, WINDOWS_CERTIFICATE_FILE
from tests.build.publish.releases import PYTHON, WINDOWS, Vendor, fixture_keys
from tests.fixtures.feeds.make import KEYS

PUBLIC = {name: public_half(file) for name, file in KEYS.items()}
PRODUCT = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))


def intent(**changes: object) -> Intent:
    plain = Intent(PRODUCT, ("win32-x64",), (PUBLIC["current"],), feeds=True, test=True, dry=True)
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


def test_the_highest_version_counts_of_those_feeds_that_would_be_written(tmp_path: Path) -> None:
    feed = published_by("current", tmp_path, "1.0.0", "1.1.0-beta.1")
    for version, found in (("1.2.0", "1.1.0-beta.1"), ("1.1.0-beta.2", "1.1.0-beta.1")):
        assert circumstances(PYTHON, intent(product=fed(feed, version))).published == found
    (feed / "beta.yml").unlink()
    assert circumstances(PYTHON, intent(product=fed(feed, "1.2.0"))).published == "1.0.0"
    assert circumstances(PYTHON, intent(product=fed(feed, "1.1.0-beta.2"))).published is None
    assert circumstances(PYTHON, intent(product=fed(feed, "1.2.0"), targets=("linux-x64",))).published is None


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
