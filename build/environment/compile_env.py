"""The environment of the compile step, `.nox/compile`: what the product needs, and Nuitka."""

from pathlib import Path
from typing import Final

from build.environment.locked_env import prepare_locked
from build.paths import REQUIREMENTS, WORK

ENV: Final = WORK / "compile"
LOCK: Final = REQUIREMENTS / "compile.lock"
SDISTS: Final = {"nuitka": ("setuptools", "wheel")}
"""Nuitka comes as source only; the lock holds what builds it."""


def prepare_compile(env: Path = ENV) -> Path:
    """Make the environment what requirements/compile.lock says; its interpreter."""
    return prepare_locked(env, LOCK, sdists=SDISTS)
