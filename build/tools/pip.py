"""pip and virtualenv: what every nox has, used where uv is missing."""

import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from build.files import folder_size
from build.paths import WORK
from build.platforms import this_system, venv_executable
from build.process import Command, capture, run_quietly
from build.progress import Step, megabytes


def create_env(env: Path) -> None:
    """Make an empty virtual environment with pip in it, in place of one that may be there.

    Without setuptools: it puts a hook into every start of the interpreter.
    """
    options = ["--quiet", "--clear", "--no-periodic-update", "--no-setuptools"]
    capture([sys.executable, "-m", "virtualenv", *options, env], timeout=300)


def install_locked(
    python: Path | str, lock: Path, step: Step, measure: Callable[[], str], *, sdists: Sequence[str] = ()
) -> None:
    """Install what a lock says, each file checked against its hash.

    Args:
        python: the environment's interpreter.
        lock: the file.
        step: the step that is shown meanwhile.
        measure: how far it is.
        sdists: packages that are built from source, with what the environment holds already.
    """
    building = ["--no-build-isolation", *(f"--no-binary={name}" for name in sdists)] if sdists else []
    _install(python, [*building, "--requirement", lock], step, measure)


def install_target(lock: Path, target: Path, step: Step, measure: Callable[[], str]) -> None:
    """Unpack what a lock says into a plain folder."""
    _install(_python_with_pip(), ["--target", target, "--requirement", lock], step, measure)


def install_editable(python: Path, project: Path) -> None:
    """Put a checkout on an environment's path, with the build tools that the environment has."""
    command = [*_pip(python), "install", "--quiet", "--no-deps", "--no-build-isolation"]
    capture([*command, "--editable", project], timeout=300)


def download_wheel(pin: str, sha256: str, platform: str, folder: Path, step: Step) -> None:
    """Fetch one wheel of another platform, unopened; pip itself refuses a file with another hash."""
    requirements = folder / "requirement.txt"
    requirements.write_text(f"{pin} --hash=sha256:{sha256}\n", encoding="utf-8")
    command = [*_pip(_python_with_pip()), "download", "--no-deps", "--only-binary=:all:", "--platform", platform]
    run_quietly(
        [*command, "--require-hashes", "--dest", folder, "--requirement", requirements],
        step,
        measure=lambda: f"{megabytes(folder_size(folder))} fetched",
        env={**os.environ, "TMPDIR": str(folder)},
    )


def _install(python: Path | str, arguments: Command, step: Step, measure: Callable[[], str]) -> None:
    command = [*_pip(python), "install", "--require-hashes", "--only-binary=:all:", "--no-deps"]
    run_quietly([*command, *arguments], step, measure=measure)


def _pip(python: Path | str) -> list[str | Path]:
    return [python, "-m", "pip", "--disable-pip-version-check", "--no-input"]


def _python_with_pip() -> Path | str:
    """The tooling's own interpreter, or where that has no pip (uv makes such), an environment for this purpose."""
    if importlib.util.find_spec("pip") is not None:
        return sys.executable
    env = WORK / "pip"
    python = venv_executable(env, "python", this_system())
    if not python.exists():
        create_env(env)
    return python
