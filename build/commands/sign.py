"""Sign the packed apps and seal them anew; `--test-identity` takes a throw-away identity."""

import argparse
import json
import os

from build.doctor.checks import FOR_DEV
from build.errors import BuildError
from build.package.app import tell
from build.package.edition import PRODUCT, PRODUCT_EDITION
from build.package.identity import KEY_VARIABLE
from build.paths import ROOT
from build.platforms import TARGETS, Target
from build.progress import say
from build.sign.app import app_signer
from build.sign.identity import require_named
from build.sign.session import sign_app
from build.tools.electron_builder import UNPACKED
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--target", choices=TARGETS, help="only this one; every packed app when left out")
    parser.add_argument("--test-identity", action="store_true", help="an identity that nobody trusts, for tests")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Sign what is packed, from the inside out; print what was signed."""
    del rest
    targets = packed_targets(options.target)
    if not options.test_identity:
        require_named(KEY_VARIABLE, os.environ)
    bench = prepare(FOR_DEV)
    product = json.loads(PRODUCT.read_text(encoding="utf-8"))
    for target in targets:
        with app_signer(bench.python, target, product, test=options.test_identity) as signer:
            say(f"{target} is signed by {signer.identity.subject if signer.identity else 'nobody but its payload key'}")
            tell(sign_app(bench, signer, PRODUCT_EDITION, target, test=options.test_identity))
            print((PRODUCT_EDITION.output / UNPACKED[target]).relative_to(ROOT))
    return 0


def packed_targets(asked: Target | None) -> list[Target]:
    """The targets whose apps are packed.

    Raises:
        BuildError: there is none, or not the one that was asked for.
    """
    found = [target for target in TARGETS if (PRODUCT_EDITION.output / UNPACKED[target]).is_dir()]
    chosen = [target for target in found if asked in {None, target}]
    if not chosen:
        what = f"no packed app for {asked}" if asked else "no packed app"
        raise BuildError("app-missing", f"There is {what} to sign.", "Run `nox -s package -- --dir` first.")
    return chosen
