"""A clone of the last commit, in which releases are made: the checkout that somebody works in stays as it is.

It is a checkout like any other and prepares itself; it is kept, so that the next measurement finds its caches warm.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.bench.release.changes import CHANGES, change_checkout, version_of
from build.bench.release.running import Ran, run_module
from build.compile.build import CACHE
from build.compile.plan import CACHE_VARIABLE, cache_folder
from build.paths import ROOT, WORK
from build.release.refusals import tag_of
from build.tools import git

FOLDER: Final = WORK / "bench-release"
PLAIN: Final = "plain"
"""The version without a change."""

_AUTHOR: Final = "bench"
_OF_THE_CHECKOUT: Final = ("ELECTRON_OVERRIDE_DIST_PATH", "BACKEND_PYTHON", "PYTHONPATH")


@dataclass(frozen=True)
class Clone:
    """The clone.

    Attributes:
        folder: where it is.
        source: whose last commit is measured.
        environ: for what runs in it.
    """

    folder: Path
    source: Path
    environ: Mapping[str, str]

    def become(self, version: str) -> str:
        """Make it the tagged checkout of a version, ``plain`` or a key of `CHANGES`; the number of that version.

        Raises:
            BuildError: git is not there, or the line of the change is not.
        """
        git.follow(self.source, self.folder)
        if version != PLAIN:
            change_checkout(self.folder, CHANGES[version])
        number = version_of(self.folder)
        git.commit_tagged(self.folder, _AUTHOR, tag_of(number))
        return number

    def run(self, title: str, module: str, *arguments: str | Path) -> Ran:
        """Run ``python -m MODULE`` in it, as whoever releases does.

        Raises:
            ToolFailedError: it failed.
        """
        return run_module(title, module, [str(argument) for argument in arguments], self.folder, self.environ)


def clone_of(source: Path = ROOT, folder: Path = FOLDER / "checkout") -> Clone:
    """The clone of a checkout; it is filled when it becomes a version."""
    environ = {name: value for name, value in os.environ.items() if name not in _OF_THE_CHECKOUT}
    return Clone(folder, source, environ | {CACHE_VARIABLE: str(cache_folder(os.environ, CACHE))})
