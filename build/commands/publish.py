"""Bring a release to a folder or to S3-compatible storage: artifacts first, feeds last."""

import argparse
from pathlib import Path

from build.doctor.checks import FOR_LINT
from build.feed.identity import keys_for_tests
from build.feed.write import release_of
from build.paths import artifacts_folder
from build.publish.arguments import add_place, place, product_facts, trust
from build.publish.run import publish_release
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--from", dest="source", type=Path, metavar="FOLDER", help="the release; in dist")
    add_place(parser)


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Send what is not there yet; a run that broke is taken up by running it again."""
    del rest
    bench = prepare(FOR_LINT)
    product = product_facts()
    keys = keys_for_tests(bench.python) if options.test_identity else None
    trusted = trust(bench, product, keys, test=options.test_identity)
    source = options.source or artifacts_folder(test=options.test_identity)
    publish_release(release_of(product, source.absolute()), place(options), trusted, dry=options.dry_run)
    return 0
