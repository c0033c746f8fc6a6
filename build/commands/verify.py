"""The tests of the backend again, on the compiled one, as a stranger has it: no Python, read-only, an odd folder."""

import argparse
import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from build.compile.build import PROGRAM, compile_backend
from build.doctor.checks import FOR_TESTS
from build.parts import Part, Report, finish, run_parts
from build.paths import REPORTS, ROOT
from build.process import as_strings
from build.reports.readers import read_pytest
from build.unprivileged import as_user, is_root
from build.verify.installation import Installation, installed
from build.verify.stranger import stranger_environ
from build.workbench import Workbench, prepare

TESTS: Final = ROOT / "tests" / "backend"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments; everything else is passed on to pytest."""
    parser.add_argument("--folder", type=Path, help="verify this compiled backend, such as the one in a packaged app")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Compile what has changed, then run the tests on the program."""
    bench = prepare(FOR_TESTS)
    if options.folder is None:
        compile_backend(bench)
    with verify_parts(bench, rest, (options.folder or PROGRAM).resolve()) as parts:
        return finish(run_parts(parts, keep_going=False))


@contextmanager
def verify_parts(bench: Workbench, rest: list[str], source: Path = PROGRAM) -> Iterator[list[Part]]:
    """The parts, with the installation that they need, which ends with the block.

    Raises:
        BuildError: there is no compiled backend, or no way to be an ordinary user.
    """
    with installed(source) as installation:
        links = installation.place / "programs"
        links.mkdir()
        environ = stranger_environ(os.environ, installation.home, links)
        yield [
            # First, for it names in a second what would fail every test after it.
            Part("verify: self-check", as_user([installation.program, "--self-check"]), environ),
            _tests(bench, rest, installation, environ),
            *([_root_tests(bench, rest, installation, environ)] if is_root() else []),
            _traces(bench, installation),
        ]


def _tests(bench: Workbench, rest: list[str], installation: Installation, environ: Mapping[str, str]) -> Part:
    command = _pytest(bench, "verify", installation.scratch / "t", [str(TESTS), *rest])
    return Part("verify", as_user(command), _with_target(environ, installation), _report("verify"))


def _root_tests(bench: Workbench, rest: list[str], installation: Installation, environ: Mapping[str, str]) -> Part:
    """The tests that become a second user: nobody can who has given up root."""
    trials = [option for option in rest if option.startswith(("--tries=", "--trials="))]
    command = _pytest(bench, "verify-users", installation.scratch / "u", [str(TESTS), "-m", "needs_root", *trials])
    return Part("verify: users", command, _with_target(environ, installation), _report("verify-users"))


def _pytest(bench: Workbench, name: str, scratch: Path, arguments: list[str]) -> list[str]:
    options = ["-q", "-p", "no:cacheprovider", f"--basetemp={scratch}", f"--junitxml={REPORTS / name}.xml"]
    return [str(bench.python), "-B", "-m", "pytest", *options, *arguments]


def _with_target(environ: Mapping[str, str], installation: Installation) -> dict[str, str]:
    return {**environ, "BACKEND_COMMAND": shlex.join([str(installation.program)])}


def _report(name: str) -> Report:
    return Report(REPORTS / f"{name}.xml", read_pytest)


def _traces(bench: Workbench, installation: Installation) -> Part:
    places = [installation.folder, installation.snapshot, installation.home]
    command = as_strings([bench.python, "-m", "build.verify.traces", *places])
    return Part("verify: traces", command, os.environ)
