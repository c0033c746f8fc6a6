"""Publishing to a folder, as users of it and a vendor whose runs break would notice."""

import json
import os
import stat
import sys

import pytest

from build.errors import BuildError
from build.feed.blockmaps import SUFFIX
from build.feed.document import Feed, read_feed
from build.feed.ed25519 import good_signatures, public_half
from build.feed.names import ALL_FEEDS
from build.feed.signatures import read_signatures
from build.publish.folder import FolderPlace
from build.publish.run import publish_release
from build.publish.share import Share, change_share
from tests.build.publish.releases import ALL, MAC, WINDOWS, Vendor, fixture_keys
from tests.fixtures.feeds.make import KEYS

FEEDS = ("latest.yml", "beta.yml")
PUBLIC = {name: public_half(file) for name, file in KEYS.items()}


class Client:
    """Who fetches a feed and then its signature, and believes nothing else."""

    def __init__(self, folder, *known):
        self.folder = folder
        self.known = known

    def feed(self, name="latest.yml") -> Feed:
        data = (self.folder / name).read_bytes()
        signatures = read_signatures((self.folder / f"{name}.sig").read_bytes(), name)
        assert good_signatures(data, signatures, self.known), f"{name} is not believed"
        return read_feed(data, name)


class BreaksPlace:
    """A folder that is taken away after so many files."""

    def __init__(self, place, whole_files):
        self.place = place
        self.left = whole_files
        self.sent = []

    @property
    def name(self):
        return self.place.name

    def read(self, name, largest):
        return self.place.read(name, largest)

    def sha256(self, name):
        return self.place.sha256(name)

    def put(self, file, name, over):
        if self.left == 0:
            raise BuildError("gone", "The place was taken away.", "Try again.")
        self.left -= 1
        self.sent.append(name)
        self.place.put(file, name, over)


@pytest.fixture
def place(tmp_path):
    return FolderPlace(tmp_path / "published Zoë 测试")


@pytest.fixture
def vendor(tmp_path, place):
    return Vendor(tmp_path / "made", place, fixture_keys("current", known=PUBLIC))


@pytest.fixture
def client(place):
    return Client(place.folder, PUBLIC["current"])


def publish(vendor, release, place=None, *, dry=False):
    publish_release(release, place or vendor.place, vendor.trust, dry=dry)


def published(vendor, version, files=WINDOWS, **options):
    release = vendor.release(version, files)
    vendor.feeds(release, **options)
    publish(vendor, release)
    return release


def test_what_was_made_is_there_and_believed_and_every_offered_file_lies_beside_its_feed(vendor, place, client):
    release = published(vendor, "1.0.0", ALL)
    for name in ALL_FEEDS:
        feed = client.feed(name)
        assert (feed.version, feed.sequence, feed.staging) == ("1.0.0", 1, 100)
        assert all((place.folder / file.url).stat().st_size == file.size for file in feed.files)
    assert {file.name for file in place.folder.iterdir()} == {file.name for file in release.folder.iterdir()}


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


def test_a_file_of_a_published_version_is_never_changed(vendor, place, client):
    release = published(vendor, "1.0.0")
    before = (place.folder / f"fixture-1.0.0-win-x64.exe{SUFFIX}").read_bytes()
    (release.folder / f"fixture-1.0.0-win-x64.exe{SUFFIX}").write_bytes(b"another map")
    with pytest.raises(BuildError) as caught:
        publish(vendor, release)
    assert caught.value.code == "published-differs"
    assert (place.folder / f"fixture-1.0.0-win-x64.exe{SUFFIX}").read_bytes() == before


def test_a_feed_of_changed_files_is_not_published(vendor, place):
    release = vendor.release("1.0.0")
    vendor.feeds(release)
    (release.folder / "fixture-1.0.0-win-x64.exe").write_bytes(b"signed after the feed was written")
    with pytest.raises(BuildError) as caught:
        publish(vendor, release)
    assert caught.value.code == "feed-stale"
    assert not place.folder.exists()


def test_an_unsigned_or_changed_feed_is_not_published(vendor, place):
    release = vendor.release("1.0.0")
    feed, *_ = vendor.feeds(release)
    feed.write_bytes(feed.read_bytes().replace(b"New", b"Old"))
    with pytest.raises(BuildError) as caught:
        publish(vendor, release)
    assert caught.value.code == "published-not-ours"
    assert not place.folder.exists()


def test_an_old_feed_does_not_take_the_place_of_a_newer_one(vendor, client):
    release = published(vendor, "1.0.0")
    kept = {file.name: file.read_bytes() for file in release.folder.iterdir()}
    vendor.feeds(release)
    publish(vendor, release)
    assert client.feed().sequence == 2
    for name, content in kept.items():
        (release.folder / name).write_bytes(content)
    with pytest.raises(BuildError) as caught:
        publish(vendor, release)
    assert caught.value.code == "feed-not-newer"
    assert client.feed().sequence == 2


def test_no_feed_goes_back_to_a_lower_version(vendor):
    published(vendor, "1.0.1")
    with pytest.raises(BuildError) as caught:
        vendor.feeds(vendor.release("1.0.0"))
    assert caught.value.code == "version-not-newer"


def test_other_files_under_a_published_version_are_refused_when_the_feed_is_written(vendor):
    release = published(vendor, "1.0.0")
    (release.folder / "fixture-1.0.0-win-x64.exe").write_bytes(b"built again")
    with pytest.raises(BuildError) as caught:
        vendor.feeds(release)
    assert caught.value.code == "version-published"


def test_a_mac_without_its_architecture_is_not_forgotten(vendor):
    published(vendor, "1.0.0", MAC)
    files = {"mac-x64.zip": MAC["mac-x64.zip"]}
    with pytest.raises(BuildError, match=r"mac-arm64\.zip"):
        vendor.feeds(vendor.release("1.0.1", files))
    assert vendor.feeds(vendor.release("1.0.1", files), fewer=True)


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


def test_a_published_feed_that_somebody_else_signed_stops_everything(vendor, place, tmp_path):
    stranger = Vendor(tmp_path / "strange", place, fixture_keys("stranger", known=PUBLIC))
    published(stranger, "0.9.0")
    with pytest.raises(BuildError) as caught:
        vendor.feeds(vendor.release("1.0.0"))
    assert caught.value.code == "published-not-ours"


def test_a_published_feed_without_a_signature_stops_everything(vendor, place):
    published(vendor, "1.0.0")
    (place.folder / "latest.yml.sig").unlink()
    with pytest.raises(BuildError, match="has no signature"):
        vendor.feeds(vendor.release("1.0.1"))


def test_a_feed_of_a_test_identity_is_not_published_by_mistake(vendor, place):
    keys = vendor.keys
    vendor.keys = type(keys)(keys.python, keys.files, keys.public, "test")
    release = vendor.release("1.0.0")
    vendor.feeds(release)
    with pytest.raises(BuildError) as caught:
        publish(vendor, release)
    assert caught.value.code == "test-feed"
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


class SpoilsPlace(BreaksPlace):
    """A folder in which somebody changes a file once the last one is there."""

    def __init__(self, place, spoilt, last):
        super().__init__(place, 100)
        self.spoilt, self.last = spoilt, last

    def put(self, file, name, over):
        super().put(file, name, over)
        if name == self.last:
            lies = self.place.folder / self.spoilt
            lies.write_bytes(lies.read_bytes().replace(b"1.0.0", b"1.0.9"))


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ("fixture-1.0.0-win-x64.exe", "published-not-as-sent"),
        ("latest.yml", "published-not-ours"),
    ],
)
def test_what_does_not_lie_there_as_it_was_sent_is_told(vendor, place, spoilt, code):
    release = vendor.release("1.0.0")
    vendor.feeds(release)
    with pytest.raises(BuildError) as caught:
        publish(vendor, release, SpoilsPlace(place, spoilt, last="latest.yml"))
    assert caught.value.code == code


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


def test_a_place_that_cannot_be_written_is_told(vendor, place):
    release = vendor.release("1.0.0")
    vendor.feeds(release)
    place.folder.write_text("a file lies where the folder should be", encoding="utf-8")
    with pytest.raises(BuildError, match="cannot be read"):
        publish(vendor, release)


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
