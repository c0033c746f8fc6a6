"""Run nox where there is none yet: in an environment of its own, `.nox/nox`, made on first use.

System Pythons refuse `pip install`, and Debian's comes without `venv` and `pip`; this is what `python3 noxfile.py`
needs to get past that with nothing but the standard library.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from build.errors import EXIT_FAILED, EXIT_INTERRUPTED, BuildError, describe
from build.locking import exclusive
from build.paths import REQUIREMENTS, ROOT, WORK
from build.platforms import this_system, venv_executable
from build.process import Command, capture, run_quietly
from build.progress import say, step
from build.stamps import Stamp, content_key
from build.tools import apt

NOX_ENV: Final = WORK / "nox"
LOCK: Final = REQUIREMENTS / "nox.lock"


def run_nox(arguments: list[str]) -> int:
    """Become nox on this checkout's noxfile; on Windows, which cannot do that, run it and return its exit code."""
    try:
        python = sys.executable if _has("nox") else str(_private_nox())
    except BuildError as error:
        print(describe(error), file=sys.stderr)
        return EXIT_FAILED
    command = [python, "-m", "nox", "--noxfile", str(ROOT / "noxfile.py"), *arguments]
    if sys.platform != "win32":
        os.execv(python, command)  # noqa: S606 - no shell wanted
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _private_nox() -> Path:
    python = venv_executable(NOX_ENV, "python", this_system())
    key = content_key([LOCK], facts=[sys.version, str(ROOT)])
    stamp = Stamp("nox")
    with exclusive(WORK / "bootstrap.lock"):
        if stamp.matches(key) and python.exists():
            return python
        stamp.clear()
        _require_venv()
        with step("Installing nox into .nox/nox") as current:
            shutil.rmtree(NOX_ENV, ignore_errors=True)
            capture([sys.executable, "-m", "venv", NOX_ENV], timeout=300)
            command: Command = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
            run_quietly(
                [*command, "--require-hashes", "--only-binary=:all:", "--no-deps", "--requirement", LOCK],
                current,
                measure=lambda: "working",
            )
        stamp.write(key)
    return python


def _require_venv() -> None:
    """Debian packs ``ensurepip``, without which ``venv`` makes nothing of use, apart from Python.

    Raises:
        BuildError: it is missing and we cannot install it.
    """
    if _has("ensurepip"):
        return
    package = "python3-venv"
    if not apt.usable():
        raise BuildError(
            "no-venv",
            "This Python cannot make virtual environments: its venv package is missing.",
            f"Run `sudo apt-get install {package}` (Debian, Ubuntu), or start noxfile.py with another Python.",
        )
    say(f"This Python cannot make virtual environments; as root, its package {package} is installed now.")
    apt.install([package])


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None
