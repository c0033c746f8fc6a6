"""pip-audit: known holes in Python packages, from the advisories that PyPI keeps."""

from pathlib import Path
from typing import Final

from build.process import Output, output_of

SECONDS: Final = 300


def audit(python: Path, lock: Path) -> Output | None:
    """What it says of a lock, as JSON; None if it takes too long. ``build.dependencies.holes`` reads it.

    Args:
        python: the interpreter of its environment.
        lock: the file, with hashes.
    """
    options = ["--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json"]
    # Its exit code is 0 too when it could not look a single package up.
    return output_of([python, "-m", "pip_audit", "--requirement", lock, *options], seconds=SECONDS)
