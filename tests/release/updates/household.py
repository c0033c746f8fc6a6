"""Whoever uses the app: a home, a screen, and the census of all processes that belong to it."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from build.bench.target import environment
from build.unprivileged import USER
from tests.release.artifacts import PATIENCE_S

MOST_CHARS = 4_000
_OWN = "HOUSEHOLD"
"""A variable that every process of a home inherits."""


@dataclass(frozen=True)
class Household:
    """An account without privileges, with a home of its own for one test.

    Attributes:
        home: its home.
        variables: lead to its screen.
    """

    home: Path
    variables: Mapping[str, str]

    @property
    def cache(self) -> Path:
        """Where programs keep what they can fetch again."""
        return self.home / ".cache"

    @property
    def said(self) -> str:
        """The end of what its programs wrote to their terminal."""
        return self._output.read_text(errors="replace")[-MOST_CHARS:]

    @property
    def _output(self) -> Path:
        return self.home / "terminal.txt"

    def own_everything(self) -> None:
        """Give the user all that lies in its home."""
        for parent, folders, names in os.walk(self.home):
            for name in (".", *folders, *names):
                with contextlib.suppress(FileNotFoundError):
                    os.chown(Path(parent, name), USER, USER, follow_symlinks=False)

    def environ(self) -> dict[str, str]:
        inherited = environment(self.home)
        path = f"{self.home / 'bin'}:{inherited['PATH']}"
        return {**inherited, **self.variables, "TMPDIR": str(self.home), "PATH": path, _OWN: str(self.home)}

    def spawn(self, command: list[str], environ: Mapping[str, str], *, as_root: list[str]) -> "subprocess.Popen[bytes]":
        """Start a program as this user.

        Args:
            command: the program.
            environ: variables beside those of everything that this user starts.
            as_root: a command that root runs, which then runs what comes after it.
        """
        self.own_everything()
        become = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--"]
        with self._output.open("ab") as output:
            return subprocess.Popen(
                [*as_root, *become, *command],
                env={**self.environ(), **environ},
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def processes(self) -> list[psutil.Process]:
        """All that live in this home: those that name it or inherited its mark, and those that they started."""
        ours = [process for process in psutil.process_iter() if self._is_marked(process)]
        for process in list(ours):
            with contextlib.suppress(psutil.NoSuchProcess):
                ours += [child for child in process.children(recursive=True) if child not in ours]
        return ours

    def _is_marked(self, process: psutil.Process) -> bool:
        try:
            if process.uids().real != USER or process.status() == psutil.STATUS_ZOMBIE:
                return False
            home = str(self.home)
            return home in " ".join(process.cmdline()) or process.environ().get(_OWN) == home
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def kill(self) -> None:
        """Kill everything at once, as a power cut would."""
        while found := self.processes():
            for process in found:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(found, timeout=PATIENCE_S)


@contextlib.contextmanager
def new_household(screen: Mapping[str, str]) -> Iterator[Household]:
    """A household for a block; whatever becomes of a test, no process and no file of it is left.

    Args:
        screen: the variables of its display.
    """
    with tempfile.TemporaryDirectory(prefix="user Zoë 测试 ", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        (home / "bin").mkdir()
        cookie = str(shutil.copy(screen["XAUTHORITY"], home))
        # Without FUSE for everybody, the runtime of an AppImage unpacks it instead of mounting it.
        variables = {**screen, "XAUTHORITY": cookie, "APPIMAGE_EXTRACT_AND_RUN": "1"}
        household = Household(home, variables)
        try:
            yield household
        finally:
            household.kill()


def are_gone(processes: list[psutil.Process]) -> bool:
    """Whether all of them end in time."""
    _, alive = psutil.wait_procs(processes, timeout=PATIENCE_S)
    return not alive
