"""Regenerate the shell's protocol schema and types from the backend's models."""

import argparse

from build.doctor.checks import FOR_LINT
from build.progress import say
from build.protocol import generate
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--check", action="store_true", help="change nothing; fail if they are stale")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Write the files, or check them."""
    del rest
    bench = prepare(FOR_LINT)
    if options.check:
        generate.check(bench)
    elif not generate.generate(bench):
        say("The schema and the types are up to date.")
    return 0
