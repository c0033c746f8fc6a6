"""Ask for known holes in all dependencies, and say what could not be asked.

    python -m build.dependencies [--trials FILE]

Exit code 1 if there is a hole that nobody has accepted, or if an audit failed. A service that cannot be reached is no
failure, and no success either: its row says that nothing was checked. Where REQUIRE_AUDITS is set, as on a machine of
CI that reaches them all, it is a failure. With ``--trials`` the rows are appended as the tests append theirs.
"""

import argparse
import json
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from build.dependencies.holes import Audit, read_npm_audit, read_pip_audit, together
from build.environment.attacks_env import prepare_attacks
from build.environment.node_runtime import prepare_node
from build.environment.python_env import locked_packages
from build.errors import EXIT_FAILED, BuildError, describe
from build.locks import LOCKS
from build.paths import PACKAGE_LOCK
from build.progress import say, step
from build.tools import npm, pip_audit

ALLOWED = Path(__file__).with_name("allowed.toml")
NPM = "the npm packages"
UNREACHED = "NOT CHECKED, for its service could not be reached from this machine"
REQUIRED = "REQUIRE_AUDITS"


def main(arguments: list[str]) -> int:
    """Audit everything; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m build.dependencies")
    parser.add_argument("--trials", type=Path, help="append a row for each audit to this file")
    options = parser.parse_args(arguments)
    try:
        found = _audits()
    except BuildError as error:
        sys.exit(describe(error))
    audits = list(_rows(found))
    for name, audit in audits:
        say(f"{_told(name, audit)} ({audit.checked} packages)")
        for hole in audit.holes:
            say(f"  {hole}")
    if options.trials:
        with options.trials.open("a", encoding="utf-8") as lines:
            lines.writelines(f"{json.dumps(_record(name, audit))}\n" for name, audit in audits)
    return _verdict(found, required=REQUIRED in os.environ)


def _verdict(found: Mapping[str, Audit], *, required: bool) -> int:
    silent = [name for name, audit in found.items() if not audit.checked]
    if required and silent:
        say(f"{', '.join(silent)}: {UNREACHED}, and with {REQUIRED} set it must be")
        return EXIT_FAILED
    return EXIT_FAILED if any(audit.holes for audit in found.values()) else 0


def _audits() -> dict[str, Audit]:
    """Ask about every lock; each answer by the name of its file."""
    accepted = tomllib.loads(ALLOWED.read_text(encoding="utf-8"))["accepted"]
    python = prepare_attacks()
    found: dict[str, Audit] = {}
    for lock in LOCKS:
        with step(f"Asking for known holes in {lock.file.name}"):
            answer = pip_audit.audit(python, lock.file)
            found[lock.file.name] = read_pip_audit(answer, locked_packages(lock.file), accepted)
    with step(f"Asking for known holes in {PACKAGE_LOCK.name}"):
        packages = len(json.loads(PACKAGE_LOCK.read_text(encoding="utf-8"))["packages"]) - 1
        found[PACKAGE_LOCK.name] = read_npm_audit(npm.audit(prepare_node()), packages, accepted)
    return found


def _rows(found: Mapping[str, Audit]) -> Iterator[tuple[str, Audit]]:
    tools = [audit for name, audit in found.items() if name not in {"backend.lock", PACKAGE_LOCK.name}]
    yield "the Python packages that ship", found["backend.lock"]
    yield "the Python packages that build and test", together(tools)
    yield NPM, found[PACKAGE_LOCK.name]


def _told(name: str, audit: Audit) -> str:
    if not audit.checked:
        return f"known holes in {name}: {UNREACHED}"
    left = f"; {audit.unchecked} could not be looked up" if audit.unchecked else ""
    return f"known holes in {name}{left}"


def _record(name: str, audit: Audit) -> dict[str, object]:
    return {
        "kind": "attack",
        "chapter": "Dependencies",
        "what": _told(name, audit),
        "target": "app" if name == NPM else "source",
        "tries_wanted": "full",
        "count": "packages",
        "tries": audit.checked,
        "lost": len(audit.holes),
        "figures": {},
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
