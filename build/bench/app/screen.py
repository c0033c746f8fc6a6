"""When a window comes onto an X screen: the moment that a person would notice, which no page knows of.

Source: X Window System Protocol, MapNotify; Xlib's structures as in Xlib.h.
"""

import ctypes
import ctypes.util
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from build.bench.wire import WireError

LEAST_PX: Final = 200
"""Narrower windows are tools of the program's own: tray icons, clipboards."""

_SUBSTRUCTURE_NOTIFY: Final = 1 << 19
_MAP_NOTIFY: Final = 19
_EVENT_SIZE: Final = 24 * ctypes.sizeof(ctypes.c_long)


_ErrorHandler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
# A window may be gone before it is asked for its size; by itself Xlib ends the program for that.
_GO_ON: Final = _ErrorHandler(lambda _display, _error: 0)


class _MapEvent(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("event", ctypes.c_ulong),
        ("window", ctypes.c_ulong),
        ("override_redirect", ctypes.c_int),
    )


class Screen:
    """A watched screen; made by ``watched_screen``."""

    def __init__(self, xlib: ctypes.CDLL, display: int) -> None:
        self._xlib = xlib
        self._display = ctypes.c_void_p(display)
        self._root = ctypes.c_ulong(xlib.XDefaultRootWindow(self._display))
        xlib.XSelectInput(self._display, self._root, ctypes.c_long(_SUBSTRUCTURE_NOTIFY))
        xlib.XFlush(self._display)

    def shown(self, timeout: float) -> float:
        """Wait until a window has come onto the screen; when, in seconds since 1970.

        Raises:
            WireError: none came in time.
        """
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            while self._xlib.XPending(self._display):
                moment, event = time.time(), self._next_event()
                if event.type == _MAP_NOTIFY and self._width(event.window) >= LEAST_PX:
                    return moment
            select.select([self._xlib.XConnectionNumber(self._display)], [], [], left)
        raise WireError(f"no window came onto the screen within {timeout:.0f} s")

    def forget(self) -> None:
        """Leave out what has come so far."""
        while self._xlib.XPending(self._display):
            self._next_event()

    def _next_event(self) -> _MapEvent:
        event = ctypes.create_string_buffer(_EVENT_SIZE)
        self._xlib.XNextEvent(self._display, event)
        return _MapEvent.from_buffer_copy(event)

    def _width(self, window: int) -> int:
        root, x, y, width, height, border, depth = ctypes.c_ulong(), *(ctypes.c_uint() for _ in range(6))
        places = [ctypes.byref(place) for place in (root, x, y, width, height, border, depth)]
        known = self._xlib.XGetGeometry(self._display, ctypes.c_ulong(window), *places)
        return width.value if known else 0


@contextmanager
def watched_screen() -> Iterator[Screen]:
    """The screen that DISPLAY names, watched for a block.

    Raises:
        WireError: there is no such screen, or no Xlib.
    """
    name = ctypes.util.find_library("X11")
    if name is None:
        raise WireError("libX11 is not installed")
    xlib = ctypes.CDLL(name)
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    xlib.XDefaultRootWindow.restype = ctypes.c_ulong
    xlib.XSetErrorHandler(_GO_ON)
    display = xlib.XOpenDisplay(None)
    if not display:
        raise WireError("no X screen answers")
    try:
        yield Screen(xlib, display)
    finally:
        xlib.XCloseDisplay(ctypes.c_void_p(display))
