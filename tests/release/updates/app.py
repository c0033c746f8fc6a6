"""An installed app that is started, used, restarts itself as another version, and ends."""

import contextlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from build.bench import browser
from build.bench.app.page import page_at
from build.bench.wire import WireError
from tests.release.artifacts import PATIENCE_S
from tests.release.updates.household import Household, are_gone
from tests.release.updates.window import Window


@dataclass(frozen=True)
class App:
    """One installation with one profile.

    Attributes:
        household: whose it is.
        program: what its user starts.
        profile: the folder of the user's data.
        mount: where an AppImage is mounted already; None for one that mounts or unpacks itself.
        looks_by_itself: whether its user lets it; else it looks for updates only when it is told to.
    """

    household: Household
    program: Path
    profile: Path
    mount: Path | None = None
    looks_by_itself: bool = False

    @property
    def data(self) -> Path:
        """Where the backend keeps the conversations."""
        return self.profile / "data"

    @contextlib.contextmanager
    def started(self, *as_root: str) -> Iterator[Window]:
        """Its window, for a block; nothing of it is left afterwards.

        Args:
            as_root: a command that root runs, which then runs what comes after it.
        """
        self._port_file.unlink(missing_ok=True)
        self._choose()
        arguments = [f"--user-data-dir={self.profile}", *browser.ARGUMENTS]
        process = self.household.spawn([*self._entry, *arguments], self._environ, as_root=[*as_root])
        try:
            with self.window() as window:
                yield window
        finally:
            self.household.kill()
            process.wait()

    @contextlib.contextmanager
    def window(self) -> Iterator[Window]:
        """The window that is open now, or opens next."""
        with page_at(self._address(), patience_s=PATIENCE_S) as page:
            window = Window(page)
            window.until_ready()
            yield window

    def _address(self) -> str:
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                return browser.page_address(self.profile, patience_s=5)
            except WireError as error:
                if time.monotonic() > end or not self.household.processes():
                    raise WireError(f"{error}; it said: {self.household.said}") from error

    @contextlib.contextmanager
    def after_restart(self, window: Window, meanwhile: Callable[[], object] = lambda: None) -> Iterator[Window]:
        """Restart into the downloaded version, see every process of the old one end, and use the new one's window.

        Args:
            window: of the old one.
            meanwhile: what happens once the button is pressed.
        """
        old = self.household.processes()
        self._port_file.unlink()
        window.restart_to_update()
        meanwhile()
        assert are_gone(old), f"left of the old version: {[one.cmdline() for one in alive(old)]}"
        with self.window() as restarted:
            yield restarted

    def until_ended(self) -> None:
        """Wait until nothing of it is left; it must have been told to end."""
        assert are_gone(self.household.processes())

    def _choose(self) -> None:
        """The user's choice, and the lot of this installation, as the shell's settings would keep them."""
        self.profile.mkdir(exist_ok=True)
        file = self.profile / "updates.json"
        if self.looks_by_itself or file.exists():
            return
        settings = {"channel": "latest", "automaticCheck": False, "automaticDownload": True}
        lot = secrets.token_hex(16)
        file.write_text(json.dumps({"settings": settings, "seed": lot, "lastCheck": None, "seen": {}}))

    @property
    def _entry(self) -> list[str]:
        return [str(self.mount / "AppRun") if self.mount else str(self.program)]

    @property
    def _environ(self) -> dict[str, str]:
        """What the runtime in front of an AppImage sets for it."""
        return {"APPIMAGE": str(self.program), "APPDIR": str(self.mount)} if self.mount else {}

    @property
    def _port_file(self) -> Path:
        return self.profile / browser.PORT_FILE


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [process for process in processes if process.is_running()]
