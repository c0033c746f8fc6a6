"""pip-audit: known holes in Python packages, from the advisories that PyPI keeps."""

from pathlib import Path
from typing import Final

from build.process import output_of

SECONDS: Final = 300


def audit(python: Path, lock: Path) -> str:
    """What it says of a lock, as JSON; anything else where it failed.

    Args:
        python: the interpreter of its environment.
        lock: the file, with hashes.
    """
    options = ["--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json"]
    # Its exit code is 0 too when it could not look a single package up.
    return output_of([python, "-m", "pip_audit", "--requirement", lock, *options], seconds=SECONDS)
