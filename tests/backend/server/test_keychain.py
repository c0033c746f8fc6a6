"""Keys in a real keychain, through the real process."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.backend.client import Backend, backend_command
from tests.backend.secrets.keyring_session import in_keyring_session, needs_keyring

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: a private D-Bus session has a keychain")

KEY = "sk-test-0123456789abcdef"
PROVIDER = "/providers/openai-compatible"


@pytest.fixture
def start_with_keyring(start_backend: Callable[..., Backend], tmp_path: Path) -> Callable[[str], Backend]:
    """Return a function that starts a backend with a keychain that all of them share."""
    needs_keyring()
    command, environ = in_keyring_session(backend_command(), tmp_path / "home")

    def start(data_dir: str) -> Backend:
        return start_backend(tmp_path / data_dir, command=command, env=environ).ready()

    return start


def openai(backend: Backend) -> dict[str, object]:
    (provider,) = [one for one in backend.get("/providers") if one["id"] == "openai-compatible"]
    return dict(provider)


def test_a_key_is_kept_in_the_keychain_and_nowhere_else(
    start_with_keyring: Callable[[str], Backend], tmp_path: Path
) -> None:
    first = start_with_keyring("first")
    assert openai(first)["key_storage"] == "keychain"
    assert openai(first)["has_key"] is False
    assert first.request("PUT", f"{PROVIDER}/key", {"key": KEY}).status == 200
    assert first.stop() == 0

    # Another data folder, so that only the keychain can have kept it.
    second = start_with_keyring("second")
    assert openai(second)["has_key"] is True
    assert second.request("DELETE", f"{PROVIDER}/key").status == 200
    assert openai(second)["has_key"] is False
    assert "Secret Service" in second.get("/diagnostics")["keychain"]
    assert second.stop() == 0

    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in written if path.suffix == ".keyring"]
    assert [path for path in written if KEY.encode() in path.read_bytes()] == []


def test_without_a_keychain_keys_are_kept_in_memory(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    backend = start_backend(env={"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none"}).ready()
    assert openai(backend)["key_storage"] == "memory"
    assert backend.request("PUT", f"{PROVIDER}/key", {"key": KEY}).status == 200
    assert openai(backend)["has_key"] is True
    assert "memory" in backend.get("/diagnostics")["keychain"]
