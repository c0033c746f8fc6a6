"""Have Apple's notary service look at the signed macOS apps or disk images, and staple its tickets to them."""

import argparse
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

from build.errors import BuildError
from build.notarize.credentials import credentials
from build.notarize.submit import notarize
from build.package.app import PRODUCT_EDITION
from build.package.edition import PRODUCT
from build.package.installers import artifact_stem
from build.package.layout import layout_of
from build.paths import RELEASE, ROOT
from build.platforms import Target
from build.progress import step
from build.tools.electron_builder import UNPACKED

MACS: tuple[Target, ...] = ("darwin-x64", "darwin-arm64")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--target", choices=MACS, help="only this one; every Mac's when left out")
    parser.add_argument("--images", action="store_true", help="the disk images, once they are made of notarised apps")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Notarise what is there; print what got a ticket."""
    del rest
    asking = credentials(os.environ)
    find = images if options.images else apps
    for path in find([options.target] if options.target else MACS):
        with step(f"Waiting for Apple's word on {path.name}"):
            submission = notarize(path, asking, time.sleep)
        print(f"{path.relative_to(ROOT)}  {submission}")
    return 0


def apps(targets: Sequence[Target]) -> list[Path]:
    """The packed apps of these targets.

    Raises:
        BuildError: there is none.
    """
    product = json.loads(PRODUCT.read_text(encoding="utf-8"))
    bundles = [PRODUCT_EDITION.output / UNPACKED[one] / layout_of(one, product).root.parent for one in targets]
    return _there(bundles, "macOS app", "`nox -s package -- --dir` and `nox -s sign`")


def images(targets: Sequence[Target]) -> list[Path]:
    """The disk images of these targets.

    Raises:
        BuildError: there is none.
    """
    product = json.loads(PRODUCT.read_text(encoding="utf-8"))
    files = [RELEASE / f"{artifact_stem(product, one)}.dmg" for one in targets]
    return _there(files, "disk image", "`nox -s package -- --installers`")


def _there(paths: list[Path], what: str, before: str) -> list[Path]:
    found = [path for path in paths if path.exists()]
    if not found:
        raise BuildError("nothing-to-notarize", f"There is no {what} to notarise.", f"Run {before} on a Mac first.")
    return found
