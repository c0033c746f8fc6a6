"""Xvfb: a screen in memory, for a machine that has none."""

import os
import secrets
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Final

from build.errors import BuildError
from build.process import Command, dies_with_us, started
from build.progress import say

SCREEN: Final = "1280x800x24"
START_SECONDS: Final = 30.0
FAMILY_WILD: Final = 0xFFFF
"""Xauth.h: an entry that fits any host and any display."""


def needed(environ: Mapping[str, str]) -> bool:
    """Whether a program with windows would find no display on Linux."""
    return not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def installed() -> bool:
    """Whether Xvfb is on this machine."""
    return shutil.which("Xvfb") is not None


@contextmanager
def virtual_display() -> Iterator[dict[str, str]]:
    """A display of our own, guarded by a cookie; yields the environment variables that lead to it."""
    with tempfile.TemporaryDirectory(prefix="xvfb-") as folder:
        authority = Path(folder, "Xauthority")
        authority.touch(mode=0o600)
        authority.write_bytes(xauthority_entry(secrets.token_bytes(16)))
        reading, writing = os.pipe()
        command: Command = [
            "Xvfb",
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            SCREEN,
            "-nolisten",
            "tcp",
            # Else it begins anew when its last program goes, and turns away one that comes in that moment.
            "-noreset",
            "-auth",
            authority,
        ]
        with started(dies_with_us(command), output=subprocess.DEVNULL, pass_fds=[writing]):
            os.close(writing)
            number = _display_number(reading)
            say(f"The windows open on a virtual screen (Xvfb, display :{number}).")
            yield {"DISPLAY": f":{number}", "XAUTHORITY": str(authority)}


def xauthority_entry(cookie: bytes) -> bytes:
    """One entry of an Xauthority file (libXau's AuFileName(3)): big-endian, every string with its length before it."""

    def counted(data: bytes) -> bytes:
        return struct.pack(">H", len(data)) + data

    return struct.pack(">H", FAMILY_WILD) + b"".join(map(counted, (b"", b"", b"MIT-MAGIC-COOKIE-1", cookie)))


def _display_number(pipe: int) -> int:
    """Xvfb writes the display that it took, and a line feed, once it accepts connections."""
    with os.fdopen(pipe, "rb") as file:
        ready, _, _ = select([file], [], [], START_SECONDS)
        line = file.readline().strip() if ready else b""
    if not line.isdigit():
        raise BuildError(
            "xvfb-failed",
            "Xvfb did not start.",
            "Run `Xvfb -displayfd 1` by hand to see why, or set DISPLAY.",
        )
    return int(line)
