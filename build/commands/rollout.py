"""Offer a published version to another share of the installations, such as ``25%``: its feeds are signed anew."""

import argparse

from build.doctor.checks import FOR_LINT
from build.feed.make import feed_keys
from build.feed.rollout import share
from build.feed.versions import CHANNELS
from build.publish.arguments import add_place, place, product_facts, trust
from build.publish.share import Share, change_share
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("share", type=share, metavar="N%", help="the share of installations")
    add_which(parser)


def add_which(parser: argparse.ArgumentParser) -> None:
    """Which feeds are meant, and where they are."""
    parser.add_argument("--channel", choices=CHANNELS, default="latest", help="whose version is meant; latest")
    parser.add_argument("--version", help="the version that is meant; the one that the channel offers")
    add_place(parser)


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Publish the feeds alone."""
    del rest
    bench = prepare(FOR_LINT)
    product = product_facts()
    keys = feed_keys(bench, product, test_identity=options.test_identity)
    trusted = trust(bench, product, keys, test=options.test_identity)
    asked = Share(options.share, options.channel, options.version)
    change_share(place(options), asked, keys, trusted, dry=options.dry_run)
    return 0
