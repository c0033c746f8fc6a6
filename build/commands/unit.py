"""The tests of the parts: pytest for Python, Vitest for TypeScript."""

import argparse

from build.doctor.checks import FOR_TESTS
from build.errors import BuildError
from build.parts import Part, Report, finish, run_parts
from build.paths import REPORTS
from build.process import as_strings
from build.reports.readers import read_pytest, read_vitest
from build.workbench import Workbench, prepare

RUNNERS = ("pytest", "vitest")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--only", choices=RUNNERS, help="run this one; it gets every argument that is not named here")
    parser.add_argument("--keep-going", action="store_true", help="run Vitest even if pytest fails")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Run both, or one with arguments of its own."""
    if rest and not options.only:
        raise BuildError("whose-arguments", f"Which runner gets {' '.join(rest)}?", "Add `--only pytest` or vitest.")
    bench = prepare(FOR_TESTS)
    parts = [part for part in unit_parts(bench, rest) if options.only in {None, part.name}]
    return finish(run_parts(parts, keep_going=options.keep_going))


def unit_parts(bench: Workbench, rest: list[str]) -> list[Part]:
    """Both runners, with arguments for those that get any."""
    return [pytest_part(bench, rest), vitest_part(bench, rest)]


def pytest_part(bench: Workbench, rest: list[str], name: str = "pytest", *, beside: bool = False) -> Part:
    """The tests in Python, or those that the arguments choose."""
    report = REPORTS / f"{name.replace(', ', '-')}.xml"
    command = as_strings([bench.python, "-m", "pytest", f"--junitxml={report}", *rest])
    return Part(name, command, bench.environ(), Report(report, read_pytest), beside=beside)


def vitest_part(bench: Workbench, rest: list[str]) -> Part:
    """The tests in TypeScript that need no window, or those that the arguments choose."""
    report = REPORTS / "vitest.json"
    reporters = ["--reporter=default", "--reporter=json", f"--outputFile={report}"]
    command = as_strings([*bench.node_program("vitest"), "run", *reporters, *rest])
    return Part("vitest", command, bench.environ(), Report(report, read_vitest))
