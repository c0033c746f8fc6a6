"""strip of the GNU binutils: take debug information out of a program or library."""

from pathlib import Path

from build.process import capture


def strip_to(source: Path, target: Path) -> None:
    """Write a copy without debug information and without symbols that nothing links against."""
    capture(["strip", "--strip-unneeded", "-o", target, source])
