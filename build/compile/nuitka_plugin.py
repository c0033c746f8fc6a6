"""Nuitka's user plug-in: what becomes C, how far it is, and how much bytecode each module brings.

Runs inside Nuitka, from this file alone: nothing of the checkout can be imported here.
"""

import json
import marshal
import os
import sys
from pathlib import Path
from types import CodeType

from nuitka.plugins.PluginBase import NuitkaPluginBase  # type: ignore[import-not-found]


class NuitkaPluginOwnCode(NuitkaPluginBase):  # type: ignore[misc]
    """Compiles an allow list to C; all other modules become bytecode, for there is nothing to protect in them."""

    plugin_name = "own-code"
    plugin_desc = "Compile only the vendor's own packages to C."

    def __init__(self) -> None:
        orders = json.loads(os.environ["COMPILE_ORDERS"])
        self._packages: list[str] = orders["packages"]
        self._modules: list[str] = orders["modules"]
        self._found = Path(orders["found"])
        self._sizes = Path(orders["sizes"])
        self._bytes: dict[str, int] = {}

    def decideCompilation(self, module_name: object) -> str | None:  # noqa: N802 - Nuitka's name
        """Return how a module goes in; None leaves it to Nuitka."""
        name = str(module_name)
        # Nuitka's own inventions (__parents_main__, x-preLoad) and some of the standard library must be C.
        if name.startswith("__") or name.endswith(("-preLoad", "-postLoad")):
            return None
        top = name.partition(".")[0]
        if top in self._packages or name in self._modules:
            return "compiled"
        return None if top in sys.stdlib_module_names else "bytecode"

    def onModuleSourceCode(self, module_name: object, source_filename: str, source_code: str) -> str:  # noqa: N802
        """Take the folders of the building machine out of what Python was built with.

        The module cannot be left out: through it Python finds the time zones, for example.
        """
        del source_filename
        if not str(module_name).startswith("_sysconfigdata_"):
            return source_code
        values: dict[str, dict[str, object]] = {}
        exec(source_code, values)  # noqa: S102 - Python's own, and nothing but one dictionary
        return f"build_time_vars = {harmless(values['build_time_vars'])!r}\n"

    def onModuleDiscovered(self, module: object) -> None:  # noqa: N802 - Nuitka's name
        """Count: the size of a file is how many modules were found."""
        del module
        with self._found.open("ab") as file:
            file.write(b".")

    def onFrozenModuleBytecode(self, module_name: object, is_package: bool, bytecode: CodeType) -> CodeType:  # noqa: N802
        """Note the size of a module that stays bytecode."""
        del is_package
        self._bytes[str(module_name)] = len(marshal.dumps(bytecode))
        return bytecode

    def onStandaloneDistributionFinished(self, dist_dir: str) -> None:  # noqa: N802 - Nuitka's name
        """Leave the sizes for the report."""
        del dist_dir
        self._sizes.write_text(json.dumps(self._bytes, sort_keys=True), encoding="utf-8")


def harmless(variables: dict[str, object]) -> dict[str, object]:
    """The variables that name no folder, in order; and those that every machine has, for the time zones."""
    return {
        name: value
        for name, value in sorted(variables.items())
        if not isinstance(value, str) or "/" not in value or name == "TZPATH"
    }
