"""What the tests of the backend share: which of them the target takes, and processes that never outlive their test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.backend import targets
from tests.backend.client import Backend, backend_command

StartBackend = Callable[..., Backend]
HERE = Path(__file__).parent
_LEFT_OUT = pytest.StashKey[list[tuple[targets.LeftOut, str, str]]]()
_RUN = pytest.StashKey[int]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not for this target: deselected, not skipped, for it could not run on any other machine."""
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    reasons: list[tuple[targets.LeftOut, str, str]] = []
    for item in items:
        why = _judge(item)
        if why is None:
            kept.append(item)
        else:
            dropped.append(item)
            file = item.path.relative_to(config.rootpath).as_posix()
            reasons.append((why, file, getattr(item, "originalname", item.name)))
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept
    config.stash[_RUN] = len(kept)
    config.stash[_LEFT_OUT] = reasons


def _judge(item: pytest.Item) -> targets.LeftOut | None:
    if not item.path.is_relative_to(HERE):
        return None
    marks = {mark.name for mark in item.iter_markers()}
    return targets.judge(getattr(item, "fixturenames", ()), marks, program=targets.is_program(), root=targets.is_root())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what ran, and what was left out and why."""
    if targets.is_program() and _RUN in config.stash:
        left_out = config.stash[_LEFT_OUT]
        terminalreporter.section("target")
        for line in targets.report(backend_command()[0], config.stash[_RUN], left_out):
            terminalreporter.write_line(line)


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
