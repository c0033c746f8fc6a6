"""The artifacts of a release for Linux, and somebody without privileges who uses them on a screen in memory."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from build.tools import xvfb
from tests.release.artifacts import mark, product_facts, stem_of
from tests.release.linux.user import User

NEEDS_ROOT = pytest.mark.skip(reason="needs Linux, and root there, to install packages")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These install packages of Linux, which takes Linux and root."""
    can = sys.platform == "linux" and os.geteuid() == 0
    mark(items, Path(__file__).parent, *([] if can else [NEEDS_ROOT]))


@pytest.fixture(scope="session")
def product() -> dict[str, Any]:
    return product_facts()


@pytest.fixture(scope="session")
def stem() -> Path:
    """The path of every artifact, but for what comes after the last dot."""
    return stem_of("linux-x64")


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch) -> Iterator[User]:
    with (
        tempfile.TemporaryDirectory(prefix="user Zoë 测试 ", ignore_cleanup_errors=True) as home,
        xvfb.virtual_display() as screen,
    ):
        somebody = User(Path(home))
        cookie = Path(shutil.copy(screen["XAUTHORITY"], home))
        somebody.own_everything()
        for name, value in {**screen, "XAUTHORITY": str(cookie), "TMPDIR": home}.items():
            monkeypatch.setenv(name, value)
        yield somebody
