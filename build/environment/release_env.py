"""The environment of the release's own tools, `.nox/release`: what only they need stays out of the project's."""

from pathlib import Path
from typing import Final

from build.environment.locked_env import prepare_locked
from build.paths import REQUIREMENTS, WORK

ENV: Final = WORK / "release"
LOCK: Final = REQUIREMENTS / "release.lock"


def prepare_release() -> Path:
    """Make the environment what requirements/release.lock says; its interpreter."""
    return prepare_locked(ENV, LOCK)
