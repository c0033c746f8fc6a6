"""What the tests of finished artifacts share, for whichever system they are."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from build.package.installers import artifact_stem
from build.paths import REHEARSAL, ROOT
from build.platforms import Target
from build.release.rehearse import rehearsed_targets

FOLDER_VARIABLE = "RELEASE_FOLDER"
"""Names the folder with the artifacts; `dist/rehearsal` when it is not set."""

SECONDS = 900
"""For a test: a whole app is unpacked in many of them."""

COMMAND_S = 600
"""For one program in a test: a busy machine gives it little time."""

PATIENCE_S = 240.0
"""For one step of an app: far more than it takes, but an AppImage unpacks itself."""


def product_facts() -> dict[str, Any]:
    """product.json."""
    found: dict[str, Any] = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))
    return found


def stem_of(target: Target) -> Path:
    """The path of every artifact of a target, but for what comes after the last dot."""
    return Path(os.environ.get(FOLDER_VARIABLE, REHEARSAL)) / artifact_stem(product_facts(), target)


def not_made(target: Target) -> list[pytest.MarkDecorator]:
    """A mark that skips the tests of a target's artifacts where none are made, and nobody names a folder with some."""
    made = FOLDER_VARIABLE in os.environ or target in rehearsed_targets()
    return [] if made else [pytest.mark.skip(reason=f"needs Linux or {target}: there it is rehearsed")]


def mark(items: Iterable[pytest.Item], folder: Path, *marks: pytest.MarkDecorator) -> None:
    """Give the tests below a folder their time, and these marks."""
    for item in items:
        if folder in item.path.parents:
            for one in (pytest.mark.timeout(SECONDS), *marks):
                item.add_marker(one)
