"""Which addresses are of one server."""

import pytest

from backend.runs.key_servers import server_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://api.example.com/v1", "https://api.example.com"),
        ("https://api.example.com/v1", " HTTPS://API.example.com:443/v2/ "),
        ("http://localhost/v1", "http://localhost:80/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080"),
    ],
)
def test_paths_letter_case_and_default_ports_make_no_difference(one: str, other: str) -> None:
    assert server_of(one) == server_of(other) is not None


@pytest.mark.parametrize(
    "other",
    [
        "http://api.example.com/v1",
        "https://api.example.com:8443/v1",
        "https://api.example.com:0/v1",
        "https://example.com/v1",
        "https://api.example.com.evil.example/v1",
        "https://api.example.com@evil.example/v1",
        "https://evil.example/api.example.com/v1",
        "https://api.example.com\\.evil.example/v1",
    ],
)
def test_scheme_host_and_port_tell_servers_apart(other: str) -> None:
    assert server_of(other) not in {None, server_of("https://api.example.com/v1")}


@pytest.mark.parametrize("value", [None, "", "nonsense", "https://", "https://a:port", "http://[::1"])
def test_what_is_no_address_names_no_server(value: str | None) -> None:
    assert server_of(value) is None
