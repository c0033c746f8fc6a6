"""Read the base URL of the settings; pure."""

import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from backend.providers.errors import ModelError
from backend.providers.openai_compatible import failures

_ENDPOINTS: Final = ("/chat/completions", "/completions", "/models")


@dataclass(frozen=True, slots=True)
class Address:
    """A base URL without a slash at its end; ``is_loopback`` servers run on this very machine."""

    url: str
    host: str
    is_loopback: bool


def read(base_url: str | None) -> Address:
    """Check and tidy a base URL; the address of an endpoint is taken for its base.

    Raises:
        ModelError: there is none, or it is none.
    """
    text = (base_url or "").strip().rstrip("/")
    if not text:
        raise failures.not_configured("base URL")
    try:
        split = urlsplit(text)
        host, _port = split.hostname or "", split.port
    except ValueError as error:
        raise _no_url() from error
    if split.scheme not in {"http", "https"} or not host or any(letter.isspace() for letter in text):
        raise _no_url()
    if split.username or split.password or split.query or split.fragment:
        raise ModelError(
            "model-not-configured",
            "The base URL holds more than an address.",
            "Remove what follows “?” or “#”, and any user name or password; the key has a field of its own.",
            retryable=False,
        )
    for endpoint in _ENDPOINTS:
        text = text.removesuffix(endpoint)
    return Address(text, host, _is_loopback(host))


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _no_url() -> ModelError:
    return ModelError(
        "model-not-configured",
        "The base URL is not an address.",
        "It must look like https://api.example.com/v1 or http://127.0.0.1:11434/v1.",
        retryable=False,
    )
