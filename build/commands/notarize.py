"""Have Apple's notary service look at the signed macOS apps and disk images, and staple its tickets to them."""

import argparse
import json
import os
import time
from pathlib import Path

from build.errors import BuildError
from build.notarize.credentials import credentials
from build.notarize.submit import notarize
from build.package.app import PRODUCT_EDITION
from build.package.edition import PRODUCT
from build.package.installers import RELEASE, artifact_stem
from build.package.layout import layout_of
from build.paths import ROOT
from build.platforms import Target
from build.progress import step
from build.tools.electron_builder import UNPACKED

MACS: tuple[Target, ...] = ("darwin-x64", "darwin-arm64")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--target", choices=MACS, help="only this one; every Mac's when left out")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Notarise what is there; print what got a ticket."""
    del rest
    asking = credentials(os.environ)
    for path in candidates([options.target] if options.target else MACS):
        with step(f"Waiting for Apple's word on {path.name}"):
            submission = notarize(path, asking, time.sleep)
        print(f"{path.relative_to(ROOT)}  {submission}")
    return 0


def candidates(targets: tuple[Target, ...] | list[Target]) -> list[Path]:
    """The apps and disk images of these targets that are there.

    Raises:
        BuildError: there is none.
    """
    product = json.loads(PRODUCT.read_text(encoding="utf-8"))
    found = []
    for target in targets:
        app = PRODUCT_EDITION.output / UNPACKED[target] / layout_of(target, product).root.parent
        found += [path for path in (app, RELEASE / f"{artifact_stem(product, target)}.dmg") if path.exists()]
    if not found:
        raise BuildError(
            "nothing-to-notarize",
            "There is neither a macOS app nor a disk image to notarise.",
            "Run `nox -s package` and `nox -s sign` on a Mac first.",
        )
    return found
