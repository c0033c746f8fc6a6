"""Offer a published version to nobody any more: a rollout to 0%, signed, which no app takes for an older feed."""

import argparse

from build.commands import rollout
from build.feed.write import NOBODY


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    rollout.add_which(parser)
    parser.set_defaults(share=NOBODY)


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Publish the feeds alone."""
    return rollout.run(options, rest)
