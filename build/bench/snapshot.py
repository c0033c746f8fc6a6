"""A copy of the source for what runs from source, which stays as it is while somebody goes on working."""

import shutil
from pathlib import Path
from typing import Final

from build.paths import ROOT, WORK

ENTRIES: Final = ROOT / "build" / "bench" / "entries"
SNAPSHOT: Final = WORK / "bench-source"
PARTS: Final = ("backend", "product.json", "pyproject.toml")


def snapshot(folder: Path = SNAPSHOT) -> Path:
    """Copy what the backend runs from, and the programs that it is compared with.

    Python keeps its compiled files in it; the first round, which is thrown away, writes them.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    without_caches = shutil.ignore_patterns("__pycache__")
    for part in (ROOT / name for name in PARTS):
        if part.is_dir():
            shutil.copytree(part, folder / part.name, ignore=without_caches)
        else:
            shutil.copy(part, folder)
    shutil.copytree(ENTRIES, folder / ENTRIES.relative_to(ROOT), ignore=without_caches)
    return folder
