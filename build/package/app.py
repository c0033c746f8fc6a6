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
from build.process import Command, capture, run_quietly
from build.progress import Step, say, step
from build.tools import electron_builder
from build.workbench import Workbench

STRUCTURE: Final = ROOT / "electron-builder.json"
PRODUCT: Final = ROOT / "product.json"
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
"""The product with one fuse turned, so that Playwright can drive its main process; no release key signs it."""


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


@dataclass(frozen=True)
class Job:
    """One edition on its way.

    Attributes:
        bench: the tools.
        edition: what is packed.
        target: the machine that it is for.
        product: product.json.
        backend: the folder of the compiled backend.
    """

    bench: Workbench
    edition: Edition
    target: Target
    product: Mapping[str, Any]
    backend: Path

    @property
    def program(self) -> Path:
        """Where the program that a person starts is inside the packed app."""
        if self.target == "linux-x64":
            return Path(self.product["id"])
        name = self.product["name"]
        return Path(f"{name}.exe" if self.target == "win32-x64" else f"{name}.app/Contents/MacOS/{name}")


def package_app(bench: Workbench, backend: Path, *editions: Edition) -> list[PackagedApp]:
    """Pack the shell and the folder of a compiled backend for this machine, once for each edition.

    Raises:
        BuildError: the backend is missing or does not fit, a step failed, or what came out is not as asked.
    """
    target = _this_target()
    product = json.loads(PRODUCT.read_text(encoding="utf-8"))
    require_backend(backend, product, this_system())
    with exclusive(WORK / "package.lock"):
        with step("Building the shell") as current:
            build_shell: Command = [bench.node.node, "electron/tools/build.mjs"]
            run_quietly(build_shell, current, measure=lambda: "bundling", env=bench.environ())
        return [_package(Job(bench, edition, target, product, backend)) for edition in editions]


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


def _package(job: Job) -> PackagedApp:
    edition = job.edition
    shutil.rmtree(edition.work, ignore_errors=True)
    keys = signer(job.bench.python, edition.work, job.product["payloadKeys"], release=not edition.inspectable)
    with keys as key, step(f"Packing the app into {edition.output.relative_to(ROOT)}") as current:
        _stage(job, package_manifest(job.product, test_key=key.test_key))
        packed = _pack(job, current)
        require_contents(packed, job.backend)
        manifest = _seal(packed, job, key, current)
        final = edition.output / packed.name
        shutil.rmtree(final, ignore_errors=True)
        final.parent.mkdir(parents=True, exist_ok=True)
        packed.rename(final)
    return PackagedApp(final, final / job.program, manifest)


def _stage(job: Job, manifest: Mapping[str, Any]) -> None:
    folder = job.edition.work / "app"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False), encoding="utf-8")
    shutil.copytree(OUT, folder / "out")
    capture([job.bench.python, "-m", "build.package.licenses", folder / "out" / "renderer" / "licenses.json"])


def _pack(job: Job, current: Step) -> Path:
    edition = job.edition
    structure = json.loads(STRUCTURE.read_text(encoding="utf-8"))
    structure["extraResources"] = [{"from": str(job.backend), "to": "backend"}]
    electron = electron_dist(job.target)
    asked = fuses_of(structure, inspectable=edition.inspectable)
    fuses = known_to(electron / electron_executable(job.target), asked)
    version = electron_version(job.target) or ""
    around = Surroundings(electron, version, edition.work / "app", edition.work / "output", fuses)
    config = edition.work / "electron-builder.json"
    config.write_text(json.dumps(effective_config(structure, job.product, around), indent=2), encoding="utf-8")
    packed = electron_builder.pack_folder(job.bench.node, job.target, config, around.output, current)
    require_fuses(packed / job.program, fuses)
    return packed


def _seal(packed: Path, job: Job, key: Signer, current: Step) -> dict[str, Any]:
    backend = require_backend(packed / "resources" / "backend", job.product, this_system())
    facts = {
        "product": job.product["appId"],
        "version": job.product["version"],
        "target": job.target,
        "electron": electron_version(job.target),
        "identity": key.identity,
        "executable": job.program.as_posix(),
        "backend": backend.relative_to(packed).as_posix(),
    }
    key.sign(write_manifest(packed, facts, current), packed / SIGNATURE)
    signed: dict[str, Any] = json.loads((packed / MANIFEST).read_text(encoding="utf-8"))
    return signed
