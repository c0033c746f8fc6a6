"""What every measurement says to our backend."""

from typing import Final

from build.bench.wire import HttpConnection

QUESTION: Final = "Hello"


def use_model(connection: HttpConnection, base_url: str) -> None:
    """Let the backend ask this model from now on."""
    settings = {"provider": "openai-compatible", "base_url": base_url, "model": "bench"}
    connection.request("PATCH", "/settings", settings)
