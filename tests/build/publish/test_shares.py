"""Rollouts and halts: who is offered what is published already."""

import pytest

from build.errors import BuildError
from build.publish.share import Share, change_share
from tests.build.publish.publishing import FEEDS, PUBLIC, Client, publish, published
from tests.build.publish.releases import Vendor, fixture_keys


def change(vendor, staging, *, channel="latest", version=None, dry=False):
    change_share(vendor.place, Share(staging, channel, version), vendor.keys, vendor.trust, dry=dry)


def test_a_halt_reaches_the_users_of_every_channel_that_offers_the_version_and_artifacts_stay(vendor, place, client):
    published(vendor, "1.0.0", staging=25)
    artifacts = {file.name: file.stat().st_mtime_ns for file in place.folder.glob("fixture-*")}
    change(vendor, 0)
    for name in FEEDS:
        feed = client.feed(name)
        assert (feed.version, feed.staging, feed.sequence) == ("1.0.0", 0, 2)
    assert {file.name: file.stat().st_mtime_ns for file in place.folder.glob("fixture-*")} == artifacts


def test_a_rollout_of_the_beta_leaves_the_stable_version_alone(vendor, client):
    published(vendor, "1.0.0")
    published(vendor, "1.1.0-beta.1", staging=10)
    change(vendor, 50, channel="beta")
    assert (client.feed("beta.yml").staging, client.feed("beta.yml").sequence) == (50, 3)
    assert (client.feed("latest.yml").staging, client.feed("latest.yml").sequence) == (100, 1)


def test_making_a_halted_release_again_ends_no_halt(vendor, client):
    release = published(vendor, "1.0.0")
    change(vendor, 0)
    vendor.feeds(release)
    publish(vendor, release)
    assert (client.feed().staging, client.feed().sequence) == (0, 3)


def test_the_feed_from_before_a_halt_cannot_be_published_again(vendor, client):
    release = published(vendor, "1.0.0")
    change(vendor, 0)
    with pytest.raises(BuildError) as caught:
        publish(vendor, release)
    assert caught.value.code == "feed-not-newer"
    assert client.feed().staging == 0


def test_a_dry_halt_changes_nothing(vendor, client, capfd):
    published(vendor, "1.0.0")
    change(vendor, 0, dry=True)
    assert "1.0.0 to 0%, number 2" in capfd.readouterr().err
    assert client.feed().staging == 100


def test_what_nobody_offers_cannot_be_halted(vendor):
    with pytest.raises(BuildError, match="No feed of the channel latest"):
        change(vendor, 0)
    published(vendor, "1.0.0")
    with pytest.raises(BuildError, match=r"No published feed offers 1\.0\.5"):
        change(vendor, 0, version="1.0.5")


def test_who_has_no_good_signature_of_what_is_there_changes_no_share(vendor, place, tmp_path):
    published(Vendor(tmp_path / "strange", place, fixture_keys("stranger", known=PUBLIC)), "1.0.0")
    with pytest.raises(BuildError) as caught:
        change(vendor, 50)
    assert caught.value.code == "published-not-ours"
    assert Client(place.folder, PUBLIC["stranger"]).feed().staging == 100
