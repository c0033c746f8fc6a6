"""The environment of the benchmark's source variants, `.nox/bench`: what the product needs and nothing else.

The development environment would burden them: its packages make every look into the installed metadata longer.
"""

from pathlib import Path
from typing import Final

from build.environment.locked_env import prepare_locked
from build.paths import REQUIREMENTS, WORK

ENV: Final = WORK / "bench"
LOCK: Final = REQUIREMENTS / "backend.lock"


def prepare_bench() -> Path:
    """Make the environment what requirements/backend.lock says; its interpreter."""
    return prepare_locked(ENV, LOCK)
