"""Make the installers of a packed app: all formats of its system in one call of electron-builder."""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from build.electron.dist import electron_dist, electron_version
from build.errors import BuildError
from build.package.addition import Addition, Compression, Request
from build.package.app import STRUCTURE, PackagedApp
from build.package.config import Surroundings, effective_config, package_manifest
from build.package.icons import prepare_icons
from build.package.layout import system_of
from build.package.linux.addition import addition as linux_addition
from build.package.macos.addition import addition as macos_addition
from build.package.windows.addition import addition as windows_addition
from build.paths import WORK
from build.platforms import System, Target, this_system
from build.progress import step
from build.tools import electron_builder
from build.workbench import Workbench

ADDITIONS: Final[Mapping[System, Callable[[Request], Addition]]] = {
    "linux": linux_addition,
    "darwin": macos_addition,
    "win32": windows_addition,
}
NAMES: Final[Mapping[System, str]] = {"linux": "linux", "darwin": "mac", "win32": "win"}
"""The systems in the names of artifacts, and the sections of electron-builder.json."""


def make_installers(
    bench: Workbench,
    app: PackagedApp,
    output: Path,
    *,
    compression: Compression = "small",
    formats: Sequence[str] | None = None,
) -> list[Path]:
    """Make the installers of the app's system; the files, in ``output``.

    Args:
        bench: the tools.
        app: what is installed.
        output: where the files go.
        compression: how much work goes into small files.
        formats: by electron-builder's names; all of the system when left out.

    Raises:
        BuildError: a tool failed or left nothing behind.
    """
    prepare_icons(bench)
    work = WORK / "installers" / app.target
    shutil.rmtree(work, ignore_errors=True)
    request = Request(bench, app.folder, app.target, app.layout, app.product, work, this_system(), compression)
    with step(f"Making the installers of {app.product['version']} for {app.target}") as current:
        added = _added(request, formats)
        config = _write_config(request, added)
        made, source = work / "output", app.folder / _prepackaged(app)
        run = electron_builder.InstallerRun(
            app.target, added.formats, source, config, made, added.environ, added.fetches
        )
        electron_builder.make_installers(bench.node, run, current)
        return _deliver(made, artifact_stem(app.product, app.target), output)


def artifact_stem(product: Mapping[str, Any], target: Target) -> str:
    """The names of a target's artifacts, but for what comes after the last dot."""
    architecture = target.rpartition("-")[2]
    return f"{product['id']}-{product['version']}-{NAMES[system_of(target)]}-{architecture}"


def merged(config: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration with another one over it; sections of both are merged, all else is replaced."""
    result = dict(config)
    for name, value in over.items():
        section = result.get(name)
        result[name] = merged(section, value) if isinstance(section, dict) and isinstance(value, Mapping) else value
    return result


def _prepackaged(app: PackagedApp) -> Path:
    """What electron-builder takes for the packed app: its folder, on macOS the bundle in it."""
    return app.layout.root.parent if system_of(app.target) == "darwin" else Path()


def _added(request: Request, formats: Sequence[str] | None) -> Addition:
    request.work.mkdir(parents=True)
    added = ADDITIONS[system_of(request.target)](request)
    return replace(added, formats=tuple(formats)) if formats else added


def _write_config(request: Request, added: Addition) -> Path:
    staged = request.work / "app"
    staged.mkdir()
    manifest = package_manifest(request.product, test_key=None)
    (staged / "package.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    structure = json.loads(STRUCTURE.read_text(encoding="utf-8"))
    electron = electron_dist(request.target)
    around = Surroundings(electron, electron_version(request.target) or "", staged, request.work / "output", {})
    section = NAMES[system_of(request.target)]
    own = {
        # electron-builder writes an architecture in the words of each format; all artifacts shall use one word.
        "artifactName": f"{artifact_stem(request.product, request.target)}.${{ext}}",
        section: {"target": list(added.formats)},
    }
    config = merged(merged(effective_config(structure, request.product, around), own), added.config)
    file = request.work / "electron-builder.json"
    file.write_text(json.dumps(config, indent=2, ensure_ascii=False), encoding="utf-8")
    return file


def _deliver(made: Path, stem: str, output: Path) -> list[Path]:
    found = sorted(path for path in made.iterdir() if path.is_file() and path.name.startswith(f"{stem}."))
    if not found:
        raise BuildError("no-installers", f"electron-builder left no {stem}.* behind.", "Run it again with -v.")
    output.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.move(path, output / path.name)) for path in found]
