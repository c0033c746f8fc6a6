"""Stages as the compile step makes them: the packages of the product, with product.json beside the backend's code."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.paths import ROOT
from tests.backend.checkouts import ACME, copy_package


def make_stage(folder: Path) -> Path:
    """Make a stage with the product and the plug-in of the tests."""
    folder.mkdir(parents=True)
    copy_package(ROOT / "backend", folder)
    copy_package(ACME, folder)
    shutil.copy(ROOT / "product.json", folder / "backend")
    (folder / "backend" / "plugins.json").write_text('["acme_agents"]', encoding="utf-8")
    return folder


def run_seal(stage: Path, pack: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Seal a stage as the compile step does."""
    command = [sys.executable, "-m", "build.seal", str(stage), str(pack)]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environ}, capture_output=True, encoding="utf-8", check=False
    )


def sealed(stage: Path, **environ: str) -> dict[str, Any]:
    """Seal a stage, with the pack where its backend looks for it; return the report."""
    done = run_seal(stage, stage / "assets.pack", **environ)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def contents(stage: Path) -> Mapping[str, bytes]:
    """Return every file of a stage."""
    return {
        path.relative_to(stage).as_posix(): path.read_bytes()
        for path in stage.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
