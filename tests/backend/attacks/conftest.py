"""What the attacks share."""

from collections.abc import Iterator

import pytest

from tests.backend.attacks.model_server import ModelServer


@pytest.fixture
def model() -> Iterator[ModelServer]:
    """A model that does as a test tells it."""
    server = ModelServer()
    try:
        yield server
    finally:
        server.close()
