"""Small checkouts of the product, with plug-ins of the test, whose backend runs as any other does."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from build.paths import ROOT
from tests.backend.client import Backend

ACME = ROOT / "tests" / "fixtures" / "plugins" / "acme_agents"
PROMPT = "You are an assistant in a desktop application."
"""How the prompt of the product's own agent begins."""


def copy_package(source: Path, folder: Path) -> Path:
    """Copy a package without what Python left in it."""
    return Path(shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("__pycache__")))


def make_checkout(folder: Path, plugins: Sequence[str] = (), files: Mapping[str, str | bytes] | None = None) -> Path:
    """Make a checkout in a new folder, with the named plug-ins and the given files."""
    folder.mkdir()
    copy_package(ROOT / "backend", folder)
    shutil.copy(ROOT / "product.json", folder)
    table = f"[tool.armature.compile]\nplugins = {list(plugins)!r}\n"
    for name, text in {"pyproject.toml": table, **(files or {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def start_in(checkout: Path, **more: Any) -> Backend:
    """Start the backend of a checkout, or of a stage: the folder that holds the packages."""
    command = [sys.executable, "-m", "backend"]
    return Backend(checkout.parent / "data", command=command, cwd=checkout, **more)
