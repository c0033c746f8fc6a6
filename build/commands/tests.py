"""Everything, from the formats to the packed app; nothing may be skipped that could run."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from build.audit.gate import APP_REPORT
from build.commands.audit import audit_parts
from build.commands.e2e import e2e_parts, packaged_e2e_parts
from build.commands.lint import lint_parts
from build.commands.unit import unit_parts
from build.commands.verify import verify_parts
from build.compile.build import compile_backend
from build.doctor.checks import FOR_TESTS
from build.package.app import PRODUCT_EDITION
from build.parts import Part, finish, run_parts
from build.reports.result import PartResult
from build.workbench import Workbench, prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--keep-going", action="store_true", help="run every part, whatever fails")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Run every part in order; print the summary."""
    del rest
    return finish(_run_stages(prepare(FOR_TESTS), keep_going=options.keep_going))


def _run_stages(bench: Workbench, *, keep_going: bool) -> list[PartResult]:
    results: list[PartResult] = []
    for stage in (_source, _app, _compiled, _packaged):
        if keep_going or all(result.passed for result in results):
            with stage(bench) as parts:
                results += run_parts(parts, keep_going=keep_going)
    return results


@contextmanager
def _source(bench: Workbench) -> Iterator[list[Part]]:
    yield [*lint_parts(bench), *unit_parts(bench, [])]


@contextmanager
def _app(bench: Workbench) -> Iterator[list[Part]]:
    with e2e_parts(bench, []) as parts:
        yield parts


@contextmanager
def _compiled(bench: Workbench) -> Iterator[list[Part]]:
    compile_backend(bench)
    with verify_parts(bench, []) as parts:
        yield [*audit_parts(bench), *parts]


@contextmanager
def _packaged(bench: Workbench) -> Iterator[list[Part]]:
    with packaged_e2e_parts(bench, []) as parts:
        yield [*audit_parts(bench, PRODUCT_EDITION.output, APP_REPORT), *parts]
