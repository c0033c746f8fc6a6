"""Where things are in a checkout."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
WORK: Final = ROOT / ".nox"
"""Everything that the tooling makes for itself: git ignores it, and removing it is always safe."""

RELEASE: Final = ROOT / "dist" / "release"
"""Where all artifacts of a release lie, in one flat folder."""

REHEARSAL: Final = ROOT / "dist" / "rehearsal"
"""The same of a rehearsal: nothing that a throw-away identity signed lies among what ships."""

REQUIREMENTS: Final = ROOT / "requirements"
PYTHON_ENV: Final = WORK / "python"
NODE_ENV: Final = WORK / "node"
ELECTRON_DIR: Final = WORK / "electron"
STAMPS: Final = WORK / "stamps"
REPORTS: Final = WORK / "reports"
LOCK_FILE: Final = WORK / "preparing.lock"
NODE_MODULES: Final = ROOT / "node_modules"
PACKAGE_JSON: Final = ROOT / "package.json"
PACKAGE_LOCK: Final = ROOT / "package-lock.json"
PYPROJECT: Final = ROOT / "pyproject.toml"


def artifacts_folder(*, test: bool) -> Path:
    """Where artifacts lie.

    Args:
        test: whether a throw-away identity signs them.
    """
    return REHEARSAL if test else RELEASE
