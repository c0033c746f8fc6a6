"""A version is offered to a share of the installations: to none of them when it was halted, to all at the end."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.release.updates.conftest import Versions, put_appimage
from tests.release.updates.household import new_household
from tests.release.updates.publisher import Publisher
from tests.release.updates.window import Window

CLIENTS = 3


@pytest.fixture
def windows(screen: dict[str, str], versions: Versions, mount: Path) -> Iterator[list[Window]]:
    """Installations of which each has drawn another lot."""
    with ExitStack() as stack:
        households = [stack.enter_context(new_household(screen)) for _ in range(CLIENTS)]
        apps = [put_appimage(household, versions, mount) for household in households]
        yield [stack.enter_context(app.started()) for app in apps]


def test_a_halted_version_reaches_nobody_and_a_full_rollout_everybody(windows: list[Window], publisher: Publisher):
    publisher.offer_to(0)
    assert [window.look() for window in windows] == ["current"] * CLIENTS
    assert publisher.image not in {one.file for one in publisher.server.sent}
    publisher.offer_to(100)
    assert [window.look() for window in windows] == ["available"] * CLIENTS
    for window in windows:
        window.until_state("ready")
