"""Pack the app into a folder: stage, electron-builder, fuses read back, contents looked at, payload signed."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from build.electron.dist import electron_dist, electron_version
from build.electron.pinned import pinned_version
from build.errors import BuildError
from build.locking import exclusive
from build.package.config import Surroundings, effective_config, fuses_of, package_manifest
from build.package.contents import require_backend, require_contents
from build.package.fuses import known_to, require_fuses
from build.package.identity import Signer, describe_identity, signer
from build.package.manifest import MANIFEST, SIGNATURE, write_manifest
from build.paths import ROOT, WORK
from build.platforms import Target, electron_executable, this_system, this_target
from build.process import run_quietly
from build.progress import Step, say, step
from build.tools import electron_builder
from build.workbench import Workbench

STRUCTURE: Final = ROOT / "electron-builder.json"
PRODUCT: Final = ROOT / "product.json"
BACKEND: Final = ROOT / "dist" / "backend"
OUT: Final = ROOT / "out"


@dataclass(frozen=True)
class Edition:
    """One way to pack the app.

    Attributes:
        name: of its work folder below `.nox/package`.
        output: where the finished app lies.
        inspectable: whether a debugger may attach to its main process.
    """

    name: str
    output: Path
    inspectable: bool

    @property
    def work(self) -> Path:
        """Where it is put together."""
        return WORK / "package" / self.name


PRODUCT_EDITION: Final = Edition("product", ROOT / "dist" / "app", inspectable=False)
TEST_EDITION: Final = Edition("inspectable", WORK / "package" / "app", inspectable=True)
"""The product with one fuse turned: Playwright drives the main process through the debugger. No release key signs it."""


@dataclass(frozen=True)
class PackagedApp:
    """A packed app.

    Attributes:
        folder: all of it.
        executable: what a person starts.
        manifest: what was signed.
    """

    folder: Path
    executable: Path
    manifest: Mapping[str, Any]


def package_app(bench: Workbench, edition: Edition, backend: Path = BACKEND) -> PackagedApp:
    """Pack the shell and a compiled backend for this machine.

    Raises:
        BuildError: the backend is missing or does not fit, a step failed, or what came out is not as asked.
    """
    target = _this_target()
    product = json.loads(PRODUCT.read_text(encoding="utf-8"))
    executable = require_backend(backend, product, this_system())
    with exclusive(WORK / "package.lock"):
        shutil.rmtree(edition.work, ignore_errors=True)
        with step("Building the shell") as current:
            run_quietly([bench.node.node, "electron/tools/build.mjs"], current, measure=lambda: "", env=bench.environ())
        keys = signer(bench.python, edition.work, product["payloadKeys"], release=not edition.inspectable)
        with keys as key, step("Packing the app") as current:
            _stage(edition.work / "app", package_manifest(product, test_key=key.test_key))
            packed = _pack(bench, edition, target, product, backend, current)
            require_contents(packed, backend)
            program = packed / _program(target, product)
            manifest = _seal(packed, _facts(product, target, key, program, executable), key, current)
            final = edition.output / packed.name
            shutil.rmtree(final, ignore_errors=True)
            final.parent.mkdir(parents=True, exist_ok=True)
            packed.rename(final)
    return PackagedApp(final, final / _program(target, product), manifest)


def tell(app: PackagedApp) -> None:
    """Say what was made, and what must be known of it."""
    say(f"The payload of {app.folder.relative_to(ROOT)} is {describe_identity(app.manifest)}")
    if app.manifest["electron"] != pinned_version():
        say(
            f"NOT FOR SHIPPING: it runs on the test runtime, Electron {app.manifest['electron']}, which is past its end"
            f" of life. A release takes the pinned Electron {pinned_version()} (`nox -s electron -- --refresh`)."
        )


def _this_target() -> Target:
    target = this_target()
    for known in electron_builder.UNPACKED:
        if known == target:
            return known
    raise BuildError("unknown-target", f"The app cannot be packed for {target}.", "Use one of the supported machines.")


def _stage(folder: Path, manifest: Mapping[str, Any]) -> None:
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False), encoding="utf-8")
    shutil.copytree(OUT, folder / "out")


def _pack(
    bench: Workbench, edition: Edition, target: Target, product: Mapping[str, Any], backend: Path, current: Step
) -> Path:
    structure = json.loads(STRUCTURE.read_text(encoding="utf-8"))
    structure["extraResources"] = [{"from": str(backend), "to": "backend"}]
    electron = electron_dist(target)
    fuses = known_to(electron / electron_executable(target), fuses_of(structure, inspectable=edition.inspectable))
    output = edition.work / "output"
    version = electron_version(target) or ""
    around = Surroundings(electron, version, edition.work / "app", output, fuses)
    config = edition.work / "electron-builder.json"
    config.write_text(json.dumps(effective_config(structure, product, around), indent=2), encoding="utf-8")
    packed = electron_builder.pack_folder(bench.node, target, config, output, current)
    require_fuses(packed / _program(target, product), fuses)
    return packed


def _program(target: Target, product: Mapping[str, Any]) -> Path:
    if target == "linux-x64":
        return Path(product["id"])
    name = product["name"]
    return Path(f"{name}.exe" if target == "win32-x64" else f"{name}.app/Contents/MacOS/{name}")


def _facts(
    product: Mapping[str, Any], target: Target, key: Signer, program: Path, backend: Path
) -> dict[str, str | None]:
    return {
        "product": product["appId"],
        "version": product["version"],
        "target": target,
        "electron": electron_version(target),
        "identity": key.identity,
        "executable": program.name,
        "backend": f"resources/backend/{backend.name}",
    }


def _seal(packed: Path, facts: Mapping[str, Any], key: Signer, current: Step) -> dict[str, Any]:
    manifest = write_manifest(packed, facts, current)
    key.sign(manifest, packed / SIGNATURE)
    signed: dict[str, Any] = json.loads((packed / MANIFEST).read_text(encoding="utf-8"))
    return signed
