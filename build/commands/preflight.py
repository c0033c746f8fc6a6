"""Read the finished artifacts back, as customers' machines will, and refuse to ship what would go wrong there."""

import argparse

from build.commands.sign import packed_targets
from build.doctor.checks import FOR_PACKAGES
from build.electron.pinned import pinned_version
from build.feed.identity import keys_for_tests
from build.feed.make import believed_keys
from build.package.edition import PRODUCT_EDITION
from build.paths import artifacts_folder
from build.platforms import TARGETS
from build.preflight.passed import note_passed
from build.preflight.run import Order, preflight, require_none
from build.progress import say
from build.tools.electron_builder import UNPACKED
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--target", choices=TARGETS, help="only this one; every packed app when left out")
    parser.add_argument("--test-identity", action="store_true", help="accept test identities and stand-ins")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Check what is packed and what was made of it; say what was found, or note that it was nothing."""
    del rest
    bench = prepare(FOR_PACKAGES)
    product, test = PRODUCT_EDITION.product, options.test_identity
    keys = believed_keys(product, keys_for_tests(bench.python)) if test else product["updates"]["keys"]
    apps = {target: PRODUCT_EDITION.output / UNPACKED[target] for target in packed_targets(options.target)}
    folder = artifacts_folder(test=test)
    require_none(preflight(bench, Order(folder, apps, product, pinned_version(), test, keys, "perhaps")))
    note_passed(folder, product, apps, test=test)
    say(f"Nothing was found that would go wrong: {', '.join(apps)}.")
    return 0
