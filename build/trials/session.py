"""Try all faults, or all attacks, on every target."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from build.commands.e2e import Chosen, e2e_parts, packaged_e2e_parts
from build.commands.unit import pytest_part
from build.commands.verify import verify_parts
from build.compile.build import compile_backend
from build.dependencies.part import audit_part
from build.parts import Part, run_parts
from build.reports.result import PartResult
from build.trials.records import TARGETS, Kind
from build.trials.run import TrialRun
from build.workbench import Workbench


def try_all(bench: Workbench, kind: Kind, trials: TrialRun, targets: Sequence[str]) -> list[PartResult]:
    """Run the trials of one kind; what fails on one target does not keep the others from being tried."""
    results: list[PartResult] = []
    for target in TARGETS:
        if target in targets:
            with _STAGES[target](bench, kind, trials) as parts:
                results += run_parts(parts, keep_going=True)
    return results


@contextmanager
def _source(bench: Workbench, kind: Kind, trials: TrialRun) -> Iterator[list[Part]]:
    dependencies = [audit_part(trials.file)] if kind == "attack" else []
    yield [pytest_part(bench, ["-m", kind, *trials.of_pytest()]), *dependencies]


@contextmanager
def _compiled(bench: Workbench, kind: Kind, trials: TrialRun) -> Iterator[list[Part]]:
    compile_backend(bench)
    with verify_parts(bench, ["-m", kind, *trials.of_pytest()]) as parts:
        yield parts


@contextmanager
def _app(bench: Workbench, kind: Kind, trials: TrialRun) -> Iterator[list[Part]]:
    with e2e_parts(bench, [], trials.of_playwright(), Chosen(f"@{kind}")) as parts:
        yield parts


@contextmanager
def _packaged(bench: Workbench, kind: Kind, trials: TrialRun) -> Iterator[list[Part]]:
    with packaged_e2e_parts(bench, [], trials.of_playwright(), Chosen(f"@{kind}")) as parts:
        yield parts


_STAGES: Final[dict[str, Callable[[Workbench, Kind, TrialRun], AbstractContextManager[list[Part]]]]] = {
    "source": _source,
    "compiled": _compiled,
    "app": _app,
    "packaged": _packaged,
}
