"""npm: the shell's packages, exactly as package-lock.json names them."""

import json
import os
from pathlib import Path
from typing import Final

from build.environment.node_runtime import NodeRuntime
from build.paths import PACKAGE_LOCK, ROOT
from build.process import Command, Output, output_of, run_quietly
from build.progress import Step

AUDIT_SECONDS: Final = 120


def clean_install(node: NodeRuntime, step: Step) -> None:
    """Install the locked packages without running any script of theirs."""
    folders = _package_folders()

    def measure() -> str:
        present = sum(1 for folder in folders if (folder / "package.json").exists())
        return f"{present} of {len(folders)} packages"

    command: Command = [
        *node.npm,
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=warn",
        "--no-progress",
    ]
    run_quietly(command, step, measure=measure, env=node.environ(os.environ))


def audit(node: NodeRuntime) -> Output | None:
    """What the registry knows of holes in the locked packages, as JSON; None if it takes too long."""
    command: Command = [*node.npm, "audit", "--json", "--package-lock-only"]
    return output_of(command, seconds=AUDIT_SECONDS, cwd=ROOT, env=node.environ(os.environ))


def _package_folders() -> list[Path]:
    packages = json.loads(PACKAGE_LOCK.read_text(encoding="utf-8"))["packages"]
    return [ROOT / name for name, package in packages.items() if name and not package.get("optional")]
