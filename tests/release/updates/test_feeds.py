"""Feeds that the installed app must refuse, and says so: it goes on as the version that it is, and fetches nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from build.updates.versions import OLD
from tests.release.feed_server import Fault
from tests.release.updates.conftest import Versions, put_appimage
from tests.release.updates.household import Household
from tests.release.updates.publisher import FEED, SIGNATURE, Publisher
from tests.release.updates.window import Window


@pytest.fixture(scope="module")
def running(house: Household, versions: Versions, mount: Path) -> Iterator[Window]:
    """One app for all of them: each refusal has to leave it as it was."""
    with put_appimage(house, versions, mount).started() as window:
        yield window


@pytest.fixture
def window(running: Window, publisher: Publisher) -> Iterator[Window]:
    yield running
    publisher.server.mend(FEED)
    publisher.server.mend(SIGNATURE)
    assert publisher.server.bytes_of(publisher.image) == 0
    assert running.version() == f"Version {OLD}"


def refusal(window: Window) -> str:
    assert window.look() == "failed"
    code, words = window.trouble()
    assert len(words) > len(code)
    return code


def test_no_feed(window: Window, publisher: Publisher):
    publisher.server.fail(FEED, Fault(status=404))
    assert refusal(window) == "feed-missing"


def test_a_server_that_fails(window: Window, publisher: Publisher):
    publisher.server.fail(FEED, Fault(status=500))
    assert refusal(window) == "unreachable"


def test_a_feed_without_signature(window: Window, publisher: Publisher):
    publisher.server.fail(SIGNATURE, Fault(status=404))
    assert refusal(window) == "unsigned"


def test_a_changed_feed(window: Window, publisher: Publisher):
    place = (publisher.web / FEED).read_bytes().index(b"stagingPercentage")
    publisher.server.fail(FEED, Fault(flipped=(place,)))
    assert refusal(window) == "tampered"


def test_a_feed_that_broke_off(window: Window, publisher: Publisher):
    publisher.server.fail(FEED, Fault(truncated_to=200))
    assert refusal(window) == "tampered"


def test_an_expired_feed(window: Window, publisher: Publisher):
    publisher.publish_anew(expires=datetime.now(UTC) - timedelta(minutes=1))
    assert refusal(window) == "expired"


def test_a_feed_from_the_future(window: Window, publisher: Publisher):
    publisher.publish_anew(issued=datetime.now(UTC) + timedelta(days=2))
    assert refusal(window) == "issued-in-future"


def test_a_feed_of_another_app(window: Window, publisher: Publisher):
    publisher.publish_anew(app="com.example.other")
    assert refusal(window) == "wrong-app"


def test_a_feed_of_another_channel(window: Window, publisher: Publisher):
    publisher.publish_anew(channel="beta")
    assert refusal(window) == "wrong-channel"


def test_a_version_that_is_older(window: Window, publisher: Publisher):
    publisher.publish_anew(version="0.9.0")
    assert refusal(window) == "downgrade"


def test_an_older_feed_played_again(window: Window, publisher: Publisher):
    publisher.publish_anew(version=OLD)
    older = {name: (publisher.web / name).read_bytes() for name in (FEED, SIGNATURE)}
    publisher.publish_anew(version=OLD)
    newer = {name: (publisher.web / name).read_bytes() for name in (FEED, SIGNATURE)}
    assert window.look() == "current"
    for files, verdict in ((older, "failed"), (newer, "current")):
        for name, content in files.items():
            (publisher.web / name).write_bytes(content)
        assert window.look() == verdict
        if verdict == "failed":
            assert window.trouble()[0] == "replayed"


def test_after_all_of_that_a_good_feed_is_believed(running: Window, publisher: Publisher):
    assert running.look() == "available"
    running.until_state("ready")
