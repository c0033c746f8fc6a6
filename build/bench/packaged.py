"""The packed app, from the moment when a person starts it: a window, an agent that is ready, the first word."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import psutil

from build.bench import browser
from build.bench.scenarios import QUESTION, Sample
from build.bench.target import STOP_S, environment

_MOMENTS: Final = """
(async () => {
  const until = (seen) => new Promise((resolve) => {
    const look = () => { if (seen()) { watcher.disconnect(); resolve(Date.now()); } };
    const watcher = new MutationObserver(look);
    watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    look();
  });
  const find = (selector) => document.querySelector(selector);
  const ready = await until(() => find('[data-testid="backend-state"][data-state="ready"]'));
  const field = find('textarea');
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, QUESTION);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await until(() => find('.composer button[type="submit"]:not([disabled])'));
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  const token = await until(() => find('[data-role="assistant"] [data-part="text"]')?.textContent);
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return { window: performance.timeOrigin + paint.startTime, ready, token };
})()
""".replace("QUESTION", repr(QUESTION))
"""The page's own clock says when; it is the system's, as ours is."""


def prepare_profile(command: Sequence[str], profile: Path, home: Path) -> None:
    """Let the app make itself at home in a new profile, as it is when it was started before."""
    profile.mkdir()
    _moments(command, profile, home)


def start_app(command: Sequence[str], profile: Path, home: Path) -> Sample:
    """Seconds from the spawn of the app to its first painted content, to ready, and to the first word of an answer.

    Args:
        command: the program, as somebody without privileges.
        profile: a profile that was in use before; it is copied.
        home: a folder for the copy, and the app's home.
    """
    with tempfile.TemporaryDirectory(prefix="profile-", dir=home) as folder:
        used = Path(folder, "profile")
        shutil.copytree(profile, used, symlinks=True)
        (used / browser.PORT_FILE).unlink(missing_ok=True)
        return _moments(command, used, home)


def _moments(command: Sequence[str], profile: Path, home: Path) -> Sample:
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
        moments = browser.evaluate(browser.page_address(profile), _MOMENTS)
    finally:
        _end(process)
    return {f"app_{name}_s": moments[name] / 1e3 - begun for name in ("window", "ready", "token")}


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the app and all that it started to end; kill what does not."""
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
