"""The documents that show what was tried: docs/reliability.md for faults, docs/security.md for attacks."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from build.blocks import with_block
from build.paths import ROOT
from build.trials.records import Kind, Row
from build.trials.tables import tables, total, tried_quickly

PAGES: Final[dict[Kind, Path]] = {"fault": Path("docs/reliability.md"), "attack": Path("docs/security.md")}


def update(kind: Kind, rows: Sequence[Row], root: Path = ROOT) -> None:
    """Write the rows into the page of a checkout.

    Raises:
        BuildError: the page has lost its markers.
    """
    page = root / PAGES[kind]
    told = " ".join(filter(None, [_conditions(), total(rows), tried_quickly(rows)]))
    block = f"{told}\n\n{tables(rows)}"
    text = with_block(page.read_text(encoding="utf-8"), block, f"{kind}s", page.name)
    page.write_text(text, encoding="utf-8", newline="\n")


def _conditions() -> str:
    day = datetime.now(UTC).date().isoformat()
    return f"Tried {day} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores:"
