"""``python -m build.bench.release.conditions PLAN RESULT``: when and on what a measurement begins."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from build.bench.machine import machine_facts

if __name__ == "__main__":
    found = {"begun": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine_facts()}
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")
