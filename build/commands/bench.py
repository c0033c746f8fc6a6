"""Measure beside rivals, in suites; a run of everything writes the documents anew."""

import argparse
import time
from pathlib import Path

from build.bench import documents, report
from build.bench.results import Results, as_json, results_of
from build.bench.suite import Request, Suite
from build.bench.suites import SUITES
from build.doctor.checks import FOR_LINT, FOR_TESTS
from build.errors import BuildError
from build.paths import ROOT
from build.workbench import prepare

OUTPUT = ROOT / "dist" / "bench"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    known = sorted({key for suite in SUITES.values() for key in suite.titles})
    rounds = ", ".join(f"{suite.rounds} of {key}" for key, suite in SUITES.items())
    # Not `choices`: argparse would hold the empty list of “all” against them.
    parser.add_argument("suites", nargs="*", metavar="suite", type=_suite, help=f"{', '.join(SUITES)}; all, if none")
    parser.add_argument("--rounds", type=_positive, help=f"how often each subject is measured; {rounds}, if not said")
    parser.add_argument("--subjects", nargs="+", choices=known, help="only these, of what is compared")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the folder for figures, samples and plots")
    parser.add_argument(
        "--update-docs",
        action=argparse.BooleanOptionalAction,
        help="write tables, figures and plots into the documents; done by itself when everything is measured",
    )


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Measure; 0 whatever the figures say, for a benchmark on a shared machine is no test.

    Raises:
        BuildError: nothing or only a part of what the documents show was asked for, or it could not be measured.
    """
    del rest
    chosen = [SUITES[key] for key in options.suites or SUITES]
    wanted = {suite.key: [key for key in suite.titles if key in (options.subjects or suite.titles)] for suite in chosen}
    documented = updates_documents(options)
    if documented and any(len(wanted[suite.key]) < len(suite.titles) for suite in chosen):
        raise BuildError("partial-documents", "The documents show all subjects.", "Leave --subjects out.")
    for suite in chosen:
        if wanted[suite.key]:
            results = _measured(suite, options.rounds or suite.rounds, wanted[suite.key])
            documents.write_files(results, options.output, {**as_json(results), "samples": results.samples})
            if documented:
                documents.update(results)
            print(report.for_terminal(results))
    return 0


def updates_documents(options: argparse.Namespace) -> bool:
    """Whether the documents are written: as was said, and else when nothing narrows what is measured."""
    if options.update_docs is not None:
        return bool(options.update_docs)
    return not options.suites and options.rounds is None and options.subjects is None


def _measured(suite: Suite, rounds: int, subjects: list[str]) -> Results:
    bench = prepare(FOR_TESTS if suite.windowed & {*subjects} else FOR_LINT)
    request = Request(rounds, subjects, int(time.time()))
    return results_of(suite, request, suite.measure(bench, request), documents.reasons())


def _suite(text: str) -> str:
    if text not in SUITES:
        raise argparse.ArgumentTypeError(f"there is no suite {text!r}, only {', '.join(SUITES)}")
    return text


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one round")
    return number
