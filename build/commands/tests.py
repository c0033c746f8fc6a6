"""Everything, from the formats to the packed app; nothing may be skipped that could run."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from build.audit.gate import APP_REPORT
from build.commands.audit import audit_parts
from build.commands.e2e import TRIALS_OF_BOTH, Chosen, e2e_parts, packaged_e2e_parts
from build.commands.lint import lint_parts
from build.commands.unit import pytest_part, vitest_part
from build.commands.updates import updates_parts
from build.commands.verify import verify_parts
from build.compile.build import compile_backend
from build.dependencies.part import audit_part
from build.doctor.checks import FOR_TESTS
from build.package.app import PRODUCT_EDITION
from build.parts import Part, finish, run_parts
from build.platforms import this_target
from build.progress import say
from build.release.part import release_part
from build.release.rehearse import rehearse
from build.reports.result import PartResult
from build.tools.electron_builder import UNPACKED
from build.trials.records import KINDS
from build.trials.run import TrialRun
from build.trials.tables import total
from build.workbench import Workbench, prepare

COMPILING: Final = tuple(f"tests/build/{folder}" for folder in ("audit", "compile", "dependencies", "seal"))
"""They take ten minutes of one processor, and look at no time; they share the compiler's environment and cache."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--keep-going", action="store_true", help="run every part, whatever fails")
    parser.add_argument("--long", action="store_true", help="try faults and attacks on what ships as often as it takes")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Run every part in order; print the summary."""
    del rest
    ships = TrialRun("full" if options.long else "quick")
    ships.begin()
    results = _run_stages(prepare(FOR_TESTS), ships, keep_going=options.keep_going)
    for kind in KINDS:
        say(f"{kind}s: {total(ships.keep(kind))}")
    return finish(results)


def _run_stages(bench: Workbench, ships: TrialRun, *, keep_going: bool) -> list[PartResult]:
    results: list[PartResult] = []
    stages = (
        _source(bench, ships),
        _backend(bench, ships),
        _app(bench, ships),
        _compiled(bench, ships),
        _packaged(bench, ships),
        _released(bench),
        _updated(bench),
    )
    for stage in stages:
        if keep_going or all(result.passed for result in results):
            with stage as parts:
                results += run_parts(parts, keep_going=keep_going)
    return results


@contextmanager
def _source(bench: Workbench, ships: TrialRun) -> Iterator[list[Part]]:
    # Holes become known without a change of ours: for CI to find, and not in the way of somebody who tests a change.
    dependencies = [audit_part(ships.file)] if ships.tries == "full" else []
    yield [
        pytest_part(bench, [*COMPILING], "pytest, compiling", beside=True),
        *lint_parts(bench),
        vitest_part(bench, []),
        pytest_part(bench, ["tests/build", *(f"--ignore={folder}" for folder in COMPILING)], "pytest, tooling"),
        *dependencies,
    ]


@contextmanager
def _backend(bench: Workbench, ships: TrialRun) -> Iterator[list[Part]]:
    # Nothing runs beside it, for it looks at times.
    yield [pytest_part(bench, ["tests/backend", *ships.quick().of_pytest()], "pytest, backend")]


@contextmanager
def _app(bench: Workbench, ships: TrialRun) -> Iterator[list[Part]]:
    # What is tried on the packed app as often as it takes is not tried on the source as well.
    chosen = Chosen(without=TRIALS_OF_BOTH) if ships.tries == "full" else None
    with e2e_parts(bench, [], ships.quick().of_playwright(), chosen) as parts:
        yield parts


@contextmanager
def _compiled(bench: Workbench, ships: TrialRun) -> Iterator[list[Part]]:
    compile_backend(bench)
    with verify_parts(bench, ships.of_pytest()) as parts:
        yield [*audit_parts(bench), *parts]


@contextmanager
def _packaged(bench: Workbench, ships: TrialRun) -> Iterator[list[Part]]:
    with packaged_e2e_parts(bench, [], ships.of_playwright()) as parts:
        # Beside it may lie what a rehearsal packed for other systems, with fixtures that hold nothing of the vendor's.
        packed = next(folder for target, folder in UNPACKED.items() if target == this_target())
        yield [*audit_parts(bench, PRODUCT_EDITION.output / packed, APP_REPORT), *parts]


@contextmanager
def _released(bench: Workbench) -> Iterator[list[Part]]:
    rehearse(bench)
    yield [release_part(bench)]


@contextmanager
def _updated(bench: Workbench) -> Iterator[list[Part]]:
    with updates_parts(bench, []) as parts:
        yield parts
