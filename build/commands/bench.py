"""Measure the compiled backend beside its rivals; `--update-docs` writes the tables of the documents anew."""

import argparse
from pathlib import Path

from build.bench import documents, suite
from build.bench.variants import APPS, TITLES
from build.doctor.checks import FOR_LINT, FOR_TESTS
from build.errors import BuildError
from build.paths import ROOT
from build.workbench import prepare

OUTPUT = ROOT / "dist" / "bench"
ROUNDS = 15
CHOICES = (*TITLES, *APPS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("suite", choices=("compiled",), help="what to measure")
    parser.add_argument("--rounds", type=_positive, default=ROUNDS, help="how often each variant is measured")
    parser.add_argument("--variants", nargs="+", choices=CHOICES, default=list(CHOICES), help="only these")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the folder for figures, samples and plot")
    parser.add_argument("--update-docs", action="store_true", help="write the tables and the plot into the documents")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Measure; 0 whatever the figures say, for a benchmark on a shared machine is no test."""
    del rest
    if options.update_docs and {*options.variants} != {*CHOICES}:
        raise BuildError("partial-documents", "The documents show all variants.", "Leave --variants out.")
    bench = prepare(FOR_TESTS if {*APPS} & {*options.variants} else FOR_LINT)
    results = suite.compare(bench, options.variants, options.rounds, options.output)
    if options.update_docs:
        documents.update(results)
    print(suite.summary(results))
    return 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one round")
    return number
