"""Formatting, lint and types of both languages, and whether generated files follow their sources."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from build.doctor.checks import FOR_LINT
from build.parts import Part, finish, run_parts
from build.paths import ROOT
from build.workbench import Workbench, prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--keep-going", action="store_true", help="run every check, whatever fails")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Run every check; stop at the first that fails unless told otherwise."""
    del rest
    bench = prepare(FOR_LINT)
    return finish(run_parts(lint_parts(bench), keep_going=options.keep_going))


def lint_parts(bench: Workbench) -> list[Part]:
    """The checks, quickest first."""
    python, environ = bench.python, bench.environ()
    checks: dict[str, list[str | Path]] = {
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "ruff check": [python, "-m", "ruff", "check", "."],
        "prettier": [*bench.node_program("prettier"), "--check", "--log-level", "warn", "."],
        "protocol": [sys.executable, "-m", "build", "protocol", "--check"],
        "mypy": [python, "-m", "mypy"],
        **{f"tsc {name}": [*bench.node_program("tsc"), "--noEmit", "-p", name] for name in typescript_projects()},
        "eslint": [*bench.node_program("eslint"), "--max-warnings", "0", "."],
    }
    return [Part(name, command, environ) for name, command in checks.items()]


def type_parts(bench: Workbench) -> Iterable[Part]:
    """Those of the checks that are about types."""
    return (part for part in lint_parts(bench) if part.name.startswith(("mypy", "tsc")))


def typescript_projects() -> list[str]:
    """The projects that tsconfig.json refers to."""
    config = json.loads((ROOT / "tsconfig.json").read_text(encoding="utf-8"))
    return [Path(reference["path"]).name for reference in config["references"]]
