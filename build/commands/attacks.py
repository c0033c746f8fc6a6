"""Attack the product as strangers would and write the table of docs/security.md."""

import argparse

from build.trials import command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    command.add_arguments(parser)


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Try all of them; every row must say that nothing was lost."""
    del rest
    return command.run("attack", options)
