"""patchelf: the search path inside an ELF file."""

from pathlib import Path

from build.process import capture


def rpath(file: Path) -> str:
    """The RPATH or RUNPATH of a file, empty if it has none."""
    return capture(["patchelf", "--print-rpath", file]).strip()


def set_rpath(file: Path, value: str) -> None:
    """Set the RPATH, which counts before the environment's LD_LIBRARY_PATH."""
    capture(["patchelf", "--force-rpath", "--set-rpath", value, file])
