"""uvicorn's protocols on a port that is open already; imported in the background."""

import asyncio
from contextlib import suppress
from typing import cast

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState
from websockets.exceptions import InvalidState

from backend.server import replies
from backend.server.gate import Application
from backend.server.replies import common_headers
from backend.server.strangers import STRANGER, Stranger, Strangers

MAX_MESSAGE_BYTES = 16 * 1024 * 1024
"""Many times the longest message of the protocol, so that a message that is too long is told so in words.

Beyond it the connection is closed with 1009."""


class _HttpProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 whose own refusals are problems too, and which does not wait for a request for ever."""

    def __init__(
        self, config: Config, server_state: ServerState, loop: asyncio.AbstractEventLoop, stranger: Stranger
    ) -> None:
        super().__init__(config, server_state, {STRANGER: stranger}, loop)
        self._stranger = stranger

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        connection = cast("asyncio.Transport", transport)
        super().connection_made(connection)
        self._stranger.come(connection)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stranger.leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._stranger.awaited()
        else:
            self._stranger.heard()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        # The connection is the WebSocket's from now on, and that one closes it at once if it is refused.
        self._stranger.leave()
        super().handle_websocket_upgrade(event)

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
        strangers: keeps count of those that have not shown the token.
    """

    def __init__(self, application: Application, loop: asyncio.AbstractEventLoop, strangers: Strangers) -> None:
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
        self._strangers = strangers

    def protocol(self) -> asyncio.Protocol:
        """Return the protocol for one connection."""
        return _HttpProtocol(self._config, self._state, self._loop, Stranger(self._strangers))

    def close(self) -> None:
        """Close all connections: a WebSocket is told 1012 (the service restarts), a request is cut off."""
        for connection in list(self._state.connections):
            # A socket that is closing already refuses to be told so again.
            with suppress(InvalidState):
                connection.shutdown()
        for task in list(self._state.tasks):
            task.cancel()
