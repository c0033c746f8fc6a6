"""Which skipped tests are acceptable: those that another system would have to run, and no others."""

from typing import Final

from build.platforms import System
from build.reports.result import Skip

PLATFORM_REASONS: Final[dict[str, System]] = {
    "needs Linux": "linux",
    "needs Windows": "win32",
    "needs macOS": "darwin",
}
"""The names with which a skip's reason must begin, and the system on which the test can run."""


def acceptable(skip: Skip, system: System) -> bool:
    """Whether this test could not have run here."""
    reason = skip.reason.removeprefix("Skipped: ")
    return any(reason.startswith(name) and system != where for name, where in PLATFORM_REASONS.items())
