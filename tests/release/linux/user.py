"""Somebody without privileges, to the kernel too, who starts the app and asks it something."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from build.bench.app import scripts
from build.bench.app.conversation import use_model
from build.bench.app.paced_model import paced_model, tokens_of
from build.bench.app.running import Running, running
from build.unprivileged import USER
from tests.release.artifacts import PATIENCE_S

ANSWER = "It was packed, installed and started, and it answers."


@dataclass(frozen=True)
class User:
    """An account that every Linux has, with a home of its own for one test.

    Attributes:
        home: its home.
    """

    home: Path

    @property
    def profile(self) -> Path:
        """Where the app keeps what is this user's."""
        return self.home / "profile"

    def own_everything(self) -> None:
        """Give the user all that lies in its home."""
        for parent, folders, names in os.walk(self.home):
            for name in (".", *folders, *names):
                os.chown(Path(parent, name), USER, USER, follow_symlinks=False)

    @contextmanager
    def started(self, command: Sequence[str | Path]) -> Iterator[Running]:
        """The app for a block, once its agent is ready."""
        self.profile.mkdir(exist_ok=True)
        self.own_everything()
        become = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--"]
        program = [*become, *map(str, command)]
        with running(program, self.profile, self.home, patience_s=PATIENCE_S) as app:
            app.page.value(scripts.READY)
            yield app

    def gets_an_answer_from(self, command: Sequence[str | Path]) -> None:
        """Start the app twice, for it has to make itself at home before it can be told of a model, and ask it."""
        with self.started(command):
            pass
        with paced_model(tokens_of(ANSWER), 500) as model:
            use_model(self.profile / "data", model)
            with self.started(command) as app:
                assert are_sandboxed([app.process, *app.process.children(recursive=True)])
                app.page.value(scripts.FIRST_WORD)
                app.page.value(scripts.ASK_AND_WAIT)
                assert ANSWER in app.page.value("document.body.innerText")


def are_sandboxed(family: Sequence[psutil.Process]) -> bool:
    """Whether the pages' processes live in namespaces of their own, behind a filter of system calls."""
    arguments = {process: _arguments(process) for process in family}
    assert not any("--no-sandbox" in words for words in arguments.values())
    pages = [process for process, words in arguments.items() if "--type=renderer" in words]
    verdicts = [verdict for page in pages if (verdict := _is_sandboxed(page)) is not None]
    return bool(verdicts) and all(verdicts)


def _arguments(process: psutil.Process) -> list[str]:
    """None of a process that has just ended: the app starts short ones too."""
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


def _is_sandboxed(page: psutil.Process) -> bool | None:
    """None of a page that has just ended: Chromium keeps one in reserve, and lets it go."""
    place = Path("/proc", str(page.pid))
    try:
        apart = (place / "ns" / "pid").readlink() != Path("/proc/self/ns/pid").readlink()
        # Mode 2 in proc(5): seccomp with a filter.
        return apart and "\nSeccomp:\t2\n" in (place / "status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return None
