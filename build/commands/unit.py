"""The tests of the parts: pytest for Python, Vitest for TypeScript."""

import argparse

from build.doctor.checks import FOR_TESTS
from build.errors import BuildError
from build.parts import Part, Report, finish, run_parts
from build.paths import REPORTS
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
    pytest, vitest = REPORTS / "pytest.xml", REPORTS / "vitest.json"
    environ = bench.environ()
    return [
        Part(
            "pytest",
            [bench.python, "-m", "pytest", f"--junitxml={pytest}", *rest],
            environ,
            Report(pytest, read_pytest),
        ),
        Part(
            "vitest",
            [
                *bench.node_program("vitest"),
                "run",
                "--reporter=default",
                "--reporter=json",
                f"--outputFile={vitest}",
                *rest,
            ],
            environ,
            Report(vitest, read_vitest),
        ),
    ]
