import socket
import struct
import sys
from pathlib import Path

import pytest

from build.tools.xvfb import needed, virtual_display

SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108 - where X servers have their sockets
COOKIE_NAME = b"MIT-MAGIC-COOKIE-1"


def is_let_in(number, cookie):
    """The connection setup of the X11 protocol; 1 in the answer's first byte is success."""
    request = struct.pack("<BxHHHHxx", ord("l"), 11, 0, len(COOKIE_NAME) if cookie else 0, len(cookie))
    if cookie:
        request += COOKIE_NAME.ljust(20, b"\0") + cookie
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(SOCKETS / f"X{number}"))
        client.sendall(request)
        try:
            return client.recv(1) == b"\x01"
        except ConnectionResetError:
            return False


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere there is no X")
def test_the_display_is_ours_alone_and_goes_with_us():
    with virtual_display() as variables:
        number = variables["DISPLAY"].removeprefix(":")
        authority = Path(variables["XAUTHORITY"])
        assert authority.stat().st_mode & 0o777 == 0o600
        assert is_let_in(number, authority.read_bytes()[-16:])
        assert not is_let_in(number, b"\0" * 16)
        assert not is_let_in(number, b"")
    assert not (SOCKETS / f"X{number}").exists()
    assert not authority.exists()


def test_it_is_needed_only_without_a_screen():
    assert needed({})
    assert needed({"DISPLAY": ""})
    assert not needed({"DISPLAY": ":0"})
    assert not needed({"WAYLAND_DISPLAY": "wayland-0"})
