"""Make the keys that sign payloads and feeds, as files outside the checkout; print their public halves alone."""

import argparse
from pathlib import Path

from build.doctor.checks import FOR_LINT
from build.feed.keychain import USUAL, advice, make_keys
from build.publish.arguments import product_facts
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of the keys; {', '.join(USUAL)}")
    parser.add_argument("--folder", type=Path, help="where to; a hidden folder in your home")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Make what is not there; one that is there is never overwritten."""
    del rest
    folder = options.folder or Path.home() / f".{product_facts()['id']}-keys"
    print(advice(folder.absolute(), make_keys(prepare(FOR_LINT).python, folder.absolute(), options.names or USUAL)))
    return 0
