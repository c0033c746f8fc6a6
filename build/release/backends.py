"""The backend of each target: compiled for this machine, a fixture for a rehearsal of another's."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from build.compile.build import compile_backend
from build.environment.release_env import prepare_release
from build.errors import BuildError
from build.fixtures import macos, windows
from build.package.layout import system_of
from build.paths import WORK
from build.platforms import Target, this_target
from build.workbench import Workbench

FIXTURES: Final = WORK / "fixtures"


def backend_of(bench: Workbench, target: Target, product: Mapping[str, Any], *, test: bool) -> Path:
    """The folder of the backend that goes into the app of a target.

    Args:
        bench: the tools.
        target: the machine that the app is for.
        product: product.json.
        test: whether a fixture may stand in its place.

    Raises:
        BuildError: it cannot be compiled on this machine.
    """
    if target == this_target():
        return compile_backend(bench).folder
    if not test:
        raise BuildError(
            "backend-of-another-system",
            f"The backend for {target} cannot be compiled on {this_target()}.",
            f"Release it on a machine of its own system, or rehearse with `--test-identity --target {target}`.",
        )
    return _fixture(target, product)


def _fixture(target: Target, product: Mapping[str, Any]) -> Path:
    tools, folder = prepare_release(), FIXTURES / target
    shutil.rmtree(folder, ignore_errors=True)
    match system_of(target):
        case "darwin":
            return macos.make_backend(tools, target, folder, product)
        case "win32":
            return windows.make_backend(tools, target, folder, product)
    raise BuildError(
        "no-fixture",
        f"There is no fixture of a backend for {target}, and it cannot be compiled here.",
        "Rehearse it on Linux.",
    )
