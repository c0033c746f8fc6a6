"""What goes wrong with a download, or in the middle of an installation: nothing is lost, and the next try succeeds."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from build.updates.versions import NEW, OLD
from tests.release.artifacts import PATIENCE_S
from tests.release.feed_server import Fault
from tests.release.updates.app import App
from tests.release.updates.conftest import Versions, put_appimage
from tests.release.updates.household import Household
from tests.release.updates.publisher import Publisher
from tests.release.updates.window import Window

QUESTION = "Are you still there?"
TRIES = 5


@pytest.fixture(scope="module")
def shared(house: Household, versions: Versions, mount: Path) -> Iterator[Window]:
    """An app that never gets a whole file."""
    with put_appimage(house, versions, mount).started() as window:
        yield window


def goes_on(window: Window) -> bool:
    window.back()
    window.ask(QUESTION)
    return QUESTION in window.answered() and window.version() == f"Version {OLD}"


def damage(file: Path) -> None:
    """Change a byte in the middle."""
    with file.open("r+b") as stream:
        stream.seek(3_000_000)
        byte = stream.read(1)[0]
        stream.seek(3_000_000)
        stream.write(bytes([byte ^ 1]))


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(truncated_to=3_000_000), "checksum"),
        (Fault(flipped=(3_000_000,), without_ranges=True), "checksum"),
        (Fault(status=404), "download-broken"),
    ],
    ids=["truncated", "changed", "missing"],
)
def test_a_file_that_is_not_the_one_of_the_feed_is_refused(
    shared: Window, publisher: Publisher, fault: Fault, code: str
):
    publisher.server.fail(publisher.image, fault)
    shared.look()
    shared.until_state("failed")
    assert shared.trouble()[0] == code
    assert goes_on(shared)


def test_a_connection_that_is_cut_is_made_up_for_by_the_next_try(app: App, publisher: Publisher):
    publisher.server.fail(publisher.image, Fault(cut_after=1_000))
    with app.started() as window:
        window.look()
        window.until_state("failed")
        assert window.trouble()[0] == "download-broken"
        assert goes_on(window)
        publisher.server.mend(publisher.image)
        window.try_again()
        window.until_state("ready")


def test_a_file_that_changes_after_the_download_is_refused_and_fetched_anew(app: App, publisher: Publisher):
    with app.started() as window:
        window.look()
        window.until_state("ready")
        (fetched,) = app.household.cache.glob(f"*/pending/{publisher.image}")
        damage(fetched)
        window.restart_to_update()
        window.until_state("failed")
        assert window.trouble()[0] == "checksum"
        assert goes_on(window)
        window.try_again()
        window.until_state("ready")
        with app.after_restart(window) as newer:
            assert newer.version() == f"Version {NEW}"


def test_a_full_disk_is_told_and_the_next_try_succeeds_when_there_is_space(app: App, publisher: Publisher):
    cache = app.household.cache
    cache.mkdir()
    mount_and_run = 'mount -t tmpfs -o size=16m,mode=777 tmpfs "$0" && exec "$@"'
    with app.started("unshare", "--mount", "sh", "-c", mount_and_run, str(cache)) as window:
        window.look()
        window.until_state("failed")
        code, words = window.trouble()
        assert code == "disk-full"
        assert "Free some space" in words
        assert goes_on(window)
        inside = app.household.processes()[0].pid
        larger = ["mount", "-o", "remount,size=1g", str(cache)]
        subprocess.run(["nsenter", f"--target={inside}", "--mount", *larger], check=True)
        window.try_again()
        window.until_state("ready")


def test_an_app_that_is_killed_in_mid_download_is_whole_and_updates_later(app: App, publisher: Publisher):
    before = app.program.read_bytes()
    publisher.server.fail(publisher.image, Fault(stall_after=1_000))
    with app.started() as window:
        window.look()
        window.until_state("downloading")
        app.household.kill()
    assert app.program.read_bytes() == before
    publisher.server.mend(publisher.image)
    with app.started() as window:
        assert goes_on(window)
        window.look()
        window.until_state("ready")


@pytest.mark.timeout(1800)
def test_an_app_that_is_killed_in_mid_install_leaves_a_whole_one(app: App, publisher: Publisher):
    folder = app.program.parent
    part = folder / f"{publisher.image}.part"
    wholes = {app.program.name: app.program.read_bytes()}
    wholes[publisher.image] = publisher.release.file("linux", "x64.AppImage").read_bytes()
    for _ in range(TRIES):
        kill_when_there(app, part, folder / publisher.image)
        left = [file for file in folder.iterdir() if file != part]
        assert left
        assert all(file.read_bytes() == wholes[file.name] for file in left)
        if part.exists():
            break
        put_back(app, wholes[app.program.name])
    assert part.exists(), f"it had installed the file each of {TRIES} times before it was killed"
    assert left == [app.program]
    survivor = App(app.household, app.program, app.profile)
    with survivor.started() as window:
        window.look()
        window.until_state("ready")
        with survivor.after_restart(window) as newer:
            assert newer.version() == f"Version {NEW}"
    assert [file.name for file in folder.iterdir()] == [publisher.image]


def kill_when_there(app: App, *files: Path) -> None:
    """Let it install the newer version, and kill it as soon as one of the files is there."""
    with app.started() as window:
        window.look()
        window.until_state("ready")
        family = app.household.processes()
        window.restart_to_update()
        end = time.monotonic() + PATIENCE_S
        while not any(file.exists() for file in files):
            assert time.monotonic() < end
            # The first of them is there for a tenth of a second.
            time.sleep(0.001)
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()


def put_back(app: App, older: bytes) -> None:
    """Let nothing but the older version be there again."""
    for file in app.program.parent.iterdir():
        file.unlink()
    app.program.write_bytes(older)
    app.program.chmod(0o755)
