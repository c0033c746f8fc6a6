"""The watch over the screen, on a real X server."""

import os
import subprocess
import sys

import pytest

from build.display import display_environ
from build.paths import ROOT

ASKS_FOR_NO_WINDOW = """
from build.bench.app.screen import watched_screen
with watched_screen() as screen:
    screen.forget()
    print(screen._width(0xdead))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere there is no X")
def test_a_window_that_is_gone_ends_nothing():
    with display_environ(virtual=True) as display:
        asked = subprocess.run(
            [sys.executable, "-c", ASKS_FOR_NO_WINDOW],
            capture_output=True,
            check=False,
            cwd=ROOT,
            encoding="utf-8",
            env=os.environ | display,
            timeout=60,
        )
    assert (asked.stdout, asked.stderr) == ("0\n", "")
