"""The client of the tests finds what a backend leaves behind."""

from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.backend.client import Backend


def test_a_process_that_outlives_its_backend_fails_the_test_and_is_ended(tmp_path: Path) -> None:
    leave_one = f"setsid sleep 600 >/dev/null 2>&1 & echo $! > '{tmp_path}/left'"
    with (
        pytest.raises(AssertionError, match="has left behind"),
        Backend(tmp_path, command=["sh", "-c", leave_one]) as backend,
    ):
        assert backend.wait() == 0
    left = int((tmp_path / "left").read_text(encoding="utf-8"))
    with suppress(psutil.NoSuchProcess):
        psutil.Process(left).wait(5)


def test_a_backend_that_leaves_nothing_is_well(tmp_path: Path) -> None:
    with Backend(tmp_path, command=["sh", "-c", "sleep 0.01 & wait"]) as backend:
        assert backend.wait() == 0
