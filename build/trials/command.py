"""What `nox -s faults` and `nox -s attacks` have in common."""

import argparse
from pathlib import Path

from build.doctor.checks import FOR_TESTS
from build.errors import EXIT_FAILED
from build.parts import finish
from build.progress import say
from build.trials import documents
from build.trials.records import SHIPPED, TARGETS, Kind, Row, read_rows
from build.trials.run import TrialRun
from build.trials.session import try_all
from build.trials.tables import total
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of both."""
    parser.add_argument("--quick", action="store_true", help="few tries, as in every test run; writes no document")
    parser.add_argument(
        "--on", nargs="+", choices=TARGETS, default=list(TARGETS), help="only these; writes no document"
    )
    parser.add_argument(
        "--from", dest="records", type=Path, help="try nothing; write the document from the records of another run"
    )


def run(kind: Kind, options: argparse.Namespace) -> int:
    """Try, write down, sum up; the exit code."""
    if options.records:
        return _write(kind, read_rows(options.records, kind))
    trials = TrialRun("quick" if options.quick else "full")
    trials.begin()
    results = try_all(prepare(FOR_TESTS), kind, trials, options.on)
    rows = trials.keep(kind)
    say("")
    if options.quick or {*options.on} != {*TARGETS}:
        say(f"{kind}s: {total(rows)}")
    elif _write(kind, rows):
        return EXIT_FAILED
    return finish(results)


def _write(kind: Kind, rows: list[Row]) -> int:
    """Write the document of a whole run; 1 if it was none, or if something was lost."""
    say(f"{kind}s: {total(rows)}")
    if reason := _incomplete(rows):
        say(f"{documents.PAGES[kind]} stays as it is: {reason}.")
        return EXIT_FAILED
    documents.update(kind, rows)
    return EXIT_FAILED if any(row.lost for row in rows) else 0


def _incomplete(rows: list[Row]) -> str:
    """What a document lacks that is to say what was tried; empty if nothing."""
    untried = [title for target, title in TARGETS.items() if not any(target in row.tries for row in rows)]
    if untried:
        return f"nothing was tried on the {' and the '.join(untried)}"
    quick = [title for target, title in SHIPPED.items() if any(target in row.tried_quickly for row in rows)]
    if quick:
        return f"only a few tries were made on the {' and the '.join(quick)}, which ships"
    return ""
