"""Pack the app with the compiled backend, seal its payload, and make the installers of its system."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from build.commands.sign import packed_targets
from build.compile.build import compile_backend
from build.doctor.checks import FOR_DEV, FOR_PACKAGES
from build.electron.dist import prepare_electron
from build.errors import BuildError
from build.package.addition import Compression
from build.package.app import PRODUCT_EDITION, PackagedApp, find_app, package_app, tell
from build.package.identity import KEY_VARIABLE
from build.package.installers import make_installers
from build.paths import ROOT, artifacts_folder
from build.platforms import TARGETS, Target
from build.release.artifacts import make_artifacts
from build.sign.identity import TEST_IDENTITIES
from build.workbench import Workbench, prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    half = parser.add_mutually_exclusive_group()
    half.add_argument("--dir", action="store_true", help="the unpacked app only, which can be started where it lies")
    half.add_argument(
        "--installers", action="store_true", help="only what users get of apps that are packed and signed"
    )
    parser.add_argument("--target", choices=TARGETS, help="for another system; give it its backend")
    parser.add_argument("--backend", type=Path, help="the folder of a compiled backend; compiled here when left out")
    parser.add_argument("--fast", action="store_true", help="quickly made installers, which are larger")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Compile what has changed, then pack the app; print where it and its installers are."""
    del rest
    bench = prepare(FOR_DEV if options.dir else FOR_PACKAGES)
    compression: Compression = "fast" if options.fast else "small"
    if options.installers:
        _finish(bench, packed_targets(options.target), compression)
        return 0
    backend = options.backend.absolute() if options.backend else compile_backend(bench).folder
    # A throw-away key is kept, for `sign` may seal the app anew after it has signed its code.
    keys = None if os.environ.get(KEY_VARIABLE) else TEST_IDENTITIES
    (app,) = package_app(bench, backend, PRODUCT_EDITION, target=options.target, keys=keys)
    tell(app)
    print(app.folder.relative_to(ROOT))
    if not options.dir:
        _print(make_installers(bench, app, artifacts_folder(test=_is_test(app)), compression=compression))
    return 0


def _finish(bench: Workbench, targets: Sequence[Target], compression: Compression) -> None:
    """Make everything of apps that are signed, in whose identity the rest is signed too."""
    for target in targets:
        prepare_electron(bench.node, target)
        app = find_app(PRODUCT_EDITION, target)
        if app is None:
            raise BuildError("app-unsealed", f"The packed app for {target} has no manifest.", "Run `nox -s sign`.")
        tell(app)
        test = _is_test(app)
        _print(make_artifacts(bench, app, artifacts_folder(test=test), test=test, compression=compression))


def _is_test(app: PackagedApp) -> bool:
    return bool(app.manifest["identity"] == "test")


def _print(files: Sequence[Path]) -> None:
    for file in files:
        print(file.relative_to(ROOT))
