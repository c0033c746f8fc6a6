"""Two versions of the app, a publisher of the newer one, and somebody without privileges who has the older one."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from build.feed.artifacts import Release
from build.feed.identity import keys_for_tests
from build.package.edition import Edition
from build.tools import xvfb
from build.updates.versions import FEED_VARIABLE, FOLDER_VARIABLE, NEW, OLD
from tests.release.artifacts import SECONDS
from tests.release.feed_server import feed_server
from tests.release.updates.app import App
from tests.release.updates.household import Household, new_household
from tests.release.updates.publisher import Publisher


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These start AppImages and install packages of Linux as root, and use them as somebody else."""
    can = sys.platform == "linux" and os.geteuid() == 0
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(SECONDS))
            if not can:
                item.add_marker(pytest.mark.skip(reason="needs Linux, and root there, to install packages"))


@dataclass(frozen=True)
class Versions:
    """What `build.updates.versions` made."""

    old: Release
    new: Release
    feed: str


@pytest.fixture(scope="session")
def product() -> dict[str, Any]:
    return Edition("updates", Path()).product


@pytest.fixture(scope="session")
def versions(product: dict[str, Any]) -> Versions:
    folder = Path(os.environ[FOLDER_VARIABLE])
    old, new = (Release(folder, product["id"], version) for version in (OLD, NEW))
    return Versions(old, new, os.environ[FEED_VARIABLE])


@pytest.fixture(scope="session")
def screen() -> Iterator[dict[str, str]]:
    with xvfb.virtual_display() as variables:
        yield variables


@pytest.fixture(scope="session")
def released(versions: Versions) -> Iterator[Publisher]:
    with (
        tempfile.TemporaryDirectory(prefix="web ") as web,
        feed_server(Path(web), port=urlsplit(versions.feed).port or 0) as server,
    ):
        publisher = Publisher(versions.new, keys_for_tests(Path(sys.executable)), server)
        publisher.release_it()
        yield publisher


@pytest.fixture
def publisher(released: Publisher) -> Iterator[Publisher]:
    """Offers the newer version to everybody."""
    released.publish_anew()
    released.server.forget()
    yield released
    released.server.mend(released.image)
    released.server.mend(released.package)


@pytest.fixture(scope="module")
def house(screen: dict[str, str]) -> Iterator[Household]:
    """A household that the tests of a file share."""
    with new_household(screen) as one:
        yield one


@pytest.fixture
def household(screen: dict[str, str]) -> Iterator[Household]:
    with new_household(screen) as one:
        yield one


@pytest.fixture(scope="session")
def mount(versions: Versions) -> Iterator[Path]:
    """The older version's AppImage as its runtime would mount it, for all who need not see it mounted."""
    with tempfile.TemporaryDirectory(prefix="mount-") as folder:
        image = versions.old.file("linux", "x64.AppImage")
        subprocess.run([image, "--appimage-extract"], cwd=folder, stdout=subprocess.DEVNULL, check=True)
        # What it unpacks is for whoever unpacked it.
        subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
        yield Path(folder, "squashfs-root")


@pytest.fixture
def appimage(household: Household, versions: Versions) -> App:
    """The older version's AppImage, where its user put it."""
    return put_appimage(household, versions)


@pytest.fixture
def app(household: Household, versions: Versions, mount: Path) -> App:
    """The same, mounted: its starts take less time."""
    return put_appimage(household, versions, mount)


def put_appimage(household: Household, versions: Versions, mount: Path | None = None) -> App:
    """Let a household have the older version's AppImage."""
    image = versions.old.file("linux", "x64.AppImage")
    folder = household.home / "Applications"
    folder.mkdir()
    program = Path(shutil.copy(image, folder / image.name))
    program.chmod(0o755)
    return App(household, program, household.home / "profile", mount)
