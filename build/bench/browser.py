"""A page of a running app, driven over the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/).

It is the one way into a release: its fuses keep every debugger out of the main process.
"""

import json
import time
import urllib.request
from pathlib import Path
from typing import Any, Final

from websockets.sync.client import ClientConnection, connect

from build.bench.wire import HOST, WireError

ARGUMENTS: Final = ("--remote-debugging-port=0", "--lang=en-US")
PORT_FILE: Final = "DevToolsActivePort"
START_S: Final = 60.0
_POLL_S: Final = 0.01
_NO_PAGE_YET: Final = -32000
"""The error of a window that has not loaded its page, or is loading another."""


def page_address(profile: Path) -> str:
    """The DevTools address of the app's first page, once it has one.

    Raises:
        WireError: there was none in time.
    """
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        pages = [target for target in _targets(profile / PORT_FILE) if target["type"] == "page"]
        if pages:
            return str(pages[0]["webSocketDebuggerUrl"])
        time.sleep(_POLL_S)
    raise WireError(f"no window within {START_S:.0f} s")


def evaluate(address: str, expression: str) -> Any:  # noqa: ANN401 - whatever the page says
    """The value of a JavaScript expression in the page; a promise is waited for.

    Raises:
        WireError: it threw, or took too long.
    """
    with connect(address, compression=None, max_size=None, proxy=None) as socket:
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            answer = _ask(socket, expression)
            if answer.get("error", {}).get("code") == _NO_PAGE_YET:
                time.sleep(_POLL_S)
                continue
            result = answer.get("result", {})
            if "exceptionDetails" in result or "result" not in result:
                raise WireError(f"the page refused: {answer}")
            return result["result"].get("value")
    raise WireError(f"the window showed no page within {START_S:.0f} s")


def _ask(socket: ClientConnection, expression: str) -> dict[str, Any]:
    parameters = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    socket.send(json.dumps({"id": 1, "method": "Runtime.evaluate", "params": parameters}))
    while True:
        try:
            message: dict[str, Any] = json.loads(socket.recv(timeout=START_S))
        except TimeoutError as error:
            raise WireError(f"the page gave no answer within {START_S:.0f} s") from error
        if message.get("id") == 1:
            return message


def _targets(port_file: Path) -> list[dict[str, Any]]:
    try:
        port = int(port_file.read_text(encoding="ascii").split("\n", 1)[0])
        with urllib.request.urlopen(f"http://{HOST}:{port}/json/list", timeout=START_S) as answer:
            targets: list[dict[str, Any]] = json.loads(answer.read())
            return targets
    except (OSError, ValueError):
        return []
