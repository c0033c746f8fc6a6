"""Pack the app with the compiled backend, seal its payload, and make the installers of its system."""

import argparse
import os
from pathlib import Path

from build.compile.build import compile_backend
from build.doctor.checks import FOR_DEV, FOR_PACKAGES
from build.package.app import PRODUCT_EDITION, package_app, tell
from build.package.identity import KEY_VARIABLE
from build.package.installers import make_installers
from build.paths import ROOT
from build.platforms import TARGETS
from build.sign.identity import TEST_IDENTITIES
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--dir", action="store_true", help="the unpacked app only, which can be started where it lies")
    parser.add_argument("--target", choices=TARGETS, help="for another system; give it its backend")
    parser.add_argument("--backend", type=Path, help="the folder of a compiled backend; compiled here when left out")
    parser.add_argument("--fast", action="store_true", help="quickly made installers, which are larger")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Compile what has changed, then pack the app; print where it and its installers are."""
    del rest
    bench = prepare(FOR_DEV if options.dir else FOR_PACKAGES)
    backend = options.backend.absolute() if options.backend else compile_backend(bench).folder
    # A throw-away key is kept, for `sign` may seal the app anew after it has signed its code.
    keys = None if os.environ.get(KEY_VARIABLE) else TEST_IDENTITIES
    (app,) = package_app(bench, backend, PRODUCT_EDITION, target=options.target, keys=keys)
    tell(app)
    print(app.folder.relative_to(ROOT))
    if not options.dir:
        for file in make_installers(bench, app, compression="fast" if options.fast else "small"):
            print(file.relative_to(ROOT))
    return 0
