"""Base URLs as people enter them."""

import pytest

from backend.providers.errors import ModelError
from backend.providers.openai_compatible import address


@pytest.mark.parametrize(
    ("entered", "url", "is_loopback"),
    [
        ("https://api.example.com/v1", "https://api.example.com/v1", False),
        (" https://api.example.com/v1/ ", "https://api.example.com/v1", False),
        ("https://api.example.com/v1/chat/completions", "https://api.example.com/v1", False),
        ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1", True),
        ("http://localhost:8080", "http://localhost:8080", True),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1", True),
        ("http://192.168.1.5:8080/v1", "http://192.168.1.5:8080/v1", False),
        ("http://127.0.0.1.example.com", "http://127.0.0.1.example.com", False),
    ],
)
def test_addresses_are_tidied(entered, url, is_loopback):
    read = address.read(entered)
    assert (read.url, read.is_loopback) == (url, is_loopback)


@pytest.mark.parametrize(
    "entered",
    [
        None,
        "",
        "  ",
        "api.example.com/v1",
        "ftp://example.com",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@example.com/v1",
        "https://example.com/v1?key=secret",
        "https://example.com:port/v1",
        "https://exa mple.com",
        "https://[::1",
    ],
)
def test_what_is_no_address_is_told_without_quoting_it(entered):
    with pytest.raises(ModelError) as raised:
        address.read(entered)
    assert raised.value.code == "model-not-configured"
    assert "secret" not in str(raised.value)
