"""Compile the backend for this machine into dist/backend; what is so already takes no time."""

import argparse

from build.compile.build import compile_backend
from build.compile.reproduce import check_reproducible
from build.doctor.checks import FOR_COMPILE
from build.errors import EXIT_FAILED
from build.progress import say
from build.workbench import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "--check-reproducible",
        action="store_true",
        help="compile a second time, in another folder with an empty cache, and tell every difference",
    )


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Compile if anything changed; say where the program is."""
    del rest
    result = compile_backend(prepare(FOR_COMPILE))
    print(result.executable)
    if not options.check_reproducible:
        return 0
    differences = check_reproducible(result)
    for difference in differences:
        say(f"differs: {difference}")
    say("The second build has other bytes." if differences else "The second build has the same bytes.")
    return EXIT_FAILED if differences else 0
