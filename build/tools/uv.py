"""uv: fast environments, and the locks."""

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from build.process import Command, capture, run_quietly
from build.progress import Step


def find() -> Path | None:
    """The uv on this machine, if it is there."""
    found = shutil.which("uv")
    return Path(found) if found else None


def in_env(python: Path) -> Path:
    """The uv in the environment of an interpreter, which the project's own has."""
    return python.with_name("uv.exe" if python.suffix else "uv")


def create_env(uv: Path, env: Path) -> None:
    """Make an empty virtual environment, in place of one that may be there."""
    capture([uv, "venv", "--quiet", "--clear", "--no-project", "--python", sys.executable, env])


def install_locked(
    uv: Path, python: Path, lock: Path, step: Step, measure: Callable[[], str], *, sdists: Sequence[str] = ()
) -> None:
    """Make an environment hold exactly what a lock says, each file checked against its hash.

    Args:
        uv: the program.
        python: the environment's interpreter.
        lock: the file.
        step: the step that is shown meanwhile.
        measure: how far it is.
        sdists: packages that are built from source, with what the environment holds already.
    """
    building = [word for name in sdists for word in ("--no-binary", name)]
    wheels = ["--only-binary", ":all:", "--no-build-isolation", *building] if sdists else ["--no-build"]
    command: Command = [uv, "pip", "sync", "--require-hashes", *wheels, "--python", python, lock]
    run_quietly(command, step, measure=measure)


def install_target(uv: Path, lock: Path, target: Path, step: Step, measure: Callable[[], str]) -> None:
    """Unpack what a lock says into a plain folder."""
    command: Command = [uv, "pip", "install", "--require-hashes", "--no-build", "--python", sys.executable]
    run_quietly([*command, "--target", target, "--requirements", lock], step, measure=measure)


def install_editable(uv: Path, python: Path, project: Path) -> None:
    """Put a checkout on an environment's path, with the build tools that the environment has."""
    command: Command = [uv, "pip", "install", "--quiet", "--python", python, "--no-deps", "--no-build-isolation"]
    capture([*command, "--editable", project], timeout=300)


def compile_lock(uv: Path, arguments: list[str | Path], step: Step) -> None:
    """Resolve requirements for every platform at once, with hashes (``uv pip compile --universal``)."""
    options = ["--quiet", "--universal", "--generate-hashes", "--no-annotate", "--no-header"]
    run_quietly([uv, "pip", "compile", *options, *arguments], step, measure=lambda: "resolving")
