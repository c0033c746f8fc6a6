from typing import Final

import pytest

from build.bench.release.subjects import CLIENTS, RELEASE, TITLES, Making, makings
from build.bench.release.suite import require_machine
from build.errors import BuildError

LINUX: Final = "linux-x64"
WINDOWS: Final = "win32-x64"


def test_all_of_it_takes_every_artifact_of_one_version_and_those_that_update_of_the_others():
    assert makings(TITLES) == [
        Making("plain", LINUX, ("AppImage", "deb", "rpm", "tar.gz")),
        Making("plain", WINDOWS, ("nsis",)),
        Making("renderer", LINUX, ("AppImage",)),
        Making("renderer", WINDOWS, ("nsis",)),
        Making("agent", LINUX, ("AppImage",)),
        Making("agent", WINDOWS, ("nsis",)),
    ]


def test_an_update_takes_its_own_two_versions_and_nothing_else():
    assert makings(["appimage-agent"]) == [
        Making("plain", LINUX, ("AppImage",)),
        Making("agent", LINUX, ("AppImage",)),
    ]


def test_a_release_makes_its_artifacts_by_itself():
    assert makings([RELEASE, CLIENTS]) == []


@pytest.mark.parametrize("target", ["win32-x64", "darwin-arm64", "linux-arm64"])
def test_other_machines_are_refused(target: str):
    with pytest.raises(BuildError, match=f"cannot be measured on {target}") as caught:
        require_machine(target)
    assert caught.value.code == "not-measured-here"


def test_this_kind_of_machine_is_not():
    require_machine(LINUX)
