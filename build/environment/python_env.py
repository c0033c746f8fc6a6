"""The project's Python environment, `.nox/python`: exactly what requirements/dev.lock says, and the checkout."""

import sys
from pathlib import Path
from typing import Final

from build.paths import PYPROJECT, PYTHON_ENV, REQUIREMENTS, ROOT
from build.platforms import this_system, venv_executable
from build.process import capture
from build.progress import step
from build.stamps import Stamp, content_key
from build.tools import pip, uv

LOCK: Final = REQUIREMENTS / "dev.lock"


def python_of_project() -> Path:
    """The interpreter of the project's environment, whether it is there yet or not."""
    return venv_executable(PYTHON_ENV, "python", this_system())


def prepare_python() -> Path:
    """Make the environment what the lock says, if it is not so already; its interpreter."""
    _install_packages()
    _install_checkout()
    return python_of_project()


def locked_packages(lock: Path) -> int:
    """How many packages a lock names, for all platforms together."""
    return sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())


def _install_packages() -> None:
    key = content_key([LOCK], facts=[sys.version, str(ROOT)])
    stamp = Stamp("python-packages")
    if stamp.matches(key) and python_of_project().exists():
        return
    stamp.clear()
    Stamp("python-checkout").clear()
    total = locked_packages(LOCK)

    def measure() -> str:
        return f"{len(list(PYTHON_ENV.glob('**/site-packages/*.dist-info')))} of up to {total} packages"

    tool = uv.find()
    with step(f"Installing the Python packages of {LOCK.name} with {'uv' if tool else 'pip'}") as current:
        if tool is None:
            pip.create_env(PYTHON_ENV)
            pip.install_locked(python_of_project(), LOCK, current, measure)
        else:
            if not _same_interpreter():
                uv.create_env(tool, PYTHON_ENV)
            uv.install_locked(tool, python_of_project(), LOCK, current, measure)
    stamp.write(key)


def _install_checkout() -> None:
    key = content_key([PYPROJECT, ROOT / "product.json", LOCK], facts=[str(ROOT)])
    stamp = Stamp("python-checkout")
    if stamp.matches(key):
        return
    stamp.clear()
    tool = uv.find()
    with step("Putting the checkout on the environment's path"):
        if tool is None:
            pip.install_editable(python_of_project(), ROOT)
        else:
            uv.install_editable(tool, python_of_project(), ROOT)
    stamp.write(key)


def _same_interpreter() -> bool:
    """Whether the environment that is there works and is of the Python that runs the tooling."""
    python = python_of_project()
    if not python.exists():
        return False
    return capture([python, "-c", "import sys; print(sys.version)"]).strip() == sys.version
