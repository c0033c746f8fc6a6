"""Pack the app with the compiled backend, set and read back its fuses, and sign its payload."""

import argparse

from build.compile.build import compile_backend
from build.doctor.checks import FOR_DEV
from build.errors import BuildError
from build.package.app import PRODUCT_EDITION, package_app, tell
from build.paths import ROOT
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--dir", action="store_true", help="the unpacked app, which can be started where it lies")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Compile what has changed, then pack the app; print where it is."""
    del rest
    if not options.dir:
        raise BuildError(
            "no-installers",
            "This version packs the unpacked app only, not the installers that electron-builder.json names.",
            "Run `nox -s package -- --dir`.",
        )
    bench = prepare(FOR_DEV)
    (app,) = package_app(bench, compile_backend(bench).folder, PRODUCT_EDITION)
    tell(app)
    print(app.folder.relative_to(ROOT))
    return 0
