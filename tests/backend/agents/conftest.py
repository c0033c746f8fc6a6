"""What the tests of the agents share."""

import pytest

from tests.backend.providers.aimock import aimock

__all__ = ["aimock"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
