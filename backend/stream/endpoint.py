"""The WebSocket endpoint: between ASGI and a session."""

import logging

from starlette.websockets import WebSocket, WebSocketDisconnect

from backend.protocol.base import SUBPROTOCOL
from backend.runs.registry import RunRegistry
from backend.stream.incoming import parse
from backend.stream.session import Session, SocketGoneError

_log = logging.getLogger(__name__)


class StreamEndpoint:
    """Serves one socket after the other for the same runs. Who may connect is decided before it is called."""

    def __init__(self, registry: RunRegistry) -> None:
        self._registry = registry

    async def __call__(self, websocket: WebSocket) -> None:
        """Serve one socket until it is closed."""
        offered: list[str] = websocket.scope.get("subprotocols", [])
        await websocket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)

        async def send(text: str) -> None:
            try:
                await websocket.send_text(text)
            except (WebSocketDisconnect, RuntimeError) as error:
                # Starlette answers with a RuntimeError when the socket was closed by our own side.
                raise SocketGoneError from error

        session = Session(self._registry, send)
        try:
            while (frame := await websocket.receive())["type"] == "websocket.receive":
                await session.follow(parse(frame))
        except SocketGoneError:
            _log.debug("a client left before its answer")
        finally:
            await session.close()
