"""The guard as pure ASGI: in front of the whole application, for HTTP and WebSocket."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from backend.problems import ProblemError, internal, not_found
from backend.protocol.version import SUBPROTOCOL
from backend.server import replies
from backend.server.guard import REFUSALS, Knock, Policy, Verdict, allowed_origin, decide
from backend.server.refusals import Refusals
from backend.server.replies import Reply, common_headers
from backend.server.strangers import STRANGER

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_CREDENTIALS = frozenset({b"authorization", b"sec-websocket-protocol"})
_OURS = frozenset(name for name, _ in common_headers(b"any"))
_log = logging.getLogger(__name__)


class Gate:
    """Lets in what the guard allows, answers preflights itself, and puts the common headers on every answer.

    Behind it nobody sees the token: the headers that carry it are taken off.

    Args:
        application: what is guarded.
        policy: what is allowed.
    """

    def __init__(self, application: Application, policy: Policy) -> None:
        self._application = application
        self._policy = policy
        self._refusals = Refusals()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or carry one WebSocket."""
        knock = Knock(scope["type"], scope.get("method", "GET"), scope["path"], scope["headers"])
        origin = allowed_origin(knock, self._policy)
        verdict = decide(knock, self._policy)
        if verdict is Verdict.ALLOWED and (stranger := scope.get("state", {}).get(STRANGER)):
            stranger.leave()
        sender = _Sender(scope["type"], origin, send)
        match verdict:
            case Verdict.ALLOWED | Verdict.PUBLIC:
                await self._let_in(scope, receive, sender)
            case Verdict.PREFLIGHT:
                asked = knock.all(b"access-control-request-private-network")
                await sender.reply(replies.preflight(private_network=bool(asked)))
            case _:
                if times := self._refusals.note(verdict):
                    _log.warning("refused", extra={"verdict": verdict.value, "kind": knock.kind, "times": times})
                await sender.reply(REFUSALS[verdict])

    async def _let_in(self, scope: Scope, receive: Receive, sender: "_Sender") -> None:
        inside = {**scope, "headers": [field for field in scope["headers"] if field[0] not in _CREDENTIALS]}
        if scope["type"] == "websocket":
            inside["subprotocols"] = [SUBPROTOCOL]
        try:
            await self._application(inside, receive, sender)
        except Exception:  # noqa: BLE001 - whatever it was, the client gets an answer and the log the reason
            _log.exception("the application failed", extra={"kind": scope["type"]})
            await sender.fail()


class _Sender:
    """Sends messages with the common headers put on, and knows whether an answer has begun."""

    def __init__(self, kind: str, origin: bytes | None, send: Send) -> None:
        self._prefix = "websocket.http.response" if kind == "websocket" else "http.response"
        self._origin = origin
        self._send = send
        self._begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] in {"http.response.start", "websocket.http.response.start"}:
            self._begun = True
            kept = [field for field in message.get("headers", ()) if field[0].lower() not in _OURS]
            message = {**message, "headers": [*kept, *common_headers(self._origin)]}
        elif message["type"] == "websocket.accept":
            self._begun = True
            message = {**message, "subprotocol": SUBPROTOCOL}
        elif message["type"] == "websocket.close" and not self._begun:
            # The application has no WebSocket at this path.
            await self.tell(not_found())
            return
        await self._send(message)

    async def reply(self, reply: Reply) -> None:
        """Send a whole answer; on a WebSocket it takes the place of the handshake."""
        headers = [*reply.headers, (b"content-length", b"%d" % len(reply.body))]
        await self({"type": f"{self._prefix}.start", "status": reply.status, "headers": headers})
        await self._send({"type": f"{self._prefix}.body", "body": reply.body})

    async def fail(self) -> None:
        """Answer for an application that has raised, if nothing has been answered yet."""
        if not self._begun:
            await self.tell(internal())

    async def tell(self, error: ProblemError) -> None:
        """Send a problem as the whole answer."""
        problem = error.problem
        status = problem.status or HTTPStatus.INTERNAL_SERVER_ERROR
        await self.reply(
            replies.problem(status, problem.type, problem.title, problem.detail, retryable=problem.retryable)
        )
