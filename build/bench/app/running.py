"""A program with a window, started by somebody without privileges in a profile of its own, and ended for certain."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from build.bench import browser
from build.bench.app.page import PATIENCE_S, Page, page_at
from build.bench.target import STOP_S, environment


@dataclass(frozen=True)
class Running:
    """A program that was started.

    Attributes:
        begun: when, in seconds since 1970: the clock that its page has too.
        process: what was started; all that belongs to it descends from it.
        page: its window's page.
    """

    begun: float
    process: psutil.Process
    page: Page


@contextmanager
def running(command: Sequence[str], profile: Path, home: Path, *, patience_s: float = PATIENCE_S) -> Iterator[Running]:
    """A running program for a block, once its window has a page.

    Args:
        command: the program.
        profile: its folder; made if it is not there.
        home: its home directory, which holds nothing of the person who measures.
        patience_s: how long it may take to show a page, and its page to carry out a command.

    Raises:
        WireError: it showed no page in time.
    """
    (profile / browser.PORT_FILE).unlink(missing_ok=True)
    begun = time.time()
    process = subprocess.Popen(
        [*command, f"--user-data-dir={profile}", *browser.ARGUMENTS],
        env=environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        address = browser.page_address(profile, patience_s=patience_s)
        with page_at(address, patience_s=patience_s) as page:
            yield Running(begun, psutil.Process(process.pid), page)
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the program and all that it started to end; kill what does not."""
    family: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        family.append(psutil.Process(process.pid))
        family += family[0].children(recursive=True)
    process.terminate()
    _, alive = psutil.wait_procs(family, timeout=STOP_S)
    for one in alive:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    process.wait()
