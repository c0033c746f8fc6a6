"""uvicorn's protocols on a port that is open already; imported in the background."""

import asyncio
from contextlib import suppress

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState
from websockets.exceptions import InvalidState

from backend.server import replies
from backend.server.gate import Application
from backend.server.replies import common_headers

MAX_MESSAGE_BYTES = 16 * 1024 * 1024
"""Many times the longest message of the protocol, so that a message that is too long is told so in words.

Beyond it the connection is closed with 1009."""


class _HttpProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 whose own refusals are problems too."""

    def send_400_response(self, msg: str) -> None:
        if self.cycle and not self.cycle.response_complete:
            # Only the body is broken, and the application has the request already: what it answers goes nowhere.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if self.cycle.response_started:
                self.transport.close()
                return
        reply = replies.problem(400, "invalid-http", "This is not an HTTP request.", msg)
        headers = [*reply.headers, *common_headers(None), (b"connection", b"close")]
        for event in (
            h11.Response(status_code=reply.status, headers=headers, reason=b"Bad Request"),
            h11.Data(data=reply.body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


class HttpServer:
    """Makes uvicorn's protocols for an application, and closes their connections.

    Args:
        application: the whole of it, the gate included.
        loop: where the connections live.
    """

    def __init__(self, application: Application, loop: asyncio.AbstractEventLoop) -> None:
        self._config = Config(
            application,
            http=_HttpProtocol,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_max_size=MAX_MESSAGE_BYTES,
            ws_ping_interval=None,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            interface="asgi3",
        )
        self._config.load()
        self._state = ServerState()
        self._loop = loop

    def protocol(self) -> asyncio.Protocol:
        """Return the protocol for one connection."""
        return _HttpProtocol(config=self._config, server_state=self._state, app_state={}, _loop=self._loop)

    def close(self) -> None:
        """Close all connections: a WebSocket is told 1012 (the service restarts), a request is cut off."""
        for connection in list(self._state.connections):
            # A socket that is closing already refuses to be told so again.
            with suppress(InvalidState):
                connection.shutdown()
        for task in list(self._state.tasks):
            task.cancel()
