"""`publish`, `rollout` and `halt` as an engineer runs them, on a small release of this product in its own folder."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from build.feed.document import Feed
from build.feed.identity import keys_for_tests
from build.feed.write import Wanted, release_of, write_feeds
from build.paths import ROOT
from build.publish.arguments import product_facts
from tests.build.publish.publishing import Client
from tests.build.publish.releases import PYTHON, WINDOWS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

PRODUCT = product_facts()
FEEDS = ("latest.yml", "beta.yml")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that a quarter of the installations would be offered, signed by the checkout's test key."""
    release = release_of(PRODUCT, tmp_path_factory.mktemp("release Zoë 测试"))
    for ending, content in WINDOWS.items():
        (release.folder / f"{release.product}-{release.version}-{ending}").write_bytes(content)
    keys = keys_for_tests(PYTHON)
    now = datetime.now(UTC).replace(microsecond=0)
    wanted = Wanted(PRODUCT["appId"], "- New.\n", release.version, 25, now, fewer=False, known_keys=keys.public)
    write_feeds(release, wanted, keys, None)
    return release.folder


def run(*arguments: object) -> tuple[int, str]:
    """The exit code, and what was said."""
    command = [sys.executable, "-m", "build", *(str(argument) for argument in arguments)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=300)
    return ended.returncode, ended.stderr


def offered(web: Path) -> list[Feed]:
    """What clients find and believe."""
    client = Client(web, *keys_for_tests(PYTHON).public)
    return [client.feed(name) for name in FEEDS]


def test_a_release_is_published_widened_and_halted(made: Path, tmp_path: Path) -> None:
    web = tmp_path / "web Zoë 测试"
    to = ("--to", web, "--test-identity")

    code, said = run("publish", "--from", made, *to, "--dry-run")
    assert (code, web.exists()) == (0, False), said
    assert "latest.yml" in said

    code, said = run("publish", "--from", made, *to)
    assert code == 0, said
    assert {file.name for file in web.iterdir()} == {file.name for file in made.iterdir()}
    assert [(feed.version, feed.staging, feed.sequence) for feed in offered(web)] == [(PRODUCT["version"], 25, 1)] * 2
    arrived = {file.name: file.stat().st_mtime_ns for file in web.iterdir()}
    artifacts = [at for name, at in arrived.items() if not name.endswith((".yml", ".sig"))]
    for name in FEEDS:
        assert max(artifacts) <= arrived[f"{name}.sig"] <= arrived[name]

    code, said = run("rollout", "60%", *to)
    assert code == 0, said
    assert [(feed.staging, feed.sequence) for feed in offered(web)] == [(60, 2)] * 2

    code, said = run("halt", *to)
    assert code == 0, said
    assert [(feed.staging, feed.sequence) for feed in offered(web)] == [(0, 3)] * 2
    assert all(file.stat().st_mtime_ns == arrived[file.name] for file in web.glob("*.exe*"))


def test_what_a_test_key_signed_is_not_published_by_mistake(made: Path, tmp_path: Path) -> None:
    code, said = run("publish", "--from", made, "--to", tmp_path / "web")
    assert code == 1
    assert "[published-not-ours]" in said
    assert not (tmp_path / "web").exists()
