"""Say whether this machine is ready for development, and mend it if asked to."""

import argparse

from build.doctor.checks import FOR_ALL, FOR_DEV, can_go_on, examine
from build.doctor.facts import collect
from build.doctor.mend import mend
from build.doctor.report import table
from build.errors import EXIT_FAILED
from build.progress import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--fix", action="store_true", help="install what is missing (apt, as root)")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Print the table; exit code 1 when development cannot go on."""
    del rest
    facts = collect()
    findings = examine(facts)
    if options.fix:
        if not facts.can_apt:
            say("Nothing can be installed from here: that takes apt, and root. The table has the commands.")
        elif mend(facts, findings, FOR_ALL):
            facts = collect()
            findings = examine(facts)
    print(table(findings, facts))
    return 0 if can_go_on(findings, FOR_DEV) else EXIT_FAILED
