"""What is not published, or not as it was made: it is told, and what is published stays."""

import pytest

from build.errors import BuildError
from build.feed.blockmaps import SUFFIX
from tests.build.publish.publishing import PUBLIC, BreaksPlace, publish, published
from tests.build.publish.releases import MAC, Vendor, fixture_keys


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


def test_a_place_that_cannot_be_written_is_told(vendor, place):
    release = vendor.release("1.0.0")
    vendor.feeds(release)
    place.folder.write_text("a file lies where the folder should be", encoding="utf-8")
    with pytest.raises(BuildError, match="cannot be read"):
        publish(vendor, release)
