"""Nuitka: Python to C, and a folder with all that the program needs."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.errors import BuildError, ToolFailedError
from build.process import POLL_SECONDS, Command, started
from build.progress import Step

TAIL_LINES: Final = 60
KEPT_VARIABLES: Final = (
    "APPDATA",
    "COMSPEC",
    "HOME",
    "LOCALAPPDATA",
    "PATH",
    "PATHEXT",
    "PROCESSOR_ARCHITECTURE",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "PROGRAMFILES(X86)",
    "PYENV_ROOT",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "USERPROFILE",
    "WINDIR",
)
"""All that a compiler needs of our environment: a stray CFLAGS or PYTHONPATH would change the program."""


@dataclass(frozen=True)
class Job:
    """One compilation.

    Attributes:
        python: the interpreter of an environment that has Nuitka and what the program imports.
        options: for Nuitka.
        package: the folder of the package to compile, whose ``__main__`` is the program.
        output: for Nuitka's build and dist folders.
        log: where its words go.
        variables: for its environment.
    """

    python: Path
    options: tuple[str, ...]
    package: Path
    output: Path
    log: Path
    variables: Mapping[str, str]


def compile_package(job: Job, step: Step, measure: Callable[[], str]) -> None:
    """Compile; ``measure`` tells how far it is.

    Raises:
        ToolFailedError: ``nuitka-failed``, with the end of its words.
        BuildError: ``disk-full``.
    """
    environ = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ} | dict(job.variables)
    command: Command = [job.python, "-m", "nuitka", *job.options, f"--output-dir={job.output}", job.package]
    with (
        job.log.open("wb") as log,
        started(command, env=environ, output=log, cwd=job.package.parent) as process,
    ):
        while process.poll() is None:
            step.update(measure())
            time.sleep(POLL_SECONDS)
        step.update(measure())
    if process.returncode:
        raise failure(job.log.read_text(encoding="utf-8", errors="replace"), process.returncode)


def failure(log: str, code: int) -> BuildError:
    """What went wrong, by the words that Nuitka and the C compiler left."""
    tail = "\n".join(log.splitlines()[-TAIL_LINES:])
    if "No space left on device" in log or "There is not enough space on the disk" in log:
        return ToolFailedError(
            "disk-full", "The disk is full: Nuitka could not write.", "Make room (2 GB), then compile again.", tail
        )
    if "Cannot locate suitable C compiler" in log or "no C compiler" in log:
        return ToolFailedError(
            "compiler-missing", "Nuitka finds no C compiler.", "Run `nox -s doctor -- --fix`, then again.", tail
        )
    return ToolFailedError(
        "nuitka-failed", f"Nuitka ended with exit code {code}.", "Mend what it says, then compile again.", tail
    )
