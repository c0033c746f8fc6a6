"""The Debian package, installed for real: it fetches its successor, and whoever knows the password installs it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from build.updates.versions import NEW, OLD
from tests.release.artifacts import COMMAND_S, PATIENCE_S
from tests.release.linux.user import are_sandboxed
from tests.release.updates.administrator import Administrator, administrator
from tests.release.updates.app import App
from tests.release.updates.conftest import Versions
from tests.release.updates.household import Household
from tests.release.updates.publisher import Publisher

ENVIRON = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
QUESTION = "Which version are you?"


def run(*command: str | Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], env=ENVIRON, capture_output=True, text=True, timeout=COMMAND_S, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def installed_version(product: dict[str, Any]) -> str:
    return run("dpkg-query", "--show", "--showformat=${Version}", product["id"])


@pytest.fixture
def installed(household: Household, versions: Versions, product: dict[str, Any]) -> Iterator[App]:
    package = versions.old.file("linux", "x64.deb")
    run("apt-get", "install", "--yes", "--no-install-recommends", "--reinstall", "--allow-downgrades", package)
    yield App(household, Path("/usr/bin", product["id"]), household.home / "profile")
    household.kill()
    run("dpkg", "--purge", product["id"])
    assert not Path("/opt", product["name"]).exists()


@pytest.fixture
def password(household: Household) -> Iterator[Administrator]:
    with administrator(household) as somebody:
        yield somebody


def test_it_becomes_the_newer_version_and_keeps_its_conversations(
    installed: App, password: Administrator, publisher: Publisher, product
):
    with replace(installed, looks_by_itself=True).started() as window:
        assert window.version() == f"Version {OLD}"
        assert are_sandboxed(installed.household.processes())
        window.back()
        window.ask(QUESTION)
        answer = window.answered()
        window.until_state("ready")
        with installed.after_restart(window) as newer:
            assert newer.version() == f"Version {NEW}"
            newer.open_conversation(QUESTION)
            assert newer.answered() == answer
    assert len(password.asked) == 1
    assert installed_version(product) == NEW
    assert run("dpkg", "--verify", product["id"]) == ""


def test_it_goes_on_when_the_password_is_not_given(
    installed: App, password: Administrator, publisher: Publisher, product
):
    password.agrees = False
    with installed.started() as window:
        window.look()
        window.until_state("ready")
        window.restart_to_update()
        window.until_state("failed")
        assert window.trouble()[0] == "not-permitted"
        window.back()
        window.until_ready()
        window.ask(QUESTION)
        assert QUESTION in window.answered()
    assert installed_version(product) == OLD


@pytest.fixture
def evil_package(product: dict[str, Any], tmp_path: Path) -> Path:
    """A newer package of the same name, which dpkg would install."""
    control = tmp_path / "evil" / "DEBIAN" / "control"
    control.parent.mkdir(parents=True)
    fields = {"Package": product["id"], "Version": "9.9.9", "Architecture": "amd64", "Maintainer": "Mallory"}
    control.write_text("".join(f"{name}: {value}\n" for name, value in fields.items()) + "Description: evil\n")
    run("dpkg-deb", "--build", "--root-owner-group", tmp_path / "evil", tmp_path / "evil.deb")
    return tmp_path / "evil.deb"


def test_a_package_that_is_swapped_after_the_password_is_refused(
    installed: App, password: Administrator, publisher: Publisher, evil_package: Path, product
):
    password.meanwhile = lambda fetched: shutil.copyfile(evil_package, fetched)
    with installed.started() as window:
        window.look()
        window.until_state("ready")
        window.restart_to_update()
        window.until_state("failed")
        assert window.trouble()[0] == "checksum"
        window.back()
        window.until_ready()
        window.ask(QUESTION)
        assert QUESTION in window.answered()
    assert len(password.asked) == 1
    assert installed_version(product) == OLD
    assert run("dpkg", "--verify", product["id"]) == ""


def test_an_app_that_dies_while_its_successor_is_installed_leaves_a_whole_one(
    installed: App, password: Administrator, publisher: Publisher, product
):
    with installed.started() as window:
        window.look()
        window.until_state("ready")
        window.restart_to_update()
        assert password.begun.wait(PATIENCE_S)
        installed.household.kill()
    assert password.ended.wait(PATIENCE_S)
    with installed.started() as window:
        assert window.version() == f"Version {NEW}"
    assert installed_version(product) == NEW
