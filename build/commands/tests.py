"""Everything: format, lint and types, unit tests, end-to-end tests; nothing may be skipped that could run."""

import argparse

from build.commands.e2e import e2e_parts
from build.commands.lint import lint_parts
from build.commands.unit import unit_parts
from build.doctor.checks import FOR_TESTS
from build.parts import finish, run_parts
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--keep-going", action="store_true", help="run every part, whatever fails")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Run every part in order; print the summary."""
    del rest
    bench = prepare(FOR_TESTS)
    results = run_parts([*lint_parts(bench), *unit_parts(bench, [])], keep_going=options.keep_going)
    if options.keep_going or all(result.passed for result in results):
        with e2e_parts(bench, []) as parts:
            results += run_parts(parts, keep_going=options.keep_going)
    return finish(results)
