"""Faults planted into a backend that runs from source: modules that stand in front of the real ones.

A planted module runs its code and then steps aside for the real one, so the backend under test is the real backend
with something going wrong in it.
"""

import os
from pathlib import Path

_STEP_ASIDE = """
import importlib, sys
sys.path.remove({folder!r})
del sys.modules[__name__]
sys.path_importer_cache.clear()
importlib.import_module(__name__)
sys.path.insert(0, {folder!r})
"""


def plant(folder: Path, **modules: str) -> dict[str, str]:
    """Write modules that run the given code before the real ones; return the environment that makes them found."""
    folder.mkdir(exist_ok=True)
    for name, code in modules.items():
        step_aside = "" if name == "sitecustomize" else _STEP_ASIDE.format(folder=str(folder))
        (folder / f"{name}.py").write_text(f"{code}\n{step_aside}", encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


class Barrier:
    """A place where planted code waits until the test lets it go on; no polling on either side."""

    def __init__(self, path: Path) -> None:
        self._path = path
        os.mkfifo(path)

    @property
    def wait(self) -> str:
        """The code that waits."""
        return f"open({str(self._path)!r}).read()"

    def open(self) -> None:
        """Let it go on; returns when it does."""
        with self._path.open("w"):
            pass
