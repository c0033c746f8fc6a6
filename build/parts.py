"""Run the parts of the tests one after the other and say how each came out."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from build.errors import EXIT_FAILED, BuildError
from build.platforms import this_system
from build.process import Command, run_visibly
from build.progress import say
from build.reports.result import Counts, PartResult
from build.reports.summary import all_well, summary


@dataclass(frozen=True)
class Report:
    """The file in which a tool writes what its tests did, and the function that reads it."""

    file: Path
    read: Callable[[str], Counts]


@dataclass(frozen=True)
class Part:
    """One tool to run; without a report it counts as one test."""

    name: str
    command: Command
    environ: Mapping[str, str]
    report: Report | None = None


def run_parts(parts: Iterable[Part], *, keep_going: bool) -> list[PartResult]:
    """Run the parts in order, up to the first that fails unless told otherwise."""
    results: list[PartResult] = []
    for part in parts:
        results.append(_run(part))
        if not results[-1].passed and not keep_going:
            break
    return results


def finish(results: list[PartResult]) -> int:
    """Print the summary; the exit code of it all."""
    print(summary(results, this_system()), flush=True)
    return 0 if all_well(results, this_system()) else EXIT_FAILED


def _run(part: Part) -> PartResult:
    say(f"\n== {part.name}")
    if part.report:
        part.report.file.parent.mkdir(parents=True, exist_ok=True)
        part.report.file.unlink(missing_ok=True)
    begun = time.monotonic()
    exit_code = run_visibly(part.command, env=part.environ)
    seconds = time.monotonic() - begun
    return PartResult(part.name, seconds, exit_code, _counts(part.report, exit_code))


def _counts(report: Report | None, exit_code: int) -> Counts:
    """What the report says; a tool that fails without a word about any test is one failure."""
    if report is None:
        return Counts(passed=1) if exit_code == 0 else Counts(failed=1)
    if not report.file.exists():
        if exit_code == 0:
            raise BuildError("no-report", f"A tool ended well but wrote no {report.file.name}.", "Run it by itself.")
        return Counts(failed=1)
    counts = report.read(report.file.read_text(encoding="utf-8"))
    if exit_code and not counts.failed:
        return Counts(counts.passed, 1, counts.skips)
    return counts
