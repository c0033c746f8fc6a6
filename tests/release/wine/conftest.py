"""Two versions of the Windows installer, a Windows for each test, and the older version on it."""

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from build.package.installers import artifact_stem
from build.paths import ROOT
from build.platforms import this_target
from build.tools import xvfb
from build.unprivileged import is_root
from build.wine.root import ROOT as WINE
from build.wine.root import refusal
from build.wine.versions import INSTALLERS, NEW, OLD, TARGET
from tests.release.wine.app import App
from tests.release.wine.machine import Machine, new_machine


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These have a Debian of their own, which takes Linux and root."""
    can = refusal(this_target(), root=is_root(), has_debootstrap=True) is None
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(1200))
            if not can:
                item.add_marker(pytest.mark.skip(reason="needs Linux x64, and root there, to have Wine"))


@pytest.fixture(scope="session")
def product() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    with xvfb.virtual_display() as screen:
        shutil.copy(screen["XAUTHORITY"], WINE / "root" / ".Xauthority")
        yield screen["DISPLAY"]


def machine_with_installers(display: str, product: dict[str, Any]) -> Iterator[Machine]:
    """A Windows with both installers among the person's downloads."""
    with new_machine(secrets.token_hex(4), display) as machine:
        downloads = machine.path(rf"{machine.home}\Downloads")
        for version in (OLD, NEW):
            name = f"{artifact_stem(product | {'version': version}, TARGET)}.exe"
            os.link(INSTALLERS / name, downloads / f"Setup {version}.exe")
        yield machine


@pytest.fixture
def machine(display: str, product: dict[str, Any]) -> Iterator[Machine]:
    yield from machine_with_installers(display, product)


@pytest.fixture
def app(machine: Machine, product: dict[str, Any]) -> App:
    """The older version, installed for one person."""
    installed = App(machine, product)
    assert installed.install(OLD) == 0
    return installed
