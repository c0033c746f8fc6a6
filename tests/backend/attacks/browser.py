"""A real browser, without a window: Debian's Chromium, with its sandbox."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from build.tools import chromium
from build.unprivileged import as_user

_OPTIONS = (
    "--headless=new",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",  # a container's is too small
    "--disable-gpu",
    "--disable-popup-blocking",
)


@contextmanager
def browsing(url: str, names: Mapping[str, str]) -> Iterator[Callable[[], str]]:
    """Have a browser on a page for the block, which is given a function that returns what the browser has printed.

    Args:
        url: the page.
        names: host names, each with the address to which it leads in this browser.
    """
    rules = ",".join(f"MAP {name} {address}" for name, address in names.items())
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        environ = {"HOME": profile, "LANG": "C.UTF-8", "PATH": os.environ["PATH"], "TMPDIR": profile}
        command = [_program(), *_OPTIONS, f"--user-data-dir={profile}/p", f"--host-resolver-rules={rules}", url]
        printed = Path(profile) / "output"
        with printed.open("wb") as output:
            browser = subprocess.Popen(
                as_user(command), env=environ, stdout=output, stderr=output, start_new_session=True
            )
        try:
            yield lambda: printed.read_text(errors="replace")
        finally:
            with suppress(ProcessLookupError):
                os.killpg(browser.pid, signal.SIGKILL)
            browser.wait()


def _program() -> str:
    """Return the browser; the doctor sees to it that there is one."""
    found = chromium.find()
    assert found, "no Chromium: run `nox -s doctor -- --fix`"
    return found
