"""Where the page of a running app is reached (https://chromedevtools.github.io/devtools-protocol/).

It is the one way into a release: its fuses keep every debugger out of the main process.
"""

import json
import time
import urllib.request
from pathlib import Path
from typing import Any, Final

from build.bench.wire import HOST, WireError

ARGUMENTS: Final = ("--remote-debugging-port=0", "--lang=en-US")
PORT_FILE: Final = "DevToolsActivePort"
START_S: Final = 60.0
_POLL_S: Final = 0.01


def page_address(profile: Path, *, patience_s: float = START_S) -> str:
    """The DevTools address of the app's first page, once it has one.

    Args:
        profile: its folder.
        patience_s: how long to wait.

    Raises:
        WireError: there was none in time.
    """
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        pages = [target for target in _targets(profile / PORT_FILE) if target["type"] == "page"]
        if pages:
            return str(pages[0]["webSocketDebuggerUrl"])
        time.sleep(_POLL_S)
    raise WireError(f"no window within {patience_s:.0f} s")


def _targets(port_file: Path) -> list[dict[str, Any]]:
    try:
        port = int(port_file.read_text(encoding="ascii").split("\n", 1)[0])
        with urllib.request.urlopen(f"http://{HOST}:{port}/json/list", timeout=START_S) as answer:
            targets: list[dict[str, Any]] = json.loads(answer.read())
            return targets
    except (OSError, ValueError):
        return []
