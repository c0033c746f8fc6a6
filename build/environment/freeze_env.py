"""The environment of PyInstaller, `.nox/freeze`: apart from the product's, so that nothing of it gets in there."""

from pathlib import Path
from typing import Final

from build.environment.locked_env import prepare_locked
from build.paths import REQUIREMENTS, WORK

ENV: Final = WORK / "freeze"
LOCK: Final = REQUIREMENTS / "freeze.lock"


def prepare_freeze() -> Path:
    """Make the environment what requirements/freeze.lock says; its interpreter."""
    return prepare_locked(ENV, LOCK)
