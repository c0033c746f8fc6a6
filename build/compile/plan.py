"""What Nuitka is told, and why."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from build.compile.settings import OWN_PACKAGE, Settings
from build.platforms import System

PLUGIN: Final = Path(__file__).with_name("nuitka_plugin.py")
CACHE_VARIABLE: Final = "NUITKA_CACHE_DIR"
SWITCHES: Final = (
    "--mode=standalone",
    "--deployment",
    # -m: the program is a package with a __main__. isolated: nothing outside the folder is ever imported.
    "--python-flag=-m,no_docstrings,no_asserts,isolated,no_warnings",
    # Code names its module and not a path: neither the builder's nor the user's folders stand in a traceback.
    "--file-reference-choice=frozen",
    "--lto=no",
    "--reproducible=yes",
    "--update-check=never",
    "--progress-bar=none",
)
NEVER: Final = ("nuitka", "setuptools", "wheel", "pip", "_distutils_hack")
"""What only builds."""


def options(settings: Settings, executable: str, system: System, report: Path, jobs: int) -> tuple[str, ...]:
    """Nuitka's options.

    Args:
        settings: of the product.
        executable: its name, without a suffix.
        system: that it is compiled on and for.
        report: where Nuitka writes its own.
        jobs: how many C compilers may run at once.
    """
    hidden = [
        f"--include-{'package' if name.endswith('.*') else 'module'}={name.removesuffix('.*')}"
        for name in (
            *settings.modules,
            *settings.compiled,
        )
    ]
    windows = ("--assume-yes-for-downloads", "--windows-console-mode=disable") if system == "win32" else ()
    return (
        *SWITCHES,
        f"--output-filename={executable}{'.exe' if system == 'win32' else ''}",
        f"--jobs={jobs}",
        f"--report={report}",
        f"--user-plugin={PLUGIN}",
        *(f"--include-package={name}" for name in settings.own),
        *hidden,
        *(f"--include-distribution-metadata={name}" for name in settings.metadata),
        *(f"--nofollow-import-to={name}" for name in (*NEVER, *settings.exclude)),
        *windows,
    )


def variables(settings: Settings, cache: Path, root: Path, found: Path, sizes: Path) -> dict[str, str]:
    """The environment variables of Nuitka and of its plug-in.

    Args:
        settings: of the product.
        cache: for both of Nuitka's caches.
        root: the checkout; paths below it count as relative to ccache, so that another clone can use the cache.
        found: the file whose size is how many modules were found so far.
        sizes: where the plug-in leaves the sizes of the modules that stay bytecode.
    """
    orders = {"packages": settings.own, "modules": settings.compiled, "found": str(found), "sizes": str(sizes)}
    return {
        CACHE_VARIABLE: str(cache),
        "CCACHE_BASEDIR": str(root),
        "CCACHE_NOHASHDIR": "1",
        "COMPILE_ORDERS": json.dumps(orders),
        # After Nuitka's own -O2: a third less time to compile, and no difference that could be measured at run time.
        **({} if os.name == "nt" else {"CCFLAGS": "-O1"}),
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        # The columns of third-party tracebacks: 1.5 MB that nobody reads.
        "PYTHONNODEBUGRANGES": "1",
    }


def cache_folder(environ: Mapping[str, str], default: Path) -> Path:
    """Where Nuitka keeps what it compiled: as the environment says, such as a folder that CI carries along."""
    return Path(environ.get(CACHE_VARIABLE) or default).absolute()


def jobs(environ: Mapping[str, str] = os.environ) -> int:
    """How many C compilers at once: one a processor, or as ``COMPILE_JOBS`` says."""
    return max(1, int(environ.get("COMPILE_JOBS") or os.cpu_count() or 1))


def main_package(stage: Path) -> Path:
    """The package that is the program."""
    return stage / OWN_PACKAGE
