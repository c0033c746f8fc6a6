"""Make a release, from the source tree to signed and checked artifacts with their feeds, or refuse and say why."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from build.doctor.checks import FOR_COMPILE, FOR_PACKAGES
from build.electron.dist import prepare_electron
from build.environment.python_env import python_of_project
from build.feed.identity import TEST_FOLDER, TEST_KEY, keys_for_tests
from build.feed.make import FeedOptions, believed_keys
from build.feed.rollout import share
from build.package.edition import PRODUCT_EDITION
from build.paths import artifacts_folder
from build.platforms import TARGETS, Target, this_target
from build.progress import say
from build.release.circumstances import Intent, circumstances
from build.release.refusals import refusals
from build.release.run import UNTIL, make_release, require_allowed, stages_until, take_up
from build.release.stages import Release, Stage
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--target", choices=TARGETS, action="append", help="for this machine when left out")
    parser.add_argument("--until", choices=UNTIL, default=UNTIL[-1], help="the last stage")
    parser.add_argument("--staging", type=share, metavar="N%", help="offer it to this share of installations; all")
    parser.add_argument("--test-identity", action="store_true", help="rehearse: with throw-away identities, marked so")
    parser.add_argument("--fast", action="store_true", help="quickly made installers, which are larger")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done and what forbids it, do nothing")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Refuse, or go from stage to stage; what stands of a run that broke off is taken up."""
    del rest
    targets: tuple[Target, ...] = tuple(options.target or [target for target in TARGETS if target == this_target()])
    product, test = PRODUCT_EDITION.product, options.test_identity
    stages = stages_until(options.until)
    feeds_too = options.until == UNTIL[-1]
    apple_too = any(stage.name == "notarize" for stage in stages)
    if options.dry_run:
        _tell(product, targets, stages)
        python = python_of_project() if python_of_project().exists() else None
        known = _keys_so_far(product, python, test=test)
        intent = Intent(product, targets, known, feeds_too, apple_too, test, dry=True)
        if python is None:
            say("Certificates and the published feed are not looked at: nothing that can read them is installed yet.")
        require_allowed(refusals(circumstances(python, intent), test_identity=test))
        return 0
    bench = prepare(FOR_COMPILE | FOR_PACKAGES)
    keys = believed_keys(product, keys_for_tests(bench.python)) if test else tuple(product["updates"]["keys"])
    for target in targets:
        prepare_electron(bench.node, target)
    intent = Intent(product, targets, keys, feeds_too, apple_too, test, dry=False)
    require_allowed(refusals(circumstances(bench.python, intent), test_identity=test))
    release = Release(
        bench=bench,
        edition=PRODUCT_EDITION,
        targets=targets,
        folder=artifacts_folder(test=test),
        test=test,
        compression="fast" if options.fast else "small",
        feeds=FeedOptions(test_identity=test, staging=options.staging),
        feed_keys=keys,
    )
    take_up(release)
    make_release(release, stages)
    say(f"{product['name']} {product['version']} is ready in {release.folder}.")
    return 0


def _tell(product: Mapping[str, Any], targets: Sequence[Target], stages: Sequence[Stage]) -> None:
    """What would be done."""
    say(f"{product['name']} {product['version']} for {', '.join(targets)}:")
    for number, stage in enumerate(stages, 1):
        say(f"  {number}. {stage.name}: {stage.what}")


def _keys_so_far(product: Mapping[str, Any], python: Path | None, *, test: bool) -> tuple[str, ...]:
    """The keys that may have signed what is published; a test key that was never made has signed nothing."""
    if test and python is not None and (TEST_FOLDER / TEST_KEY).exists():
        return believed_keys(product, keys_for_tests(python))
    return tuple(product["updates"]["keys"])
