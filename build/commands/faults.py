"""Break what a machine can break, as often as it takes, and write docs/reliability.md."""

import argparse

from build.trials import command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    command.add_arguments(parser)


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Try all of them; every row must say that nothing was lost."""
    del rest
    return command.run("fault", options)
