"""Removed: what is left is the person's, and nothing where that was asked for."""

from dataclasses import dataclass

import pytest

from build.wine.versions import NEW, OLD
from tests.release.wine.app import CONVERSATIONS, ENDED_BY_FORCE, App
from tests.release.wine.machine import PATIENCE_S, Machine, Registry

WINDOWS_OWN = {"AppData/Local/Programs"}
"""What the first installation of any app makes in a person's folder."""


@dataclass(frozen=True)
class Used:
    """The app, used by somebody, on a machine that was seen before it came."""

    app: App
    files: set[str]
    registry: Registry

    def left_files(self) -> set[str]:
        """What is in the person's folder, and was not; with its whole path where it is elsewhere."""
        home = self.app.machine.path(self.app.machine.home).relative_to(self.app.machine.path("C:\\")).as_posix()
        return {path.removeprefix(f"{home}/") for path in self.app.machine.files() - self.files} - WINDOWS_OWN

    def left_keys(self) -> set[str]:
        """What is in the registry, and was not; empty keys are those that other keys were in."""
        after = self.app.machine.registry()
        return {key for key in after.keys() - self.registry.keys() if after[key]}


@pytest.fixture(params=["one person", "everybody"])
def used(request: pytest.FixtureRequest, machine: Machine, product) -> Used:
    app = App(machine, product, for_all=request.param == "everybody")
    before = Used(app, machine.files(), machine.registry())
    assert app.install(OLD, *(["/allusers"] if app.for_all else [])) == 0
    app.write_conversations()
    return before


def test_conversations_are_all_that_is_left(used: Used):
    assert used.app.uninstall() == 0
    assert used.app.has_conversations()
    kept = f"AppData/Roaming/{used.app.name}"
    file = CONVERSATIONS.replace("\\", "/")
    assert used.left_files() == {kept, f"{kept}/data", f"{kept}/{file}"}
    assert used.left_keys() == set()


def test_nothing_is_left_when_that_was_asked_for(used: Used):
    assert used.app.uninstall("--delete-app-data") == 0
    assert used.left_files() == set()
    assert used.left_keys() == set()


def test_nothing_of_both_versions_is_left_after_an_upgrade(used: Used):
    assert used.app.install(NEW) == 0
    assert used.app.uninstall("--delete-app-data") == 0
    assert used.left_files() == set()
    assert used.left_keys() == set()


def test_conversations_are_there_again_when_it_comes_back(app: App):
    app.write_conversations()
    assert app.uninstall() == 0
    assert app.install(NEW) == 0
    assert app.has_conversations()


def test_a_backend_that_runs_is_gone_before_its_files_are(app: App):
    with app.machine.started(app.backend) as backend:
        assert app.uninstall() == 0
        assert backend.wait(PATIENCE_S) == ENDED_BY_FORCE
    assert not app.machine.path(app.folder).exists()
