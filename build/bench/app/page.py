"""One page of a running app over one DevTools connection: what it says, what is done to it, how smoothly it paints.

Protocol: https://chromedevtools.github.io/devtools-protocol/
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from websockets.sync.client import ClientConnection, connect

from build.bench.wire import WireError

PATIENCE_S: Final = 90.0
"""How long a command may take, if nobody says otherwise."""

_NO_PAGE_YET: Final = ("Cannot find default execution context", "Execution context was destroyed.")
_POLL_S: Final = 0.01


class RefusedError(WireError):
    """The page did not carry out a command."""


class Page:
    """A page that is driven; made by ``page_at``."""

    def __init__(self, socket: ClientConnection, patience_s: float) -> None:
        self._socket = socket
        self._patience_s = patience_s
        self._number = 0

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """The result of a command of the protocol, once it is carried out.

        Raises:
            WireError: it was refused, or took too long.
        """
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            try:
                message: dict[str, Any] = json.loads(self._socket.recv(timeout=self._patience_s))
            except TimeoutError as error:
                raise WireError(f"the page did not answer {method} within {self._patience_s:.0f} s") from error
            if message.get("id") == self._number:
                if "error" in message:
                    raise RefusedError(f"the page refused {method}: {message['error']['message']}")
                result: dict[str, Any] = message["result"]
                return result

    def value(self, expression: str) -> Any:  # noqa: ANN401 - whatever the page says
        """The value of a JavaScript expression; a promise is waited for.

        Raises:
            WireError: it threw, or took too long.
        """
        answer = self._evaluate(expression)
        if "exceptionDetails" in answer:
            raise WireError(f"the page threw: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def _evaluate(self, expression: str) -> dict[str, Any]:
        end = time.monotonic() + self._patience_s
        while True:
            try:
                return self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
            except RefusedError as error:
                # A window that has not loaded its page, or is loading another, can say nothing yet.
                if not str(error).endswith(_NO_PAGE_YET) or time.monotonic() > end:
                    raise
                time.sleep(_POLL_S)

    def scroll(self, pixels: int, pixels_a_second: int) -> None:
        """Turn the mouse wheel over the middle of the window, down for more than nothing, until it has come so far."""
        middle = self.value("({ x: innerWidth / 2 + 130, y: innerHeight / 2 })")
        self.ask(
            "Input.synthesizeScrollGesture",
            **middle,
            yDistance=-pixels,
            speed=pixels_a_second,
            gestureSourceType="mouse",
            preventFling=True,
        )


@contextmanager
def page_at(address: str, *, patience_s: float = PATIENCE_S) -> Iterator[Page]:
    """A connection to a page for a block.

    Args:
        address: of the page.
        patience_s: how long it may take to carry out a command.
    """
    with connect(address, compression=None, max_size=None, proxy=None) as socket:
        yield Page(socket, patience_s)
