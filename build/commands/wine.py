"""The Windows installer on the Windows of Wine: installed, upgraded and removed, per user and for all users."""

import argparse

from build.doctor.checks import FOR_TESTS
from build.parts import Part, Report, finish, run_parts
from build.paths import REPORTS
from build.process import as_strings
from build.reports.readers import read_pytest
from build.wine.disks import prepare_disks
from build.wine.root import prepare_root, require_possible
from build.wine.versions import make_versions
from build.workbench import prepare

TESTS = "tests/release/wine"

ALONE = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
"""In a namespace of processes that ends with its first one: what runs under Wine has no parent that ends it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is not named here is passed on to pytest."""
    del parser


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Set Wine up, make two versions, then run the tests."""
    del options
    require_possible()
    bench = prepare(FOR_TESTS)
    prepare_root()
    prepare_disks()
    make_versions(bench)
    report = REPORTS / "pytest-wine.xml"
    command = as_strings([*ALONE, bench.python, "-m", "pytest", f"--junitxml={report}", TESTS, *rest])
    return finish(run_parts([Part("wine", command, bench.environ(), Report(report, read_pytest))], keep_going=False))
