"""A Python environment of its own for one tool, holding exactly what one lock says."""

import sys
from pathlib import Path

from build.environment.python_env import locked_packages
from build.platforms import this_system, venv_executable
from build.progress import step
from build.stamps import Stamp, content_key
from build.tools import pip, uv


def prepare_locked(env: Path, lock: Path) -> Path:
    """Make the environment what the lock says, if it is not so already; its interpreter."""
    python = venv_executable(env, "python", this_system())
    key = content_key([lock], facts=[sys.version, str(env)])
    stamp = Stamp(f"{env.name}-packages")
    if stamp.matches(key) and python.exists():
        return python
    stamp.clear()
    total = locked_packages(lock)

    def measure() -> str:
        return f"{len(list(env.glob('**/site-packages/*.dist-info')))} of up to {total} packages"

    tool = uv.find()
    with step(f"Installing the Python packages of {lock.name} with {'uv' if tool else 'pip'}") as current:
        if tool is None:
            pip.create_env(env)
            pip.install_locked(python, lock, current, measure)
        else:
            uv.create_env(tool, env)
            uv.install_locked(tool, python, lock, current, measure)
    stamp.write(key)
    return python
