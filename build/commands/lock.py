"""Refresh the hash-locked requirements from pyproject.toml."""

import argparse

from build import locks
from build.environment.python_env import prepare_python
from build.locking import exclusive
from build.paths import LOCK_FILE
from build.progress import say, step
from build.tools import uv


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Resolve every lock; versions stay where they can unless an upgrade is asked for."""
    del rest
    with exclusive(LOCK_FILE):
        program = uv.find() or uv.in_env(prepare_python())
        for lock in locks.LOCKS:
            with step(f"Resolving {lock.file.name}") as current:
                locks.refresh(lock, program, current, upgrade=options.upgrade)
    say("The locks follow pyproject.toml.")
    return 0
