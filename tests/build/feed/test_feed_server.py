"""The server that the update tests fetch from does what a server of the vendor's would do, and what one must not."""

import http.client
import threading
import urllib.error
import urllib.request
from email import message_from_bytes

import pytest

from build.errors import BuildError
from build.publish.place import place_to_read
from build.publish.web import WebPlace
from tests.release.feed_server import Fault, feed_server

CONTENT = bytes(range(256)) * 1024


@pytest.fixture
def feeds(tmp_path):
    (tmp_path / "big Zoë.bin").write_bytes(CONTENT)
    (tmp_path / "latest.yml").write_bytes(b"{}")
    with feed_server(tmp_path) as server:
        yield server


def fetch(feeds, name="big%20Zo%C3%AB.bin", **headers):
    with opened(feeds, name, **headers) as answer:
        return answer, answer.read()


def opened(feeds, name="big%20Zo%C3%AB.bin", **headers):
    request = urllib.request.Request(feeds.url + name, headers=headers)  # noqa: S310 - our own server
    return urllib.request.urlopen(request, timeout=20)  # noqa: S310


def refused(feeds, name="big%20Zo%C3%AB.bin", **headers):
    """The status of an answer that is an error."""
    with pytest.raises(urllib.error.HTTPError) as caught:
        fetch(feeds, name, **headers)
    caught.value.close()
    return caught.value.code


def test_a_whole_file_is_sent_and_counted(feeds):
    answer, body = fetch(feeds)
    assert body == CONTENT
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert feeds.wait_for("big Zoë.bin", seconds=20)
    assert feeds.bytes_of("big Zoë.bin") == len(CONTENT)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("bytes=10-19", CONTENT[10:20]), ("bytes=262140-", CONTENT[-4:]), ("bytes=-3", CONTENT[-3:])],
)
def test_one_range_is_sent_alone(feeds, asked, expected):
    answer, body = fetch(feeds, Range=asked)
    assert answer.status == 206
    assert body == expected


def test_many_ranges_come_as_parts_each_with_its_place(feeds):
    answer, body = fetch(feeds, Range="bytes=0-4, 300-309, 262143-262143")
    assert answer.status == 206
    message = message_from_bytes(f"Content-Type: {answer.headers['Content-Type']}\r\n\r\n".encode() + body)
    parts = [(part["Content-Range"], part.get_payload(decode=True)) for part in message.walk() if part is not message]
    assert parts == [
        ("bytes 0-4/262144", CONTENT[:5]),
        ("bytes 300-309/262144", CONTENT[300:310]),
        ("bytes 262143-262143/262144", CONTENT[-1:]),
    ]
    assert feeds.wait_for("big Zoë.bin", seconds=20)
    assert len(feeds.sent[0].ranges) == 3


def test_a_range_beyond_the_file_is_refused(feeds):
    assert refused(feeds, Range="bytes=999999-") == 416


def test_a_server_without_ranges_sends_everything(feeds):
    feeds.fail("big Zoë.bin", Fault(without_ranges=True))
    answer, body = fetch(feeds, Range="bytes=0-4")
    assert answer.status == 200
    assert answer.headers["Accept-Ranges"] is None
    assert body == CONTENT


def test_a_cut_connection_ends_before_the_body_does_and_only_as_often_as_asked(feeds):
    feeds.fail("big Zoë.bin", Fault(cut_after=1000, times=1))
    with pytest.raises(http.client.IncompleteRead) as caught:
        fetch(feeds)
    assert len(caught.value.partial) == 1000
    assert fetch(feeds)[1] == CONTENT


def test_a_truncated_and_a_changed_file(feeds):
    feeds.fail("big Zoë.bin", Fault(truncated_to=7, flipped=(0,)))
    assert fetch(feeds)[1] == b"\xff" + CONTENT[1:7]
    feeds.mend("big Zoë.bin")
    assert fetch(feeds)[1] == CONTENT


def test_a_body_that_stands_still_goes_on_when_the_fault_is_taken_back(feeds):
    feeds.fail("big Zoë.bin", Fault(stall_after=1000))
    with opened(feeds) as answer:
        assert answer.read(1000) == CONTENT[:1000]
        threading.Timer(0.05, feeds.mend, ["big Zoë.bin"]).start()
        assert answer.read() == CONTENT[1000:]


def test_nobody_is_led_out_of_the_folder(feeds):
    for name in ("missing", "../secret", "%2e%2e/secret", "folder/latest.yml"):
        assert refused(feeds, name) == 404


def test_what_is_published_is_read_as_users_read_it(feeds):
    place = place_to_read(feeds.url)
    assert place.read("latest.yml", 10) == b"{}"
    assert place.read("beta.yml", 10) is None


@pytest.mark.parametrize(
    "fault", [Fault(status=500), Fault(status=403), Fault(cut_after=1)], ids=["broken", "forbidden", "cut"]
)
def test_a_server_that_cannot_tell_what_is_published_stops_everything(feeds, fault):
    feeds.fail("latest.yml", fault)
    with pytest.raises(BuildError) as caught:
        place_to_read(feeds.url).read("latest.yml", 10)
    assert caught.value.code == "published-unreadable"


def test_a_feed_that_is_too_large_stops_everything(feeds):
    with pytest.raises(BuildError, match="more than 1 bytes"):
        place_to_read(feeds.url).read("latest.yml", 1)


def test_a_server_that_is_gone_stops_everything(tmp_path):
    with feed_server(tmp_path) as server:
        url = server.url
    with pytest.raises(BuildError) as caught:
        WebPlace(url).read("latest.yml", 10)
    assert caught.value.code == "published-unreadable"


@pytest.mark.parametrize("address", ["http://updates.example/", "ftp://updates.example/", "s3:///feeds"])
def test_an_address_that_anybody_could_answer_for_is_refused(address):
    with pytest.raises(BuildError):
        place_to_read(address)
