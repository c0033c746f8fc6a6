"""Two versions of the app, installed for real: the older one finds, fetches and becomes the newer one."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from build.compile.build import compile_backend
from build.doctor.checks import FOR_TESTS
from build.parts import Part, Report, finish, run_parts
from build.paths import REPORTS
from build.platforms import this_system
from build.process import as_strings
from build.reports.readers import read_pytest
from build.updates.versions import make_versions
from build.workbench import Workbench, prepare

TESTS = "tests/release/updates"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is not named here is passed on to pytest."""
    del parser


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Make both versions, then run the tests."""
    del options
    with updates_parts(prepare(FOR_TESTS), rest) as parts:
        return finish(run_parts(parts, keep_going=False))


@contextmanager
def updates_parts(bench: Workbench, rest: list[str]) -> Iterator[list[Part]]:
    """The tests of updates on real installers; those are of Linux, and elsewhere the tests say so.

    Raises:
        BuildError: a version cannot be made.
    """
    made = make_versions(bench, compile_backend(bench).folder).variables if this_system() == "linux" else {}
    yield [_part(bench, made, rest)]


def _part(bench: Workbench, variables: Mapping[str, str], rest: list[str]) -> Part:
    report = REPORTS / "pytest-updates.xml"
    command = as_strings([bench.python, "-m", "pytest", f"--junitxml={report}", TESTS, *rest])
    return Part("updates", command, {**bench.environ(), **variables}, Report(report, read_pytest))
