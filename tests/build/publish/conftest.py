"""A vendor, the folder that is published to, and a client of it."""

import pytest

from build.publish.folder import FolderPlace
from tests.build.publish.publishing import PUBLIC, Client
from tests.build.publish.releases import Vendor, fixture_keys


@pytest.fixture
def place(tmp_path):
    return FolderPlace(tmp_path / "published Zoë 测试")


@pytest.fixture
def vendor(tmp_path, place):
    return Vendor(tmp_path / "made", place, fixture_keys("current", known=PUBLIC))


@pytest.fixture
def client(place):
    return Client(place.folder, PUBLIC["current"])
