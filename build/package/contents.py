"""What may be in the packed app, and what must be: the last look before it is signed."""

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from build.errors import BuildError
from build.package.layout import Layout
from build.platforms import System

SHIPPED: Final = (".cjs", ".css", ".html", ".js", ".json", ".png", ".svg", ".woff2")
"""The kinds of file that the built shell consists of; a source, a map or a test has another."""

LEFT_OUT: Final = ("default_app.asar", "app")
"""What belongs to an Electron in development; a folder `resources/app` would be another app than the ASAR's."""

EXECUTABLE_MAGIC: Final[Mapping[System, tuple[bytes, ...]]] = {
    "linux": (b"\x7fELF",),
    "win32": (b"MZ",),
    "darwin": (b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"),
}
SHARED_FACTS: Final = ("name", "id", "version", "publisher", "keychainService", "backendExecutable")
"""What shell and backend must agree on: by these the backend calls its folders and its keychain entries."""

BackendKind = Literal["compiled", "fixture"]

NO_BACKEND: Final = "Run `nox -s compile`, then try again."


def backend_program(folder: Path, product: Mapping[str, Any], system: System) -> Path:
    """Where the executable of a backend is."""
    return folder / f"{product['backendExecutable']}{'.exe' if system == 'win32' else ''}"


def require_backend(folder: Path, product: Mapping[str, Any], system: System) -> Path:
    """The executable of a compiled backend that fits the shell.

    Raises:
        BuildError: there is none, it is for another system, or of another product or version.
    """
    executable = backend_program(folder, product, system)
    if not executable.is_file():
        raise BuildError("backend-missing", f"There is no compiled backend: {executable} is not there.", NO_BACKEND)
    with executable.open("rb") as file:
        if not file.read(4).startswith(EXECUTABLE_MAGIC[system]):
            raise BuildError("backend-foreign", f"{executable} is no program for {system}.", NO_BACKEND)
    try:
        own = json.loads((folder / "backend" / "product.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        own = {}
    differing = [fact for fact in SHARED_FACTS if own.get(fact) != product[fact]]
    if differing:
        raise BuildError(
            "backend-of-another-product",
            f"The compiled backend does not agree with product.json on: {', '.join(differing)}.",
            NO_BACKEND,
        )
    return executable


def kind_of_backend(folder: Path) -> BackendKind:
    """Whether a backend is a real one: a fixture of the packaging tests says so in the name of a file."""
    return "fixture" if any("FIXTURE" in path.name for path in folder.iterdir()) else "compiled"


def require_contents(app: Path, layout: Layout, backend: Path) -> None:
    """See that the whole backend is in the packed app, and nothing in its ASAR but the built shell.

    Raises:
        BuildError: something is missing, or there is something that must not ship.
    """
    names = asar_names(app / layout.resources / "app.asar")
    unwanted = sorted(name for name in names if not name.endswith(SHIPPED))
    unwanted += [name for name in names if not name.startswith("out/") and name != "package.json"]
    left = [layout.resources / name for name in LEFT_OUT] + [Path("version")]
    unwanted += [path.as_posix() for path in left if (app / path).exists()]
    if unwanted:
        raise BuildError(
            "not-for-shipping",
            f"The packed app holds what must not ship: {', '.join(unwanted[:10])}.",
            "See `files` in electron-builder.json and what the build of the shell writes into out/.",
        )
    packed = app / layout.backend
    missing = sorted(name for name in _names_below(backend) if not (packed / name).exists())
    if missing:
        raise BuildError(
            "backend-incomplete",
            f"electron-builder left out files of the backend: {', '.join(map(str, missing[:10]))}.",
            "It skips some names by itself; name them in extraResources in electron-builder.json.",
        )


def asar_names(archive: Path) -> list[str]:
    """The paths of the files in an ASAR; its format is told in `build/electron/asar.py`."""
    with archive.open("rb") as file:
        _, _, _, length = struct.unpack("<IIII", file.read(16))
        return list(_walk(json.loads(file.read(length)), ""))


def _walk(folder: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, entry in folder["files"].items():
        if "files" in entry:
            yield from _walk(entry, f"{prefix}{name}/")
        else:
            yield f"{prefix}{name}"


def _names_below(folder: Path) -> Iterable[Path]:
    return (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
