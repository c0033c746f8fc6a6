"""Publishing to a folder, as users of it and a vendor whose runs break would notice."""

import json
import os
import stat
import sys

import pytest

from build.errors import BuildError
from build.feed.blockmaps import SUFFIX
from build.feed.names import ALL_FEEDS
from build.publish.folder import FolderPlace
from tests.build.publish.publishing import FEEDS, PUBLIC, BreaksPlace, Client, publish, published
from tests.build.publish.releases import ALL, MAC, NOTE, WINDOWS, fixture_keys


def test_what_was_made_is_there_and_believed_and_every_offered_file_lies_beside_its_feed(vendor, place, client):
    release = published(vendor, "1.0.0", ALL)
    for name in ALL_FEEDS:
        feed = client.feed(name)
        assert (feed.version, feed.sequence, feed.staging) == ("1.0.0", 1, 100)
        assert all((place.folder / file.url).stat().st_size == file.size for file in feed.files)
    made = {file.name for file in release.folder.iterdir()} - {NOTE}
    assert {file.name for file in place.folder.iterdir()} == made


def test_both_architectures_of_macos_are_in_one_feed(vendor, client):
    published(vendor, "1.0.0", MAC)
    urls = [file.url for file in client.feed("latest-mac.yml").files]
    assert urls == ["fixture-1.0.0-mac-x64.zip", "fixture-1.0.0-mac-arm64.zip"]


def test_the_next_version_counts_on_and_the_old_one_stays_for_who_is_fetching_it(vendor, place, client):
    published(vendor, "1.0.0")
    published(vendor, "1.0.1")
    assert (client.feed().version, client.feed().sequence) == ("1.0.1", 2)
    assert (place.folder / f"fixture-1.0.0-win-x64.exe{SUFFIX}").exists()


@pytest.mark.parametrize("whole_files", range(len(WINDOWS) + 2 * len(FEEDS)))
def test_a_run_that_breaks_anywhere_leaves_feeds_that_are_believed_and_is_taken_up(vendor, place, client, whole_files):
    published(vendor, "1.0.0")
    release = vendor.release("1.0.1")
    vendor.feeds(release)
    broken = BreaksPlace(place, whole_files)
    with pytest.raises(BuildError, match="taken away"):
        publish(vendor, release, broken)
    for name in FEEDS:
        feed = client.feed(name)
        assert all((place.folder / file.url).exists() for file in feed.files)
    again = BreaksPlace(place, 100)
    publish(vendor, release, again)
    assert client.feed().version == "1.0.1"
    artifacts = {name for name in broken.sent if not name.endswith((".yml", ".sig"))}
    assert not artifacts & set(again.sent)


def test_a_first_run_that_breaks_between_signature_and_feed_is_taken_up(vendor, place, client):
    release = vendor.release("1.0.0")
    vendor.feeds(release)
    with pytest.raises(BuildError, match="taken away"):
        publish(vendor, release, BreaksPlace(place, len(WINDOWS) + 1))
    assert not list(place.folder.glob("*.yml"))
    publish(vendor, release)
    assert client.feed().version == "1.0.0"


def test_what_is_there_already_is_not_sent_again(vendor, place):
    release = published(vendor, "1.0.0")
    second = BreaksPlace(place, 0)
    publish(vendor, release, second)
    assert second.sent == []


def test_betas_reach_beta_users_alone_and_a_stable_version_takes_them_along(vendor, client):
    published(vendor, "1.0.0")
    published(vendor, "1.1.0-beta.1")
    assert client.feed("latest.yml").version == "1.0.0"
    assert client.feed("beta.yml").version == "1.1.0-beta.1"
    published(vendor, "1.0.1")
    assert client.feed("latest.yml").version == "1.0.1"
    assert client.feed("beta.yml").version == "1.1.0-beta.1"
    published(vendor, "1.1.0")
    assert client.feed("beta.yml").version == "1.1.0"


def test_a_dry_run_says_what_it_would_do_and_does_nothing(vendor, place, capfd):
    release = vendor.release("1.0.0")
    vendor.feeds(release)
    publish(vendor, release, dry=True)
    told = capfd.readouterr().err
    assert "send   fixture-1.0.0-win-x64.exe" in told
    assert "latest.yml  1.0.0 to 100%, number 1" in told
    assert not place.folder.exists()


def test_while_keys_are_rotated_apps_of_either_key_believe(vendor, place):
    published(vendor, "1.0.0")
    vendor.keys = fixture_keys("current", "next", known=PUBLIC)
    published(vendor, "1.0.1")
    for key in ("current", "next"):
        assert Client(place.folder, PUBLIC[key]).feed().version == "1.0.1"
    published(vendor, "1.0.2")
    signatures = json.loads((place.folder / "latest.yml.sig").read_text(encoding="ascii"))["signatures"]
    assert len(signatures) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: Windows has no umask")
def test_everybody_can_read_what_is_published_by_who_keeps_keys(vendor, tmp_path):
    vendor.place = FolderPlace(tmp_path / "web" / "of vendor" / "feeds")
    (tmp_path / "web").mkdir(mode=0o711)
    before = os.umask(0o077)
    try:
        published(vendor, "1.0.0")
    finally:
        os.umask(before)
    folder = vendor.place.folder
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o644}
    assert [stat.S_IMODE(one.stat().st_mode) for one in (folder, folder.parent)] == [0o755, 0o755]
    assert stat.S_IMODE((tmp_path / "web").stat().st_mode) == 0o711
