"""Which model a backend asks."""

from pathlib import Path

from tests.backend.client import Backend


def use_model(backend: Backend, base_url: str, workspace: Path | str | None = None) -> None:
    """Let a backend ask the model of an OpenAI-compatible server, whichever it has."""
    settings = {
        "provider": "openai-compatible",
        "base_url": base_url,
        "model": "any",
        "workspace": None if workspace is None else str(workspace),
    }
    reply = backend.request("PATCH", "/settings", settings)
    assert reply.status == 200, reply.body
