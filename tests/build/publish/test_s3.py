"""Publishing to S3-compatible storage: moto's server, which others wrote, behind a proxy that cuts uploads."""

import hashlib
import json
import random
import subprocess
import urllib.parse

import pytest

from build.environment.release_env import prepare_release
from build.errors import BuildError
from build.feed.ed25519 import public_half
from build.feed.published import read_published
from build.paths import ROOT
from build.process import as_strings, capture
from build.publish.meanwhile import PublishedMeanwhileError
from build.publish.place import place_to_write
from build.publish.run import publish_release
from build.publish.share import Share, change_share
from tests.build.publish.cutting_proxy import cutting_proxy
from tests.build.publish.releases import PYTHON, WINDOWS, Vendor, fixture_keys
from tests.fixtures.feeds.make import KEYS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PUBLIC = {name: public_half(file) for name, file in KEYS.items()}
BUCKET = "vendor"
LARGE = random.Random(5).randbytes(3_000_000)  # noqa: S311 - nothing is hidden in it
FILES = WINDOWS | {"win-x64.exe": LARGE}
EXE = "fixture-1.0.0-win-x64.exe"


@pytest.fixture(scope="module")
def access():
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "nothing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/nonexistent",
            "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
        }.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def storages(access):
    """Two doors to one storage; behind the second it knows no conditions."""
    script = ROOT / "tests" / "build" / "publish" / "storage.py"
    command = as_strings([prepare_release(), script, BUCKET])
    with subprocess.Popen(
        as_strings(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        cwd=ROOT,
    ) as server:
        assert server.stdin
        assert server.stdout
        yield server.stdout.readline().split()
        server.stdin.close()


@pytest.fixture
def proxy(storages):
    with cutting_proxy(urllib.parse.urlsplit(storages[0]).port) as cutting:
        yield cutting


@pytest.fixture
def place(proxy, request):
    return place_to_write(f"s3://{BUCKET}/{request.node.name}/feeds", f"http://127.0.0.1:{proxy.port}")


@pytest.fixture
def vendor(tmp_path, place):
    return Vendor(tmp_path, place, fixture_keys("current", known=PUBLIC))


def offered(vendor, name="latest.yml"):
    published = read_published(vendor.place, [name], [PUBLIC["current"]], PYTHON)
    return published[name].feed if published else None


def publish(vendor, release):
    publish_release(release, vendor.place, vendor.trust, dry=False)


def test_a_release_is_published_and_halted(vendor, place):
    assert offered(vendor) is None
    release = vendor.release("1.0.0", FILES)
    vendor.feeds(release)
    publish(vendor, release)
    assert (offered(vendor).version, offered(vendor).sequence) == ("1.0.0", 1)

    change_share(place, Share(0, "latest", None), vendor.keys, vendor.trust, dry=False)
    assert (offered(vendor).staging, offered(vendor).sequence) == (0, 2)


def test_uploads_that_are_cut_change_nothing_and_are_taken_up(vendor, place, proxy, capfd):
    release = vendor.release("1.0.0", FILES)
    vendor.feeds(release)
    proxy.after = 1_000_000
    with pytest.raises(BuildError) as caught:
        publish(vendor, release)
    assert caught.value.code == "storage-failed"
    assert proxy.cut > 0
    proxy.after = None
    assert place.sha256(EXE) is None
    assert offered(vendor) is None

    proxy.after, proxy.times = 1_000_000, 1
    publish(vendor, release)
    assert proxy.times == 0
    assert f"send   {EXE}" in capfd.readouterr().err
    assert offered(vendor).version == "1.0.0"


def lay(tmp_path, content):
    file = tmp_path / "content"
    file.write_bytes(content)
    return file


def sum_of(content):
    return hashlib.sha256(content).hexdigest()


def test_nothing_is_written_over_that_was_not_seen(place, tmp_path):
    place.put(lay(tmp_path, b"theirs"), "latest.yml", over=None)
    for over in (None, sum_of(b"what was there before theirs")):
        with pytest.raises(PublishedMeanwhileError) as refused:
            place.put(lay(tmp_path, b"mine"), "latest.yml", over)
        assert refused.value.code == "published-meanwhile"
    assert place.read("latest.yml", 10) == b"theirs"
    place.put(lay(tmp_path, b"mine"), "latest.yml", over=sum_of(b"theirs"))
    assert place.read("latest.yml", 10) == b"mine"


def test_the_storage_itself_holds_back_who_comes_second(place, tmp_path):
    """Many at once, who all saw the same: comparing first would let more than one of them through."""
    place.put(lay(tmp_path, b"before"), "latest.yml", over=None)
    said = capture([prepare_release(), "-c", MANY, place.endpoint, place.bucket, f"{place.prefix}/latest.yml"])
    told = json.loads(said)
    assert (sum(one is not None for one in told), len(told)) == (1, 8)


MANY = """
import concurrent.futures, json, pathlib, sys, tempfile
import boto3
from build.publish import s3_objects

address, bucket, key = sys.argv[1:]
client = boto3.client("s3", endpoint_url=address)
seen = s3_objects.sha256(client, bucket, key)["sha256"]
condition = s3_objects._condition(client, bucket, key, seen)
s3_objects._condition = lambda *_: condition

def put(number):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "latest.yml")
        file.write_text(f"of number {number}")
        return s3_objects.put(client, bucket, key, file, seen)["sha256"]

with concurrent.futures.ThreadPoolExecutor(8) as pool:
    print(json.dumps(list(pool.map(put, range(8)))))
"""


def test_a_storage_without_conditions_is_published_to_all_the_same(storages, tmp_path, request):
    place = place_to_write(f"s3://{BUCKET}/{request.node.name}", storages[1])
    place.put(lay(tmp_path, b"first"), "latest.yml", over=None)
    place.put(lay(tmp_path, b"second"), "latest.yml", over=sum_of(b"first"))
    assert place.read("latest.yml", 10) == b"second"
    with pytest.raises(PublishedMeanwhileError):
        place.put(lay(tmp_path, b"third"), "latest.yml", over=sum_of(b"first"))


def test_a_bucket_that_is_not_there_is_no_place_where_nothing_is_published(proxy):
    place = place_to_write("s3://missing/feeds", f"http://127.0.0.1:{proxy.port}")
    for ask in (lambda: place.read("latest.yml", 10), lambda: place.sha256("latest.yml")):
        with pytest.raises(BuildError) as caught:
            ask()
        assert caught.value.code == "storage-failed"


def test_secrets_of_access_are_in_no_message(proxy, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush-hush")
    with pytest.raises(BuildError) as caught:
        place_to_write("s3://missing/feeds", f"http://127.0.0.1:{proxy.port}").read("latest.yml", 10)
    assert "hush-hush" not in str(vars(caught.value))
