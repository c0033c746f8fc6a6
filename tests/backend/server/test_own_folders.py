"""The folders that the shell names are the program's own: no agent works in them."""

from collections.abc import Callable
from pathlib import Path

from tests.backend.client import Backend


def test_the_folders_of_the_handshake_are_no_workspace(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    backend = start_backend(tmp_path / "data", log_dir=tmp_path / "logs").ready()
    for folder in (backend.data_dir, backend.log_dir):
        reply = backend.request("PATCH", "/settings", {"workspace": str(folder)})
        assert (reply.status, reply.json()["type"]) == (422, "invalid-setting")
    assert backend.get("/settings")["workspace"] is None
