"""Run the parts of the tests, in order or beside each other, and say how each came out."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from build.errors import EXIT_FAILED, BuildError
from build.platforms import this_system
from build.process import Command, run_visibly, started
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
    """One tool to run; without a report it counts as one test.

    Attributes:
        beside: it goes on beside the parts after it, and what it prints is shown when all have ended.
    """

    name: str
    command: Command
    environ: Mapping[str, str]
    report: Report | None = None
    beside: bool = False


def run_parts(parts: Iterable[Part], *, keep_going: bool) -> list[PartResult]:
    """Run the parts in order, up to the first that fails unless told otherwise."""
    results: list[PartResult] = []
    with ExitStack() as stack:
        beside: list[Callable[[], PartResult]] = []
        for part in parts:
            if part.beside:
                beside.append(stack.enter_context(_running(part)))
                continue
            results.append(_run(part))
            if not results[-1].passed and not keep_going:
                return results
        return results + [result() for result in beside]


def finish(results: list[PartResult]) -> int:
    """Print the summary; the exit code of it all."""
    print(summary(results, this_system()), flush=True)
    return 0 if all_well(results, this_system()) else EXIT_FAILED


@contextmanager
def _running(part: Part) -> Iterator[Callable[[], PartResult]]:
    """A part that goes on during the block; the function waits for its end. What is left of it ends with the block."""
    _expect(part.report)
    begun = time.monotonic()
    with tempfile.TemporaryFile() as output, started(part.command, env=part.environ, output=output) as process:

        def result() -> PartResult:
            exit_code = process.wait()
            seconds = time.monotonic() - begun
            say(f"\n== {part.name}")
            output.seek(0)
            sys.stdout.flush()
            shutil.copyfileobj(output, sys.stdout.buffer)
            sys.stdout.flush()
            return PartResult(part.name, seconds, exit_code, _counts(part.report, exit_code))

        yield result


def _run(part: Part) -> PartResult:
    say(f"\n== {part.name}")
    _expect(part.report)
    begun = time.monotonic()
    exit_code = run_visibly(part.command, env=part.environ)
    seconds = time.monotonic() - begun
    return PartResult(part.name, seconds, exit_code, _counts(part.report, exit_code))


def _expect(report: Report | None) -> None:
    """Let nothing that an earlier run wrote be taken for this one's."""
    if report:
        report.file.parent.mkdir(parents=True, exist_ok=True)
        report.file.unlink(missing_ok=True)


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
