"""Reaching a server: proxies, names, ports and TLS."""

import asyncio
import ssl

import pytest

from backend.providers.errors import ModelError
from backend.providers.model import TextDelta
from tests.backend.providers.asking import ask
from tests.backend.providers.stand_in import STREAM_HEAD, delta, sends, stand_in

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(30)]

DONE = b"data: [DONE]\n\n"


async def test_the_proxy_of_the_environment_is_not_asked_for_this_machine(monkeypatch):
    """Trap 10: HTTP_PROXY without NO_PROXY would carry a local model's traffic away."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    async with stand_in(sends(STREAM_HEAD, delta(content="x"), delta("stop"), DONE)) as server:
        assert (await ask(server.base_url))[0] == TextDelta("x")
        with pytest.raises(ModelError) as raised:
            await ask("http://model.example/v1")
    assert raised.value.code == "model-unreachable"


async def test_a_proxy_that_cannot_be_used_is_told(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    with pytest.raises(ModelError, match="proxy of the environment"):
        await ask("http://model.example/v1")


@pytest.mark.parametrize(
    ("base_url", "reason"),
    [
        ("http://127.0.0.1:1/v1", "Nothing accepts connections there"),
        ("http://no-such-host.invalid/v1", "There is no machine of that name"),
    ],
)
async def test_the_reason_why_a_server_cannot_be_reached(base_url, reason, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ModelError) as raised:
        await ask(base_url)
    assert raised.value.code == "model-unreachable"
    assert reason in raised.value.detail


async def test_https_to_a_server_without_tls_is_told():
    async def speak_http(_reader, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(speak_http, "127.0.0.1", 0) as server:
        with pytest.raises(ModelError, match="does not speak TLS") as raised:
            await ask(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
    assert raised.value.code == "model-unreachable"


async def test_a_server_that_hangs_up_while_tls_begins_may_be_back_in_a_moment():
    async def hang_up(reader, writer):
        await reader.read(1)
        await reader.read(65536)
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        with pytest.raises(ModelError, match="The connection broke") as raised:
            await ask(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
    assert (raised.value.code, raised.value.retryable) == ("model-unreachable", True)


def test_certificates_are_checked_against_the_systems_trust_store():
    import httpx2  # noqa: PLC0415 - deferred as in the product

    context = httpx2.create_ssl_context()
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
