"""The IP gate: search a payload for everything of the vendor's that must not ship."""

import argparse
from pathlib import Path

from build.audit.gate import PAYLOAD, REPORT, audit_command
from build.doctor.checks import FOR_LINT
from build.errors import BuildError
from build.parts import Part, finish, run_parts
from build.workbench import Workbench, prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("payload", nargs="?", type=Path, default=PAYLOAD, help="a file or folder; the compiled backend")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Search; the report goes to dist/ip-audit.json and dist/ip-audit.md."""
    del rest
    payload: Path = options.payload.resolve()
    if not payload.exists():
        raise BuildError("payload-missing", f"{payload} is not there.", "Build it first: `nox -s compile`.")
    return finish(run_parts(audit_parts(prepare(FOR_LINT), payload), keep_going=False))


def audit_parts(bench: Workbench, payload: Path = PAYLOAD, report: Path = REPORT) -> list[Part]:
    """The search as a part of the tests; each payload has a report of its own."""
    return [Part(f"audit of {payload.name}", audit_command(bench, payload, report), bench.environ())]
