"""Check the types of both languages: mypy and tsc."""

import argparse

from build.commands import lint
from build.doctor.checks import FOR_LINT
from build.parts import finish, run_parts
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The same as lint's."""
    lint.add_arguments(parser)


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Run mypy, and tsc for each project."""
    del rest
    bench = prepare(FOR_LINT)
    return finish(run_parts(lint.type_parts(bench), keep_going=options.keep_going))
