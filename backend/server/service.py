"""The event loop: open the port at once, load the rest behind it, serve until the end."""

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from backend.assets.door import assets
from backend.errors import BackendError
from backend.product import Product
from backend.server import replies
from backend.server.arguments import Arguments
from backend.server.doorstep import Doorstep
from backend.server.events import HOST, EventWriter
from backend.server.guard import Policy
from backend.server.handshake import ShellHandshake
from backend.server.imports import unobtrusive_imports
from backend.server.processes import adopt_orphans
from backend.server.stop import Stop
from backend.server.strangers import Strangers

if TYPE_CHECKING:
    from backend.agents.catalog import Agent
    from backend.server.compose import Composition
    from backend.server.http_server import HttpServer

CLOSE_GRACE_S = 0.8
"""How long active runs have to be stored: less than a stop may take."""

BLOCKING_THREADS: Final = 64
"""How many may wait at once for files, the keychain, or the address of a name.

The system's look-up of a name cannot be stopped: where no name server answers, it keeps its thread for half a minute
and longer, though nobody waits for it any more. The few threads of asyncio's own pool would soon all be taken.
"""

_log = logging.getLogger(__name__)


class Service:
    """The port and all behind it, in one event loop with a thread of its own.

    The main thread stays free for signals, and the loop for requests: what blocks is done elsewhere.

    Args:
        handshake: what the shell said.
        options: what the command line said.
        product: what this program is.
        events: where the shell hears of it.
        stop: ends it.
    """

    def __init__(
        self, handshake: ShellHandshake, options: Arguments, product: Product, events: EventWriter, stop: Stop
    ) -> None:
        self._handshake = handshake
        self._options = options
        self._product = product
        self._events = events
        self._stop = stop
        self._error: BaseException | None = None
        self._composition: Composition | None = None
        self._http: HttpServer | None = None
        self._socket = open_port()
        port = self._socket.getsockname()[1]
        self._policy = Policy.of(HOST, port, handshake.origins, handshake.token)
        self._strangers = Strangers()
        self._doorstep = Doorstep(self._policy, replies.health(product.version, "loading"), self._strangers)
        self._loop: asyncio.AbstractEventLoop
        self._end = asyncio.Event()
        self._started = time.monotonic()

    def start(self) -> threading.Thread:
        """Serve in a thread; after it has ended, ``outcome`` tells how it went."""
        thread = threading.Thread(target=self._run, name="event-loop", daemon=True)
        thread.start()
        return thread

    def outcome(self) -> None:
        """Return if the service ended because it was asked to.

        Raises:
            BaseException: why it ended otherwise.
        """
        if self._stop.asked:
            return
        if self._error:
            raise self._error
        message = "the event loop ended without being asked to"
        raise RuntimeError(message)

    def _run(self) -> None:
        # In the main thread, on Windows, it would take the signals' wake-up descriptor for itself.
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        self._loop.set_default_executor(ThreadPoolExecutor(BLOCKING_THREADS, "blocking"))
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread, by ``outcome``
            self._error = error

    async def _serve(self) -> None:
        server = await self._loop.create_server(self._doorstep.protocol, sock=self._socket)
        self._events.listening(self._socket.getsockname()[1], self._product.version)
        self._stop.call(lambda: self._in_loop(self._end.set))
        threading.Thread(target=self._load, name="loader", daemon=True).start()
        await self._end.wait()
        server.close()
        await self._close()

    def _load(self) -> None:
        try:
            adopt_orphans()
            with unobtrusive_imports():
                composition = self._load_api()
                self._load_engine(composition, self._load_agents(composition))
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread, by ``outcome``
            self._fail(error)

    def _load_api(self) -> "Composition":
        from backend.server.compose import compose  # noqa: PLC0415 - after the port is open
        from backend.server.gate import Gate  # noqa: PLC0415 - after the port is open
        from backend.server.http_server import HttpServer  # noqa: PLC0415 - after the port is open

        self._composition = composition = compose(self._handshake, self._options, self._product, self._started)
        gate = Gate(composition.application, self._policy)
        self._http = http = HttpServer(gate, self._loop, self._strangers)
        self._in_loop(lambda: self._doorstep.hand_over(http.protocol))
        self._log_step("the interface is loaded")
        return composition

    def _load_agents(self, composition: "Composition") -> "Sequence[Agent]":
        from backend.plugins import load_plugins  # noqa: PLC0415 - after the port is open

        assets().verify()
        own = composition.own_agents
        plugins = load_plugins(tuple(composition.agents.plugins), own)
        self._in_loop(lambda: composition.take_plugins(plugins))
        return (*own, *plugins.agents)

    def _load_engine(self, composition: "Composition", agents: "Sequence[Agent]") -> None:
        try:
            from backend.agents.autogen.engine import AutoGenEngine  # noqa: PLC0415 - the heaviest of all

            engine = AutoGenEngine(agents)
        except Exception as error:  # noqa: BLE001 - an import can raise anything, and reading must go on
            _log.error("the agent engine cannot be loaded", exc_info=error)
            reason = engine_failure(error)
            self._in_loop(lambda: composition.engines.failed(reason))
            self._in_loop(lambda: self._events.engine_failed(reason))
        else:
            self._log_step("the agent engine is loaded")
            self._in_loop(lambda: composition.engines.loaded(engine))
            self._in_loop(self._events.ready)

    def _fail(self, error: BaseException) -> None:
        self._error = error
        self._in_loop(self._end.set)

    def _in_loop(self, action: Callable[[], object]) -> None:
        # The loop may have ended before a thread that was still importing has something to say.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(action)

    async def _close(self) -> None:
        try:
            if self._composition:
                await asyncio.wait_for(self._composition.close(), CLOSE_GRACE_S)
        except Exception as error:  # noqa: BLE001 - nothing may keep the process from ending
            _log.error("the backend did not close in order", exc_info=error)
        if self._http:
            self._http.close()
            # One turn of the loop sends the close frames.
            await asyncio.sleep(0)

    def _log_step(self, step: str) -> None:
        _log.info(step, extra={"ms_after_start": round((time.monotonic() - self._started) * 1000)})


def open_port() -> socket.socket:
    """Return a socket that listens on a free port of the loopback interface, and of no other.

    The protocol is named because asyncio sets TCP_NODELAY only where it is; without that, small messages wait 40 ms.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
        # On Windows another program could otherwise take the same port away.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    try:
        listener.bind((HOST, 0))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise BackendError(
            "no-port",
            f"No port of {HOST} can be opened: {error.strerror}.",
            "Check whether a security program forbids it, then start again.",
        ) from error
    listener.setblocking(False)
    return listener


def engine_failure(error: Exception) -> str:
    """Return one sentence for the shell: what kind of error it was, without what an error may quote."""
    if isinstance(error, ImportError) and error.name:
        return f"The agent engine could not be loaded: the module {error.name} is missing or broken."
    return f"The agent engine could not be loaded ({type(error).__name__}); the log has the details."
