"""The summary of a test run: a table, the skipped tests with their reasons, and one last line."""

from collections.abc import Sequence

from build.platforms import System
from build.progress import seconds
from build.reports.result import PartResult, Skip
from build.reports.skips import acceptable


def unacceptable_skips(results: Sequence[PartResult], system: System) -> list[Skip]:
    """The tests that were skipped though they could have run."""
    return [skip for result in results for skip in result.counts.skips if not acceptable(skip, system)]


def all_well(results: Sequence[PartResult], system: System) -> bool:
    """Whether everything passed, and nothing was skipped that could run."""
    return bool(results) and all(result.passed for result in results) and not unacceptable_skips(results, system)


def summary(results: Sequence[PartResult], system: System) -> str:
    """The text for the end of the run."""
    width = max([len(result.name) for result in results], default=0)
    lines = [f"{'':{width}}  result  passed  failed  skipped  time"]
    for result in results:
        counts = result.counts
        lines.append(
            f"{result.name:{width}}  {'ok' if result.passed else 'FAILED':6}  {counts.passed:6}  {counts.failed:6}"
            f"  {len(counts.skips):7}  {seconds(result.seconds)}"
        )
    for skip in (skip for result in results for skip in result.counts.skips):
        verdict = "skipped" if acceptable(skip, system) else "SKIPPED THOUGH IT COULD RUN"
        lines.append(f"{verdict}: {skip.test}: {skip.reason or 'no reason given'}")
    passed = sum(result.counts.passed for result in results)
    failed = sum(result.counts.failed for result in results)
    skipped = sum(len(result.counts.skips) for result in results)
    return "\n".join([*lines, f"{passed} passed, {failed} failed, {skipped} skipped"])
