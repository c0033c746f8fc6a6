"""What the tests of finished artifacts share, for whichever system they are."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from build.package.installers import RELEASE, artifact_stem
from build.paths import ROOT
from build.platforms import Target

FOLDER_VARIABLE = "RELEASE_FOLDER"
"""Names the folder with the artifacts; `dist/release` when it is not set."""

SECONDS = 300
"""For a test: a whole app is unpacked in many of them."""


def product_facts() -> dict[str, Any]:
    """product.json."""
    found: dict[str, Any] = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))
    return found


def stem_of(target: Target) -> Path:
    """The path of every artifact of a target, but for what comes after the last dot."""
    return Path(os.environ.get(FOLDER_VARIABLE, RELEASE)) / artifact_stem(product_facts(), target)


def mark(items: Iterable[pytest.Item], folder: Path, *marks: pytest.MarkDecorator) -> None:
    """Give the tests below a folder their time, and these marks."""
    for item in items:
        if folder in item.path.parents:
            for one in (pytest.mark.timeout(SECONDS), *marks):
                item.add_marker(one)
