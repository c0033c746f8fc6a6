"""What else is looked at in an artifact, by whoever unpacked it."""

from collections.abc import Callable, Iterable
from pathlib import Path

from build.preflight.findings import Finding

Inside = Callable[[Path, str], Iterable[Finding]]
"""Looks at an app that came out of an artifact: the folder that holds it, and the artifact's name."""


def nothing_more(folder: Path, artifact: str) -> Iterable[Finding]:
    """Looks at nothing."""
    del folder, artifact
    return ()
