"""Pack the app into a folder: staged, packed, fuses read back, contents looked at, code signed, payload sealed."""

import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from build.electron.dist import electron_dist, electron_version, prepare_electron
from build.electron.pinned import pinned_version
from build.errors import BuildError
from build.locking import exclusive
from build.package.additions import add_resources
from build.package.config import Surroundings, effective_config, fuses_of, package_manifest
from build.package.contents import backend_program, kind_of_backend, require_backend, require_contents
from build.package.edition import PRODUCT, PRODUCT_EDITION, TEST_EDITION, Edition
from build.package.fuses import known_to, require_fuses
from build.package.icons import prepare_icons
from build.package.identity import Signer, describe_identity, signer
from build.package.layout import Layout, fuse_file, layout_of, system_of
from build.package.manifest import write_manifest
from build.package.shell import build_shells
from build.paths import ROOT, WORK
from build.platforms import TARGETS, Target, this_target
from build.process import capture
from build.progress import Step, say, step
from build.tools import electron_builder, git
from build.workbench import Workbench

__all__ = ["PRODUCT_EDITION", "TEST_EDITION", "Edition", "PackagedApp", "find_app", "package_app", "seal_app", "tell"]

STRUCTURE: Final = ROOT / "electron-builder.json"

CodeSigner = Callable[[Path, Layout], None]
"""Signs the programs and libraries in a packed folder. What it changes is sealed after it."""


@dataclass(frozen=True)
class PackagedApp:
    """A packed app.

    Attributes:
        folder: all of it.
        target: the machine that it is for.
        product: product.json, as the app has it.
        manifest: what was sealed.
    """

    folder: Path
    target: Target
    product: Mapping[str, Any]
    manifest: Mapping[str, Any]

    @property
    def layout(self) -> Layout:
        """Where things are in the folder."""
        return layout_of(self.target, self.product)

    @property
    def executable(self) -> Path:
        """What a person starts."""
        return self.folder / self.layout.program


@dataclass(frozen=True)
class Job:
    """One edition on its way.

    Attributes:
        bench: the tools.
        edition: what is packed.
        target: the machine that it is for.
        backend: the folder of the compiled backend.
        sign: signs the app's code.
        keys: the folder of a throw-away key that is kept; where there is none, the key is gone after the build.
    """

    bench: Workbench
    edition: Edition
    target: Target
    backend: Path
    sign: CodeSigner
    keys: Path | None

    @property
    def product(self) -> Mapping[str, Any]:
        """product.json, as this edition has it."""
        return self.edition.product

    @property
    def layout(self) -> Layout:
        """Where things are in the packed folder."""
        return layout_of(self.target, self.product)


def leave_unsigned(app: Path, layout: Layout) -> None:
    """The signer of builds that nobody signs."""
    del app, layout


def package_app(
    bench: Workbench,
    backend: Path,
    *editions: Edition,
    target: Target | None = None,
    sign: CodeSigner = leave_unsigned,
    keys: Path | None = None,
) -> list[PackagedApp]:
    """Pack the shell and the folder of a compiled backend, once for each edition.

    Args:
        bench: the tools.
        backend: the folder of the compiled backend, or of a fixture that stands for it.
        editions: what to pack.
        target: the machine that it is for; this one when left out.
        sign: signs the app's code before the payload is sealed.
        keys: where a throw-away payload key is kept, so that `seal_app` can be used later.

    Raises:
        BuildError: the backend is missing or does not fit, a step failed, or what came out is not as asked.
    """
    target = target or _this_target()
    require_backend(backend, json.loads(PRODUCT.read_text(encoding="utf-8")), system_of(target))
    with exclusive(WORK / "package.lock"):
        prepare_electron(bench.node, target)
        prepare_icons(bench)
        build_shells(bench, *editions)
        return [_package(Job(bench, edition, target, backend, sign, keys)) for edition in editions]


def find_app(edition: Edition, target: Target) -> PackagedApp | None:
    """The app of a target that was packed before; None where there is none that says what it is."""
    folder = edition.output / electron_builder.UNPACKED[target]
    try:
        manifest = json.loads((folder / layout_of(target, edition.product).manifest).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return PackagedApp(folder, target, edition.product, manifest)


def seal_app(bench: Workbench, edition: Edition, target: Target, *, keys: Path | None) -> PackagedApp:
    """Seal a packed app anew, after its code was signed where it lies.

    Raises:
        BuildError: there is no such app, or the key that its seal needs is not there.
    """
    folder = edition.output / electron_builder.UNPACKED[target]
    if not folder.is_dir():
        raise BuildError("app-missing", f"There is no packed app in {folder}.", "Run `nox -s package -- --dir`.")
    job = Job(bench, edition, target, folder / layout_of(target, edition.product).backend, leave_unsigned, keys)
    with _key(job) as key, step(f"Sealing {folder.relative_to(ROOT)}") as current:
        return PackagedApp(folder, target, job.product, _seal(folder, job, key, current))


def tell(app: PackagedApp) -> None:
    """Say what was made, and what must be known of it."""
    say(f"The payload of {app.folder.relative_to(ROOT)} is {describe_identity(app.manifest)}")
    if app.manifest["electron"] != pinned_version():
        say(
            f"NOT FOR SHIPPING: it runs on the test runtime, Electron {app.manifest['electron']}, which is past its end"
            f" of life. A release takes the pinned Electron {pinned_version()} (`nox -s electron -- --refresh`)."
        )
    if app.manifest["backendKind"] == "fixture":
        say("NOT FOR SHIPPING: a fixture stands in the place of its backend.")


def _this_target() -> Target:
    target = this_target()
    for known in TARGETS:
        if known == target:
            return known
    raise BuildError("unknown-target", f"The app cannot be packed for {target}.", "Use one of the supported machines.")


def _package(job: Job) -> PackagedApp:
    edition = job.edition
    shutil.rmtree(edition.work, ignore_errors=True)
    with _key(job) as key, step(f"Packing the app into {edition.output.relative_to(ROOT)}") as current:
        _stage(job, package_manifest(job.product, test_key=key.test_key))
        packed = _pack(job, current)
        require_contents(packed, job.layout, job.backend)
        add_resources(packed / job.layout.resources, job.target, job.product)
        current.update("signing the code")
        job.sign(packed, job.layout)
        manifest = _seal(packed, job, key, current)
        final = edition.output / packed.name
        shutil.rmtree(final, ignore_errors=True)
        final.parent.mkdir(parents=True, exist_ok=True)
        packed.rename(final)
    return PackagedApp(final, job.target, job.product, manifest)


def _key(job: Job) -> AbstractContextManager[Signer]:
    return signer(
        job.bench.python,
        job.keys or job.edition.work,
        job.product["payloadKeys"],
        release=not job.edition.inspectable and job.keys is None,
        keep=job.keys is not None,
    )


def _stage(job: Job, manifest: Mapping[str, Any]) -> None:
    folder = job.edition.work / "app"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False), encoding="utf-8")
    shutil.copytree(job.edition.shell, folder / "out")
    capture([job.bench.python, "-m", "build.package.licenses", folder / "out" / "renderer" / "licenses.json"])


def _pack(job: Job, current: Step) -> Path:
    edition = job.edition
    structure = json.loads(STRUCTURE.read_text(encoding="utf-8"))
    structure["extraResources"] = [{"from": str(job.backend), "to": "backend"}]
    electron = electron_dist(job.target)
    asked = fuses_of(structure, inspectable=edition.inspectable)
    fuses = known_to(electron / fuse_file(job.target), asked)
    version = electron_version(job.target) or ""
    around = Surroundings(electron, version, edition.work / "app", edition.work / "output", fuses)
    config = edition.work / "electron-builder.json"
    config.write_text(json.dumps(effective_config(structure, job.product, around), indent=2), encoding="utf-8")
    packed = electron_builder.pack_folder(job.bench.node, job.target, config, around.output, current)
    require_fuses(packed / job.layout.fuses, fuses)
    return packed


def _seal(packed: Path, job: Job, key: Signer, current: Step) -> dict[str, Any]:
    layout, root = job.layout, packed / job.layout.root
    backend = backend_program(packed / layout.backend, job.product, system_of(job.target))
    facts = {
        "product": job.product["appId"],
        "version": job.product["version"],
        "target": job.target,
        "electron": electron_version(job.target),
        "identity": key.identity,
        "commit": git.commit(),
        "backendKind": kind_of_backend(packed / layout.backend),
        "executable": (packed / layout.program).relative_to(root).as_posix(),
        "backend": backend.relative_to(root).as_posix(),
    }
    key.sign(write_manifest(packed, layout, facts, current), packed / layout.signature)
    signed: dict[str, Any] = json.loads((packed / layout.manifest).read_text(encoding="utf-8"))
    return signed
