"""TLS to a model's server: trusted where the machine trusts it, refused where it does not."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.backend.client import Backend
from tests.backend.server.https_model import ANSWER, HttpsModel, https_model

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="needs Linux: elsewhere the environment cannot say what is trusted"
)
KEY = "sk-test-0123456789abcdef"


@pytest.fixture
def model(tmp_path: Path) -> Iterator[HttpsModel]:
    with https_model(tmp_path / "tls") as server:
        yield server


def ask(backend: Backend, model: HttpsModel) -> dict[str, Any]:
    """Ask the model through the whole backend; return the last message of the run."""
    settings = {"provider": "openai-compatible", "base_url": model.base_url, "model": "any"}
    assert backend.request("PATCH", "/settings", settings).status == 200
    assert backend.request("PUT", "/providers/openai-compatible/key", {"key": KEY}).status == 200
    with backend.socket() as stream:
        return stream.run("Good morning")[-1]


def without_keychain(tmp_path: Path) -> dict[str, str]:
    return {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none"}


def test_a_server_whose_authority_is_trusted_is_used(
    start_backend: Callable[..., Backend], tmp_path: Path, model: HttpsModel
) -> None:
    environ = {"SSL_CERT_FILE": str(model.authority), **without_keychain(tmp_path)}
    answer = ask(start_backend(env=environ).ready(), model)
    assert (answer["type"], answer.get("text")) == ("run.finished", ANSWER), answer
    assert model.keys == [f"Bearer {KEY}"]


def test_a_server_that_nobody_vouches_for_never_gets_the_key(
    start_backend: Callable[..., Backend], tmp_path: Path, model: HttpsModel
) -> None:
    refused = ask(start_backend(env=without_keychain(tmp_path)).ready(), model)
    assert (refused["type"], refused["problem"]["type"]) == ("run.failed", "model-unreachable")
    assert "certificate is not trusted" in refused["problem"]["detail"]
    assert "SSL_CERT_FILE" in refused["problem"]["detail"]
    assert "running?" not in refused["problem"]["detail"]
    assert refused["problem"]["retryable"] is False
    assert model.keys == []


def test_a_certificate_for_another_name_is_refused(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    with https_model(tmp_path / "tls", host="elsewhere.example") as model:
        environ = {"SSL_CERT_FILE": str(model.authority), **without_keychain(tmp_path)}
        refused = ask(start_backend(env=environ).ready(), model)
    assert (refused["type"], refused["problem"]["type"]) == ("run.failed", "model-unreachable")
    assert "certificate is not trusted" in refused["problem"]["detail"]
    assert "SSL_CERT_FILE" in refused["problem"]["detail"]
    assert "running?" not in refused["problem"]["detail"]
    assert refused["problem"]["retryable"] is False
    assert model.keys == []


def test_certificates_that_cannot_be_read_are_told_with_a_remedy(
    start_backend: Callable[..., Backend], tmp_path: Path, model: HttpsModel
) -> None:
    environ = {"SSL_CERT_FILE": str(tmp_path / "none.pem"), **without_keychain(tmp_path)}
    refused = ask(start_backend(env=environ).ready(), model)
    assert (refused["type"], refused["problem"]["type"]) == ("run.failed", "model-unreachable")
    assert "SSL_CERT_FILE" in refused["problem"]["detail"]
