"""Make the packed apps ready to be measured."""

from typing import Final

from build.bench.compiled.plan import App
from build.bench.compiled.unchecked import unchecked_copy
from build.bench.compiled.variants import APPS
from build.compile.build import compile_backend
from build.package.app import PRODUCT_EDITION, package_app
from build.platforms import this_system
from build.unprivileged import as_user
from build.workbench import Workbench

CHECKED: Final = "app"


def make_apps(bench: Workbench, wanted: list[str]) -> list[App]:
    """Pack the app, and a copy without the check of its payload where one can be had: on Linux.

    Raises:
        BuildError: the app cannot be packed.
    """
    if not wanted:
        return []
    (packed,) = package_app(bench, compile_backend(bench).folder, PRODUCT_EDITION)
    executables = {CHECKED: packed.executable}
    if this_system() == "linux":
        executables["app-unchecked"] = unchecked_copy(packed.executable)
    return [App(key, APPS[key], tuple(as_user([executables[key]]))) for key in wanted if key in executables]
