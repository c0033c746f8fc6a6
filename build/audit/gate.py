"""The gate as the rest of the tooling calls it; the search itself runs in the project's environment."""

import json
from pathlib import Path
from typing import Any, Final

from build.errors import BuildError
from build.paths import ROOT
from build.process import Command, run_visibly
from build.workbench import Workbench

PAYLOAD: Final = ROOT / "dist" / "backend"
REPORT: Final = ROOT / "dist" / "ip-audit.json"
APP_REPORT: Final = ROOT / "dist" / "ip-audit-app.json"


def audit_command(bench: Workbench, payload: Path = PAYLOAD, report: Path = REPORT) -> Command:
    """The command that searches a payload; it ends with 1 if the payload may not ship."""
    return [bench.python, "-m", "build.audit", payload, "--report", report]


def audit(bench: Workbench, payload: Path = PAYLOAD, report: Path = REPORT) -> dict[str, Any]:
    """Search a payload; the report, whatever its ``verdict``: ``clean``, ``leaks`` or ``incomplete``.

    ``report["recovered"]`` tells how much of the vendor's work can be had by taking the payload apart.

    Raises:
        BuildError: there is nothing to search.
    """
    report.unlink(missing_ok=True)
    run_visibly(audit_command(bench, payload, report), env=bench.environ())
    if not report.exists():
        raise BuildError("audit-failed", f"The search of {payload} gave no report.", "Mend what it says above.")
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found
