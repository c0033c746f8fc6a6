"""Bring every file into the project's format."""

import argparse

from build.doctor.checks import FOR_LINT
from build.parts import Part, finish, run_parts
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no arguments of its own."""
    del parser


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Let ruff mend what it can and format, then prettier and eslint do the same."""
    del options, rest
    bench = prepare(FOR_LINT)
    python, environ = bench.python, bench.environ()
    parts = [
        Part("ruff check --fix", [python, "-m", "ruff", "check", "--fix-only", "."], environ),
        Part("ruff format", [python, "-m", "ruff", "format", "."], environ),
        Part("eslint --fix", [*bench.node_program("eslint"), "--fix", "."], environ),
        Part("prettier", [*bench.node_program("prettier"), "--write", "--log-level", "warn", "."], environ),
    ]
    return finish(run_parts(parts, keep_going=True))
