"""Reads a release's artifacts back and prints the findings as JSON. Runs in the project's environment.

    python -m build.preflight ORDER_FILE

The order is `build.preflight.run.Order` as JSON.
"""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from build.preflight.release import check_release
from build.preflight.run import Order


def main(file: Path) -> None:
    """Check what the order names."""
    order = json.loads(file.read_text(encoding="utf-8"))
    order["folder"] = Path(order["folder"])
    order["apps"] = {target: Path(app) for target, app in order["apps"].items()}
    found = check_release(Order(**order), datetime.now(UTC))
    print(json.dumps([asdict(finding) for finding in found]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
