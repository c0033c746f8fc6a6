"""The HTTP client, and what its errors mean. ``httpx2`` is imported when the first client is made."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from functools import cache
from typing import TYPE_CHECKING, Final

from backend.providers.errors import ModelError
from backend.providers.openai_compatible import failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

    from backend.providers.openai_compatible.address import Address

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 120.0
WRITE_SECONDS: Final = 30.0


async def open_http(address: Address, key: str | None, read_seconds: float = READ_SECONDS) -> httpx2.AsyncClient:
    """Make a client; off the event loop where the import or the system's certificates take a while.

    Certificates are checked against the system's trust store, or what ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` names. The
    proxies of the environment are honoured, but never for this machine: ``HTTP_PROXY`` without ``NO_PROXY`` would carry
    a local model's traffic away.

    Raises:
        ModelError: the key cannot be sent, or the environment names a proxy or certificates that cannot be used.
    """
    headers = {"Accept": "text/event-stream, application/json"}
    if key:
        if not (key.isascii() and key.isprintable()):
            raise ModelError(
                "model-authentication",
                "The key holds characters that no key has.",
                "Enter the key in the settings again, without line ends or quotes.",
                retryable=False,
            )
        headers["Authorization"] = f"Bearer {key}"
    if _needs_no_trust(address) and "httpx2" in sys.modules:
        return _make(address, headers, read_seconds)
    return await asyncio.to_thread(_make, address, headers, read_seconds)


def _make(address: Address, headers: dict[str, str], read_seconds: float) -> httpx2.AsyncClient:
    import httpx2  # noqa: PLC0415 - deferred: a fifth of a second

    timeout = httpx2.Timeout(connect=CONNECT_SECONDS, read=read_seconds, write=WRITE_SECONDS, pool=CONNECT_SECONDS)
    try:
        trust = _trust(address)
    except OSError as error:
        raise ModelError(
            "model-unreachable",
            "The certificates that the environment names cannot be read.",
            f"Check SSL_CERT_FILE and SSL_CERT_DIR: {error.strerror}.",
            retryable=False,
        ) from error
    try:
        return httpx2.AsyncClient(headers=headers, timeout=timeout, verify=trust, trust_env=not address.is_loopback)
    except (ImportError, ValueError) as error:
        raise ModelError(
            "model-unreachable",
            "The proxy of the environment cannot be used.",
            f"Check HTTP_PROXY, HTTPS_PROXY and ALL_PROXY: {error}",
            retryable=False,
        ) from error


def _trust(address: Address) -> ssl.SSLContext:
    import httpx2  # noqa: PLC0415 - imported before, by ``_make``

    if _needs_no_trust(address):
        # Reading the system's certificates takes longer than all else that a run does before its first word.
        return _no_trust()
    return httpx2.create_ssl_context(trust_env=_is_secure(address))


def _needs_no_trust(address: Address) -> bool:
    """Whether TLS is never spoken there, not even to a proxy."""
    return address.is_loopback and not _is_secure(address)


def _is_secure(address: Address) -> bool:
    return address.url.startswith("https:")


@cache
def _no_trust() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def http_errors() -> tuple[type[httpx2.HTTPError], type[httpx2.InvalidURL]]:
    """Return what a client raises; for “except”, which asks only when something was raised."""
    import httpx2  # noqa: PLC0415 - imported before, by ``open_http``

    return httpx2.HTTPError, httpx2.InvalidURL


def explained(
    error: httpx2.HTTPError | httpx2.InvalidURL, address: Address, read_seconds: float, *, is_streaming: bool
) -> ModelError:
    """Say what a failed exchange means. The error itself holds the request, and so the key: it is not kept."""
    import httpx2  # noqa: PLC0415 - imported before, by whoever made the error

    if isinstance(error, httpx2.TimeoutException) and not isinstance(error, httpx2.ConnectTimeout):
        return _timeout(read_seconds)
    if isinstance(error, httpx2.DecodingError):
        return failures.not_this_protocol("Its compression is broken.")
    if is_streaming:
        return failures.cut()
    match error:
        case httpx2.ConnectTimeout():
            return _unreachable(address, f"No connection within {CONNECT_SECONDS:g} seconds.")
        case httpx2.ProxyError():
            return _unreachable(address, "The proxy refused. Check HTTP_PROXY and HTTPS_PROXY.")
        case _:
            tls = _tls_error(error)
            return _untrusted(address, tls) if tls else _unreachable(address, _reason(error))


def _unreachable(address: Address, reason: str) -> ModelError:
    local = "Is the model's server running? Start it, or check the base URL in the settings."
    hint = local if address.is_loopback else "Check the network and the base URL."
    return ModelError(
        "model-unreachable",
        f"The model's server at {address.host} cannot be reached.",
        f"{reason} {hint}",
        retryable=True,
    )


def _untrusted(address: Address, error: ssl.SSLError) -> ModelError:
    """Say why there is no safe connection: the server is there, and to try again changes nothing."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why = f"Its certificate is not trusted on this machine: {error.verify_message}."
        remedy = (
            "Check that the base URL has the name that the certificate is for, and that the clock is right. For a "
            "server of your own, add its authority to the system's certificates, or name its file in SSL_CERT_FILE."
        )
    else:
        why = "It does not speak TLS there: https and http may be mixed up."
        remedy = "Check the base URL: a server without certificate has one that begins with http://."
    return ModelError(
        "model-unreachable",
        f"There is no secure connection to the model's server at {address.host}.",
        f"{why} {remedy}",
        retryable=False,
    )


def _timeout(read_seconds: float) -> ModelError:
    return ModelError(
        "model-timeout",
        "The model's server fell silent.",
        f"Nothing came for {read_seconds:g} seconds. Try again, or choose a faster model.",
        retryable=True,
    )


def _reason(error: BaseException) -> str:
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return "There is no machine of that name."
        if isinstance(cause, ConnectionRefusedError):
            return "Nothing accepts connections there."
    return "The connection broke before an answer came."


def _tls_error(error: BaseException) -> ssl.SSLError | None:
    # A server that hangs up while TLS begins is at its end or too busy; that, to try again may change.
    broken = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
    causes = (cause for cause in _causes(error) if isinstance(cause, ssl.SSLError))
    return next((cause for cause in causes if not isinstance(cause, broken)), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = [error]
    for one in seen:
        yield one
        inner = list(one.exceptions) if isinstance(one, BaseExceptionGroup) else []
        seen += [cause for cause in (*inner, one.__cause__, one.__context__) if cause is not None and cause not in seen]
