"""elevate.exe of our own, in the packed app's resources before it is signed and listed.

electron-builder would add one to the installer alone, after the payload manifest was sealed.
"""

from pathlib import Path
from typing import Final

from build.tools.zig import WindowsCode, compile_windows

SOURCE: Final = WindowsCode(Path(__file__).with_name("elevate.c"), "x86_64", "windows", ("kernel32", "shell32"))
NAME: Final = "elevate.exe"


def add_elevate(resources: Path, release_python: Path) -> Path:
    """Build it into a packed app; where it is.

    Args:
        resources: the folder of the app's resources, where the updater looks for it.
        release_python: the interpreter of the release's environment, which has Zig.
    """
    compile_windows(release_python, SOURCE, resources / NAME)
    return resources / NAME
