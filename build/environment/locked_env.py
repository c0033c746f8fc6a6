"""A Python environment of its own for one tool, holding exactly what one lock says."""

import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from build.environment.python_env import locked_packages
from build.platforms import this_system, venv_executable
from build.progress import step
from build.stamps import Stamp, content_key
from build.tools import pip, uv


def prepare_locked(env: Path, lock: Path, *, sdists: Mapping[str, Sequence[str]] = MappingProxyType({})) -> Path:
    """Make the environment what the lock says, if it is not so already; its interpreter.

    Args:
        env: its folder.
        lock: what is to be in it.
        sdists: the packages for which there are no wheels, each with what of the lock builds it.
    """
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
        with TemporaryDirectory() as folder:
            builders = Path(folder) / "builders.lock"
            builders.write_text(excerpt(lock, {name for names in sdists.values() for name in names}), encoding="utf-8")
            if tool is None:
                pip.create_env(env)
                if sdists:
                    pip.install_locked(python, builders, current, measure)
                pip.install_locked(python, lock, current, measure, sdists=tuple(sdists))
            else:
                uv.create_env(tool, env)
                if sdists:
                    uv.install_locked(tool, python, builders, current, measure)
                uv.install_locked(tool, python, lock, current, measure, sdists=tuple(sdists))
    stamp.write(key)
    return python


def excerpt(lock: Path, names: Collection[str]) -> str:
    """The lines of a lock that are about some packages: the pin and the hashes below it."""
    lines: list[str] = []
    wanted = False
    for line in lock.read_text(encoding="utf-8").splitlines(keepends=True):
        if line[:1].isalnum():
            wanted = line.partition("==")[0] in names
        if wanted and not line.startswith("#"):
            lines.append(line)
    return "".join(lines)
