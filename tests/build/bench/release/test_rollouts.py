"""The shell's own verdicts, on a feed that is signed as those of a release are."""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from build.bench.release.rollouts import look, newer_of
from build.environment.node_runtime import prepare_node
from build.errors import BuildError
from build.feed.document import Feed, FeedFile
from build.feed.identity import FeedKeys, keys_for_tests
from build.feed.names import feed_name
from build.feed.write import sign_feeds
from build.package.edition import PRODUCT_EDITION
from build.workbench import Workbench

CLIENTS = 60
NOW = datetime.now(UTC).replace(microsecond=0)
FEED = Feed(
    file=feed_name("latest", "linux"),
    app=PRODUCT_EDITION.product["appId"],
    channel="latest",
    version="1.0.0",
    backend="1.0.0",
    sequence=1,
    issued=NOW,
    expires=NOW + timedelta(days=1),
    identity="test",
    staging=100,
    notes="",
    files=(FeedFile("example-1.0.0-linux-x64.AppImage", f"{'A' * 86}==", 1, 1),),
)


@pytest.fixture(scope="module")
def bench() -> Workbench:
    return Workbench(Path(sys.executable), prepare_node(), Path())


@pytest.fixture
def keys(tmp_path: Path) -> FeedKeys:
    return keys_for_tests(Path(sys.executable), tmp_path / "keys")


def reached(bench: Workbench, web: Path, keys: FeedKeys, feed: Feed) -> int:
    web.mkdir(exist_ok=True)
    sign_feeds(web, [feed], keys)
    return look(bench, str(web), keys.public, CLIENTS)


def test_a_halted_version_reaches_nobody_a_share_some_and_a_full_rollout_everybody(bench, tmp_path, keys):
    counts = [reached(bench, tmp_path / "web", keys, replace(FEED, staging=share)) for share in (0, 50, 100)]
    assert counts[0] == 0
    assert 0 < counts[1] < CLIENTS
    assert counts[2] == CLIENTS


def test_a_feed_that_nobody_believes_is_no_halt(bench, tmp_path, keys):
    with pytest.raises(BuildError, match="expired"):
        reached(bench, tmp_path / "web", keys, replace(FEED, staging=0, expires=NOW - timedelta(days=1)))


@pytest.mark.parametrize("verdicts", [{"newer": 3, "current": 1}, {"newer": 3}, {}])
def test_everybody_must_come_to_a_verdict_on_the_version(verdicts):
    with pytest.raises(BuildError, match="did not all come to a verdict"):
        newer_of(verdicts, 4)


def test_who_is_offered_it_is_reached():
    assert newer_of({"newer": 1, "staged-out": 3}, 4) == 1
    assert newer_of({"staged-out": 4}, 4) == 0
