"""A program with a window, and how it is started for a measurement."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from build.bench.app import scripts
from build.bench.app.running import Running, running
from build.bench.app.screen import Screen

WINDOW_S: Final = 30.0

Sample = dict[str, Any]


@dataclass(frozen=True)
class Subject:
    """What is measured.

    Attributes:
        command: how it is started.
        profile: a profile that was in use before; each start gets a copy.
        scratch: a folder for the copies, and the program's home.
        screen: where its window comes up; None where that cannot be watched.
    """

    command: Sequence[str]
    profile: Path
    scratch: Path
    screen: Screen | None

    @contextmanager
    def started(self, *, used: bool = True) -> Iterator[Running]:
        """The program, running for a block in a copy of its profile, or in a new one."""
        with tempfile.TemporaryDirectory(prefix="profile-", dir=self.scratch) as folder:
            profile = Path(folder, "profile")
            if used:
                shutil.copytree(self.profile, profile, symlinks=True)
            else:
                profile.mkdir()
            with running(self.command, profile, self.scratch) as program:
                yield program

    @contextmanager
    def shown(self, *, used: bool = True) -> Iterator[tuple[Running, Sample]]:
        """The program for a block, with the seconds from its spawn to its window and to the first content in it."""
        with ThreadPoolExecutor(max_workers=1) as watcher:
            if self.screen:
                self.screen.forget()
            mapped = watcher.submit(self.screen.shown, WINDOW_S) if self.screen else None
            with self.started(used=used) as program:
                paints = program.page.value(scripts.PAINTED)
                first = paints["first"] / 1e3
                window = max(first, mapped.result()) if mapped else first
                begun = program.begun
                yield program, {"window_s": window - begun, "interface_s": paints["contentful"] / 1e3 - begun}
