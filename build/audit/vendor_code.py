"""Tell whether a code object was compiled from a module of the vendor's, however it was renamed."""

from collections.abc import Iterable, Mapping
from typing import Final

from build.audit.marshal_reader import Code
from build.audit.python_source import Module, names_of, shape_of

LEAST_NAMES: Final = 2
LEAST_LETTERS: Final = 16
LEAST_USED: Final = 4
"""A shape of fewer definitions, or with shorter names, and fewer names at all, are found in many modules."""


class VendorCode:
    """The vendor's modules, by everything that code objects keep of them."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self._by_path: dict[str, Module] = {}
        self._by_name: dict[str, Module] = {}
        self._by_shape: dict[tuple[str, ...], Module] = {}
        self._by_names: dict[frozenset[str], Module] = {}
        for module in modules:
            self._by_path[module.path] = module
            self._by_name[module.name] = module
            if len(module.shape) >= LEAST_NAMES and len("".join(module.shape)) >= LEAST_LETTERS:
                self._by_shape[module.shape] = module
            if len(module.names) >= LEAST_USED:
                self._by_names[module.names] = module

    def module_of(self, code: Code) -> tuple[str, str] | None:
        """The module that a code object comes from, and by what it was recognised; None if it is not the vendor's."""
        filename = code.filename.replace("\\", "/")
        if (module := _by_suffix(self._by_path, filename)) is not None:
            return module.name, f"compiled from {module.path}"
        name = filename.removeprefix("<frozen ").removesuffix(">")
        if (module := self._by_name.get(name)) is not None and "." in name:
            return module.name, f"compiled as {filename}"
        if (module := self._by_shape.get(shape_of(code.inside))) is not None:
            return module.name, f"defines what {module.path} defines"
        if (module := self._by_names.get(names_of(code.names))) is not None:
            return module.name, f"has the names of {module.path}"
        imported = next((used for used in code.names if "." in used and used in self._by_name), None)
        return ("", f"imports {imported}") if imported else None


def _by_suffix(modules: Mapping[str, Module], filename: str) -> Module | None:
    """The module whose path a file name ends with; one that may be anybody's has to be all of it."""
    parts = filename.split("/")
    for first in range(len(parts)):
        module = modules.get("/".join(parts[first:]))
        if module is not None and (first == 0 or module.path.count("/") > 1 or not parts[-1].startswith("__")):
            return module
    return None
