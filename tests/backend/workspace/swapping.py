"""Another program that swaps a folder for a link to elsewhere and back, atomically and as fast as it can."""

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def swapping(folder: Path, elsewhere: Path) -> Iterator[None]:
    """Swap for the block."""
    if sys.platform != "linux":
        pytest.skip("needs Linux: its renameat2 swaps two names atomically")
    link = folder.with_name(f"{folder.name} as a link")
    link.symlink_to(elsewhere)
    names = os.fsencode(folder), os.fsencode(link)
    renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    stop = threading.Event()
    failures: list[int] = []

    def swap() -> None:
        while not stop.wait(0.0005) and not failures:
            if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) != 0:
                failures.append(ctypes.get_errno())

    attacker = threading.Thread(target=swap)
    attacker.start()
    try:
        yield
    finally:
        stop.set()
        attacker.join()
    assert not failures
