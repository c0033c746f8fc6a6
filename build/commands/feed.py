"""Write and sign the feeds of the artifacts in dist, with notes from CHANGELOG.md and right block maps."""

import argparse
from pathlib import Path

from build.doctor.checks import FOR_LINT
from build.feed.make import CHANGELOG, FeedOptions, make_feeds
from build.feed.rollout import share
from build.paths import artifacts_folder
from build.publish.arguments import product_facts
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--staging", type=share, metavar="N%", help="offer it to this share of installations; all")
    parser.add_argument("--published", metavar="PLACE", help="where feeds are published; the address in product.json")
    parser.add_argument("--changelog", type=Path, default=CHANGELOG, metavar="FILE", help="CHANGELOG.md")
    parser.add_argument("--fewer-formats", action="store_true", help="offer fewer formats than the version before")
    parser.add_argument("--test-identity", action="store_true", help="sign with a test key, which no release believes")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Write what there are artifacts for; print where the feeds are."""
    del rest
    wanted = FeedOptions(
        test_identity=options.test_identity,
        staging=options.staging,
        published=options.published,
        fewer=options.fewer_formats,
        changelog=options.changelog,
    )
    folder = artifacts_folder(test=options.test_identity)
    for file in make_feeds(prepare(FOR_LINT), product_facts(), folder, wanted):
        print(file)
    return 0
