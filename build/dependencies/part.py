"""The audit of the dependencies as a part of a session."""

import os
import sys
from pathlib import Path

from build.parts import Part


def audit_part(trials: Path) -> Part:
    """The part, whose rows are appended to a file of trials."""
    return Part("dependencies", [sys.executable, "-m", "build.dependencies", "--trials", trials], os.environ)
