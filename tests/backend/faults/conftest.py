"""What the faults share."""

from collections.abc import Iterator

import pytest

from tests.backend.faults.streaming_model import streaming_model
from tests.backend.stalls import Stalls, watched_stalls


@pytest.fixture
def model() -> Iterator[str]:
    """The base URL of a model that does what the question says."""
    with streaming_model() as base_url:
        yield base_url


@pytest.fixture
def stalls() -> Iterator[Stalls]:
    """When nothing went on during the test."""
    with watched_stalls() as watched:
        yield watched
