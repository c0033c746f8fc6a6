"""Heavy imports in the background, without standing in the way of the port that is answering already."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_SWITCH_INTERVAL_S: Final = 0.001


@contextmanager
def unobtrusive_imports() -> Iterator[None]:
    """Import quickly, and let other threads in often.

    The garbage collector finds nothing in the hundreds of thousands of objects that imports make, and afterwards they
    live as long as the process: it is off meanwhile and never looks at them again. With the default switch interval of
    5 ms a request waits up to 15 ms for its turn; with 1 ms, under 4.
    """
    interval = sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        gc.freeze()
        gc.enable()
