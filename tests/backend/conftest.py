"""What the tests of the backend share: backend processes that never outlive their test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.backend.client import Backend

StartBackend = Callable[..., Backend]


@pytest.fixture
def start_backend(tmp_path: Path) -> Iterator[StartBackend]:
    """Return a function that starts a backend; ``data_dir`` is the test's own unless given."""
    with ExitStack() as stack:

        def start(data_dir: Path | None = None, **more: Any) -> Backend:
            return stack.enter_context(Backend(data_dir or tmp_path / "data", **more))

        yield start


@pytest.fixture
def backend(start_backend: StartBackend) -> Backend:
    """Return a backend with its engine loaded."""
    return start_backend().ready()


@pytest.fixture(scope="module")
def shared_backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """Return one loaded backend for all tests of a module that do not change what others see."""
    with Backend(tmp_path_factory.mktemp("shared")) as process:
        yield process.ready()
