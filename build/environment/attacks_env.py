"""The environment of the tools that attack, `.nox/attacks`: apart from the project's, whose tests they would join."""

from pathlib import Path
from typing import Final

from build.environment.locked_env import prepare_locked
from build.paths import REQUIREMENTS, WORK

ENV: Final = WORK / "attacks"
LOCK: Final = REQUIREMENTS / "attacks.lock"


def prepare_attacks() -> Path:
    """Make the environment what requirements/attacks.lock says; its interpreter."""
    return prepare_locked(ENV, LOCK)
